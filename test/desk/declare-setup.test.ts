import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS, joinValue } from "../../src/desk/control-ids.ts";
import { declareSetup } from "../../src/desk/declare-setup.ts";
import type { DeclaredSetup } from "../../src/domain/channel.ts";
import { NO_ROLE_RULES } from "../../src/domain/role.ts";
import { actorOf, openQuickDesk, type QuickDesk, textOf } from "./quick-desk.ts";

const DECLARED: DeclaredSetup = {
  kind: "community",
  channels: [{ named: "Returns", purpose: "customers", mode: "auto" }],
  roles: { ...NO_ROLE_RULES, people: { tom: "agent" } },
};

describe("a set-up that the environment has", () => {
  let desk: QuickDesk;
  beforeAll(async () => {
    desk = await openQuickDesk();
  }, 60_000);
  afterAll(() => desk.close());

  const workspace = () =>
    desk.read(async (stores) => {
      const found = (await stores.workspaces.list())[0];
      if (!found) throw new Error("no workspace");
      return found;
    });
  const declare = async (declared: DeclaredSetup | null): Promise<void> => {
    const space = await workspace();
    await desk.read((stores) => declareSetup(stores, space, declared, desk.clock.now()));
  };
  const returns = () =>
    desk.read(async (stores) => (await stores.channels.list()).find(({ name }) => name === "returns"));
  const channel = { channelKey: "k-returns", name: "returns", isDirect: false, isPrivate: false };
  const asked = () =>
    desk.messageEvent(actorOf("maya"), { channel, text: "I am furious: where is my refund?" });

  it("counts from the first message in a channel that was not there yet", async () => {
    await declare(DECLARED);
    const before = desk.tagged.length;
    await desk.accept(asked());
    expect(await returns()).toMatchObject({ purpose: "customers", mode: "auto" });
    expect(desk.tagged.length).toBe(before + 1);
  });

  it("has the channels that it names by key before anybody has written there", async () => {
    const space = { ...(await workspace()), platform: "slack" as const };
    const channels = [
      { named: "C0AGENTS", purpose: "agents", mode: null },
      { named: "leads", purpose: "managers", mode: null },
    ] as const;
    const declared = { ...DECLARED, channels: [...DECLARED.channels, ...channels] };
    await desk.read((stores) => declareSetup(stores, space, declared, desk.clock.now()));
    const found = await desk.read(({ channels: known }) => known.list());
    expect(found.find(({ channelKey }) => channelKey === "C0AGENTS")).toMatchObject({ purpose: "agents" });
    // Which channel a name means is known when it is heard of.
    expect(found.filter(({ name }) => name === "leads")).toEqual([]);
    await declare(DECLARED);
  });

  it("makes staff at once of whom it names, who are then never analysed", async () => {
    await desk.say("tom", "help", "hello");
    const before = desk.tagged.length;
    await desk.say("tom", "help", "I am furious");
    expect(desk.tagged.length).toBe(before);
  });

  it("cannot be changed from inside the chat, which says which variable has it", async () => {
    const found = await returns();
    if (!found) throw new Error("no channel");
    const space = await workspace();
    const heard = async () => textOf((await desk.posts("ada", "help")).at(-1)?.content);
    for (const [controlId, value] of [
      [CONTROLS.setupMode, joinValue(found.id, "off")],
      [CONTROLS.setupPurpose, joinValue(found.id, "agents")],
      [CONTROLS.setupKind, joinValue(space.id, "company")],
    ] as const) {
      await desk.accept(desk.controlEvent("ada", { controlId, value }));
      expect(await heard()).toMatch(/WEB_(?:CUSTOMER_CHANNELS|WORKSPACE_KIND) sets this/);
    }
    await desk.command("ada", "help", "/rapport role @Tom customer");
    expect(await heard()).toContain("WEB_AGENTS sets this");
    expect(await returns()).toEqual(found);
  });

  it("is written once, however often the desk starts, and stands in the audit log", async () => {
    const written = async () =>
      (await desk.read((stores) => stores.audit.list(200))).filter(({ actor }) => actor === "environment");
    const before = await written();
    await declare(DECLARED);
    expect(await written()).toEqual(before);
    expect(before.map(({ action }) => action)).toContain("workspace.declared");
  });

  it("taken away, leaves kind and roles as an admin chose, and channels as they are", async () => {
    await declare(null);
    expect(await returns()).toMatchObject({ purpose: "customers", mode: "auto" });
    expect(await workspace()).toMatchObject({ kind: "community", declared: null });
    const before = desk.tagged.length;
    await desk.say("tom", "help", "I am furious once more");
    expect(desk.tagged.length).toBe(before + 1);
  });
});
