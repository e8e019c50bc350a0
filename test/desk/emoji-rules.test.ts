import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS, FORMS } from "../../src/desk/control-ids.ts";
import { openQuickDesk, type QuickDesk, textOf } from "./quick-desk.ts";

describe("an admin chooses what staff do by emoji", () => {
  let desk: QuickDesk;
  beforeAll(async () => {
    desk = await openQuickDesk();
  }, 60_000);
  afterAll(() => desk.close());

  const tickets = () => desk.read((stores) => stores.tickets.list({ limit: 100 }));
  const fill = async (personKey: string, values: Readonly<Record<string, string>>): Promise<string> => {
    const workspaceId = await desk.read(async (stores) => (await stores.workspaces.list())[0]?.id ?? "");
    await desk.accept(desk.formEvent(personKey, { formId: FORMS.emoji, value: workspaceId, values }));
    return textOf((await desk.posts(personKey, "help")).at(-1)?.content);
  };

  it("in a form that shows what is chosen now", async () => {
    await desk.command("ada", "general", "/rapport setup");
    const card = (await desk.posts("ada", "general")).at(-1);
    expect(textOf(card?.content)).toContain("👀 claims a ticket, ✅ marks it solved, 🎫 opens a ticket");
    if (!card) throw new Error("no card");
    await desk.press("ada", card, CONTROLS.setupEmoji);
    expect(desk.openedForm("ada").fields.map(({ value }) => value)).toEqual(["👀", "✅", "🎫"]);
  });

  it("and from then on theirs work and the others do not", async () => {
    expect(await fill("ada", { claim: "👀", solve: "✅", open: "📌 :on-it:" })).toContain("📌 :on-it: opens");
    const said = await desk.say("maya", "help", "My parcel is lost");
    await desk.react("ana", said, "🎫");
    expect(await tickets()).toHaveLength(0);
    await desk.react("maya", said, "📌");
    expect(await tickets()).toHaveLength(0);
    await desk.react("ana", said, "📌");
    expect(await tickets()).toHaveLength(1);
    const entries = await desk.read((stores) => stores.audit.list(5));
    expect(entries[0]).toMatchObject({ action: "workspace.emoji" });
  });

  it("none of which may mean two things, and none of which others may choose", async () => {
    expect(await fill("ada", { claim: "👀", solve: "👀", open: "🎫" })).toContain("cannot mean two things");
    expect(await fill("ada", { claim: "<!channel>", solve: "✅", open: "🎫" })).toContain(
      "Nothing was changed",
    );
    for (const other of ["maya", "ana", "clara"])
      expect(await fill(other, { claim: "🔥", solve: "✅", open: "🎫" })).toContain("Only an admin");
    const rules = await desk.read(async (stores) => (await stores.workspaces.list())[0]?.emojiRules);
    expect(rules).toMatchObject({ claim: ["👀"], open: ["📌", "on-it"] });
  });

  it("or none at all", async () => {
    await fill("ada", { claim: "", solve: "✅", open: "" });
    const said = await desk.say("tom", "help", "Where is my invoice");
    await desk.react("ana", said, "📌");
    expect(await tickets()).toHaveLength(1);
    expect(await desk.troubles()).toEqual([]);
  });
});
