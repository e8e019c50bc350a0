import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPerson } from "../../src/commands/find-person.ts";
import { CONTROLS, joinValue } from "../../src/desk/control-ids.ts";
import { forgetPerson } from "../../src/desk/forget-person.ts";
import { guessCustomerChannels, guessKind, guessPurpose } from "../../src/desk/setup-guess.ts";
import type { Channel } from "../../src/domain/channel.ts";
import { openQuickDesk, type QuickDesk, textOf } from "./quick-desk.ts";

describe("a channel's purpose by its name", () => {
  it.each([
    ["help", "customers"],
    ["product-support", "customers"],
    ["bugs", "customers"],
    ["bug-reports", "managers"],
    ["support-team", "agents"],
    ["support_internal", "agents"],
    ["escalations", "agents"],
    ["cs-leads", "managers"],
    ["weekly-digests", "managers"],
    ["random", null],
    ["helpers-anonymous", null],
  ])("#%s: %s", (name, purpose) => {
    expect(guessPurpose(name)).toBe(purpose);
  });

  it("and the workspace's kind by its platform and channels", () => {
    const named = (name: string): Channel => ({
      id: name,
      workspaceId: "w",
      channelKey: name,
      name,
      purpose: "other",
      mode: "mention",
    });
    expect(guessKind("discord", [])).toBe("community");
    expect(guessKind("slack", [named("it-help")])).toBe("helpdesk");
    expect(guessKind("slack", [named("introductions")])).toBe("community");
    expect(guessKind("teams", [named("general")])).toBe("company");
    const found = guessCustomerChannels(["help", "bug-reports", "ai-agents", "support-team"].map(named));
    expect(found.map(({ name }) => name)).toEqual(["help"]);
  });
});

describe("setting up from inside the chat", () => {
  let desk: QuickDesk;
  beforeAll(async () => {
    desk = await openQuickDesk();
  }, 60_000);
  afterAll(() => desk.close());

  const heard = async (personKey: string, channelKey: string): Promise<string> =>
    textOf((await desk.posts(personKey, channelKey)).at(-1)?.content);
  const said = async (personKey: string, command: string, channelKey = "general"): Promise<string> => {
    await desk.command(personKey, channelKey, command);
    return heard(personKey, channelKey);
  };
  const choose = async (personKey: string, controlId: string, value: string): Promise<string> => {
    await desk.accept(desk.controlEvent(personKey, { controlId, value }));
    return heard(personKey, "help");
  };
  const general = () =>
    desk.read(async (stores) => {
      const channel = (await stores.channels.list()).find(({ name }) => name === "general");
      if (!channel) throw new Error("no channel");
      return channel;
    });
  const workspace = () =>
    desk.read(async (stores) => {
      const found = (await stores.workspaces.list())[0];
      if (!found) throw new Error("no workspace");
      return found;
    });

  it("shows an admin what is set, and nobody else", async () => {
    const card = await said("ada", "/rapport setup");
    expect(card).toContain("Community: members are customers");
    expect(card).toContain("#help (auto)");
    expect(card).toContain("#agents");
    for (const other of ["maya", "ana", "clara"])
      expect(await said(other, "/rapport setup", other === "maya" ? "general" : "agents")).toContain(
        "is for admins",
      );
  });

  it("takes purpose, mode and kind from an admin's choice, and the change counts at once", async () => {
    const { id } = await general();
    await choose("ada", CONTROLS.setupMode, joinValue(id, "off"));
    await choose("ada", CONTROLS.setupPurpose, joinValue(id, "other"));
    expect(await general()).toMatchObject({ mode: "off", purpose: "other" });
    await desk.say("maya", "general", "@rapport how do I change the delivery address?");
    expect((await desk.posts("maya", "general")).some(({ replyCount }) => (replyCount ?? 0) > 0)).toBe(false);
    const space = await workspace();
    await choose("ada", CONTROLS.setupKind, joinValue(space.id, "company"));
    expect((await workspace()).kind).toBe("company");
    await choose("ada", CONTROLS.setupKind, joinValue(space.id, "community"));
    const entries = await desk.read((stores) => stores.audit.list(20));
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["workspace.kind", "channel.changed"]),
    );
  });

  it("refuses everybody else's press, a purpose that cannot be chosen and made-up words", async () => {
    const before = await general();
    expect(await choose("ana", CONTROLS.setupMode, joinValue(before.id, "auto"))).toContain("Only an admin");
    await choose("ada", CONTROLS.setupPurpose, joinValue(before.id, "direct"));
    await choose("ada", CONTROLS.setupMode, joinValue(before.id, "loud"));
    await choose("ada", CONTROLS.setupMode, `${before.id}|${"a".repeat(30)}`);
    expect(await general()).toEqual(before);
  });

  it("makes an agent of a person by name, who is then never analysed, and takes it back", async () => {
    await desk.say("tom", "help", "hello there, my box is late");
    expect(await said("ana", "/rapport role @Tom agent", "agents")).toContain("is for admins");
    expect(await said("ada", "/rapport role @Tom agent")).toContain("is an agent from now on");
    const read = desk.tagged.length;
    await desk.say("tom", "help", "I am furious about this queue");
    expect(desk.tagged.length).toBe(read);
    expect(await said("ada", "/rapport role @Tom none")).toContain("what the platform");
    await desk.say("tom", "help", "I am furious about this queue again");
    expect(desk.tagged.length).toBe(read + 1);
  });

  it("names groups of the platform, and leaves its admins alone", async () => {
    await said("ada", "/rapport role group:S0123 agent");
    await said("ada", "/rapport role group:S0123 manager");
    expect((await workspace()).roleRules).toMatchObject({ agentGroupKeys: [], managerGroupKeys: ["S0123"] });
    expect(await said("ada", "/rapport role group:S0123 customer")).toContain(
      "Groups make agents or managers",
    );
    await said("ada", "/rapport role group:S0123 none");
    expect((await workspace()).roleRules?.managerGroupKeys).toEqual([]);
    expect(await said("ada", "/rapport role @Ada customer")).toContain("that stays so");
    expect(await said("ada", "/rapport role @Nobody-here agent")).toContain("Nobody of that name");
    expect(await said("ada", "/rapport role")).toContain("Type /rapport role");
    expect(await said("ada", "/rapport role @Ma agent")).toContain("Nobody of that name");
    await desk.join({ personKey: "tom-2", displayName: "Tom", role: "customer" });
    await desk.say("tom-2", "help", "hello there");
    expect(await said("ada", "/rapport role @Tom manager")).toContain("Several people");
    expect(await said("ada", "/rapport role tom-2 agent")).toContain("is an agent");
  });

  it("forgets whom it named when the person is erased", async () => {
    await desk.say("ines", "help", "hello there");
    await said("ada", "/rapport role @Ines agent");
    expect((await workspace()).roleRules?.people).toHaveProperty("ines");
    await desk.read(async (stores) => {
      const ines = await findPerson(stores, "Ines");
      if (ines) await forgetPerson(stores, ines, desk.clock.now());
    });
    expect((await workspace()).roleRules?.people ?? {}).not.toHaveProperty("ines");
  });
});
