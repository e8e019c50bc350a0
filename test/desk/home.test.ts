import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHome } from "../../src/desk/home/create-home.ts";
import type { MessageContent } from "../../src/domain/message-content.ts";
import type { Role } from "../../src/domain/role.ts";
import { HOME_CONTROLS } from "../../src/ports/home.ts";
import { openQuickDesk, type QuickDesk } from "./quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
  await desk.say("maya", "help", "My parcel is lost and nobody answers, I want to cancel!");
  await desk.react("ana", (await desk.posts("ana", "help"))[0] ?? missing(), "🎫");
}, 60_000);
afterAll(() => desk.close());

const missing = (): never => {
  throw new Error("nothing was posted");
};

/** The home of a person, as what they are now. */
async function homeOf(personKey: string, role: Role, tab: string | null = null): Promise<MessageContent> {
  const home = createHome({
    store: { transaction: (_tenantId, work) => desk.read(work) },
    roleOf: () => role,
    clock: desk.clock,
  });
  const actor = { personKey, displayName: personKey, isBot: false };
  const page = await home.page({ tenantId: desk.tenantId, platform: "web", workspaceKey: "web", actor, tab });
  return page ?? missing();
}
const words = (content: MessageContent): string => JSON.stringify(content.blocks);
const controlsOf = ({ blocks }: MessageContent) =>
  blocks.flatMap((block) => (block.type === "controls" ? block.controls : []));
const tabsOf = (content: MessageContent): readonly string[] =>
  controlsOf(content).flatMap((control) =>
    control.type === "button" && control.controlId === HOME_CONTROLS.tab ? [control.value] : [],
  );

describe("what a person finds on the bot's own page", () => {
  it("a customer: their own tickets and a way to the team, and no tab of the team's", async () => {
    const page = await homeOf("maya", "customer", "figures");
    expect(tabsOf(page)).toEqual([]);
    expect(words(page)).toContain("My parcel is lost");
    expect(controlsOf(page)).toContainEqual(expect.objectContaining({ value: "rapport ticket" }));
    expect(words(await homeOf("tom", "customer"))).not.toContain("parcel");
  });

  it("somebody of whom nothing is known has a customer's page", async () => {
    expect(tabsOf(await homeOf("nobody", "unknown"))).toEqual([]);
  });

  it("an agent: what nobody has taken, and after a claim what is theirs", async () => {
    await desk.read(async ({ tickets }) => {
      const [ticket] = await tickets.list({ limit: 1 });
      await tickets.change(ticket?.id ?? "", { assigneeId: null, claimedAt: null });
    });
    const page = await homeOf("ana", "agent");
    expect(tabsOf(page)).toEqual(["work", "mine"]);
    expect(words(page)).toContain("My parcel is lost");
    const idsOf = (content: MessageContent) => controlsOf(content).map(({ controlId }) => controlId);
    expect(idsOf(page)).toContain("ticket.claim");
    const ana = await desk.read(async ({ people }) =>
      (await people.listByRole("agent")).find(({ personKey }) => personKey === "ana"),
    );
    await desk.read(async ({ tickets }) => {
      const [ticket] = await tickets.list({ limit: 1 });
      await tickets.change(ticket?.id ?? "", { assigneeId: ana?.id ?? null, claimedAt: null });
    });
    // Given to them, it is taken when they say so.
    const given = await homeOf("ana", "agent");
    expect(idsOf(given)).toEqual(expect.arrayContaining(["ticket.claim", "ticket.resolve"]));
    await desk.react("ana", (await desk.posts("ana", "help"))[0] ?? missing(), "👀");
    const after = await homeOf("ana", "agent");
    expect(idsOf(after)).toContain("ticket.resolve");
    expect(idsOf(after)).not.toContain("ticket.claim");
  });

  it("a manager: the figures too, with a bar for each emotion", async () => {
    const page = await homeOf("clara", "manager", "figures");
    expect(tabsOf(page)).toEqual(["work", "figures", "mine"]);
    expect(page.blocks).toContainEqual(expect.objectContaining({ type: "facts" }));
    expect(page.blocks.filter(({ type }) => type === "meter").length).toBe(7);
  });

  it("an admin: what of the set-up is done and what is next", async () => {
    const page = await homeOf("ada", "admin", "setup");
    expect(tabsOf(page)).toEqual(["work", "figures", "setup", "mine"]);
    expect(words(page)).toContain("Documents to answer from");
    expect(words(page)).toMatch(/Set-up: \d of 6 to go/);
  });

  it("an admin alone comes into the console, and the log keeps it", async () => {
    let isIssued = 0;
    const home = (role: Role) =>
      createHome({
        store: { transaction: (_tenantId, work) => desk.read(work) },
        roleOf: () => role,
        clock: desk.clock,
        signIn: {
          issue: ({ personKey }) => {
            isIssued += 1;
            return { url: `https://desk.example/${personKey}`, validMs: 300_000 };
          },
        },
      });
    const actor = { personKey: "ada", displayName: "ada", isBot: false };
    const where = { tenantId: desk.tenantId, platform: "web", workspaceKey: "web", actor } as const;
    for (const role of ["customer", "agent", "manager", "unknown"] as const)
      expect(await home(role).signIn?.(where)).toBeNull();
    expect(isIssued).toBe(0);
    const page = await home("admin").page({ ...where, tab: "setup" });
    expect(controlsOf(page ?? missing()).map(({ controlId }) => controlId)).toContain(HOME_CONTROLS.console);
    expect(await home("admin").signIn?.(where)).toMatchObject({ url: "https://desk.example/ada" });
    const [entry] = await desk.read((stores) => stores.audit.list(1));
    expect(entry).toMatchObject({ action: "session.link" });
  });
});
