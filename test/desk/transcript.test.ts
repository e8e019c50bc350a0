import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import { cardOf, openQuickDesk, type QuickDesk } from "./quick-desk.ts";

let desk: QuickDesk;
let number = 0;
beforeAll(async () => {
  desk = await openQuickDesk();
  const asked = await desk.say("maya", "help", "I want to talk to a human about order 4711");
  await desk.say("ana", "help", "It left us today.", asked.postKey);
  number = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0]?.number ?? 0;
  await desk.press("ana", await cardOf(desk, number), CONTROLS.resolve);
}, 60_000);
afterAll(() => desk.close());

/** The newest file that somebody alone was shown, as text. */
async function fileFor(personKey: string, channelKey: string): Promise<string | null> {
  const posts = await desk.posts(personKey, channelKey);
  const blocks = posts.findLast(({ text }) => text.includes("What was said"))?.content?.blocks ?? [];
  const block = blocks.find(({ type }) => type === "file");
  if (block?.type !== "file") return null;
  const found = await desk.read((stores) => stores.files.get(block.file.fileId));
  return found && new TextDecoder().decode(found.bytes);
}

describe("a ticket's transcript", () => {
  it("is given to an agent from the card of a solved ticket", async () => {
    await desk.press("ana", await cardOf(desk, number), CONTROLS.transcript);
    const words = await fileFor("ana", "agents");
    expect(words).toContain(`Ticket #${number}: I want to talk to a human about order 4711`);
    expect(words).toMatch(/\[2026-03-03 09:00\] Maya: I want to talk to a human/);
    expect(words).toContain("Ana (support): It left us today.");
  });

  it("is given to its customer who asks, by number or not, and to no other customer", async () => {
    await desk.command("tom", "help", `/rapport transcript ${number}`);
    expect(await fileFor("tom", "help")).toBeNull();
    await desk.command("maya", "help", "/rapport transcript");
    expect(await fileFor("maya", "help")).toContain("It left us today.");
  });

  it("is erased with its customer", async () => {
    const before = await desk.read(async ({ audit }) =>
      (await audit.list(50)).filter(({ action }) => action === "ticket.transcript"),
    );
    expect(before).toHaveLength(2);
    const maya = await desk.read(async (stores) => (await stores.people.search("Maya", 1))[0]);
    await desk.read((stores) => stores.privacy.erase(maya?.id ?? ""));
    for (const { detail } of before)
      expect(await desk.read((stores) => stores.files.get(String(detail.fileId)))).toBeNull();
  });
});
