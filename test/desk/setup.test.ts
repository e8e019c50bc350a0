import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS, FORMS, joinValue } from "../../src/desk/control-ids.ts";
import { findPerson } from "../../src/desk/find-person.ts";
import { forgetPerson } from "../../src/desk/forget-person.ts";
import { guessCustomerChannels, guessKind, guessPurpose } from "../../src/desk/setup-guess.ts";
import type { Channel } from "../../src/domain/channel.ts";
import { actorOf, openQuickDesk, type QuickDesk, textOf } from "./quick-desk.ts";

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

  it("serves whoever's standing could not be read, analyses them only once it was, and never makes them staff", async () => {
    const stranger = { personKey: "nora", displayName: "U0NORA", isBot: false };
    const ask = { text: "How do I change the delivery address?", mentionsBot: true };
    const { id } = await workspace();
    const nora = () => desk.read((stores) => stores.people.findByKey(id, stranger.personKey));
    const read = desk.tagged.length;
    await desk.accept(desk.messageEvent(stranger, ask));
    expect((await nora())?.role).toBe("unknown");
    await desk.accept(desk.messageEvent(stranger, { ...ask, text: "Human please, I am furious" }));
    expect(desk.tagged.length).toBe(read);
    const customerId = (await nora())?.id ?? "";
    const tickets = await desk.read((stores) => stores.tickets.list({ customerId, limit: 5 }));
    expect(tickets).toHaveLength(1);
    const known = { ...stranger, displayName: "Nora", standing: { groupKeys: [] } };
    await desk.accept(desk.messageEvent(known, { ...ask, text: "I am furious, it is a week late" }));
    expect(await nora()).toMatchObject({ role: "customer", displayName: "Nora" });
    expect(desk.tagged.length).toBeGreaterThan(read);
    // One reading that fails later takes no customer back into the dark for good.
    await desk.accept(desk.messageEvent(stranger, ask));
    await desk.accept(desk.messageEvent(known, ask));
    expect((await nora())?.role).toBe("customer");
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

  it("names staff by a form, for those who know no command", async () => {
    const { id } = await workspace();
    const fill = async (personKey: string, values: Readonly<Record<string, string>>): Promise<string> => {
      await desk.accept(desk.formEvent(personKey, { formId: FORMS.staff, value: id, values }));
      return heard(personKey, "help");
    };
    await desk.say("jonas", "help", "hello there");
    expect(await fill("ana", { who: "Jonas", role: "manager" })).toContain("Only an admin");
    expect(await fill("ada", { who: "Jonas", role: "admin" })).toContain("choose a role");
    expect(await fill("ada", { who: "", role: "agent" })).toContain("say who");
    expect(await fill("ada", { who: "jonas", role: "manager" })).toContain("is a manager from now on");
    expect((await workspace()).roleRules?.people).toMatchObject({ jonas: "manager" });
    expect(await said("ada", "/rapport setup")).toMatch(/Named as staff.*Jonas \(manager\)/);
    expect(await fill("ada", { who: "jonas", role: "none" })).toContain("what the platform");
    expect(await fill("ada", { who: "group:S9", role: "agent" })).toContain("Members of that group");
    expect(await fill("ada", { who: "group:S9", role: "none" })).toContain("nobody a role any more");
  });

  it("offers a channel of the team by its name, until there is one", async () => {
    const channel = { channelKey: "k-leads", name: "cs-leads", isDirect: false, isPrivate: false };
    await desk.accept(desk.messageEvent(actorOf("ana"), { channel, text: "hello all" }));
    expect(await said("ada", "/rapport setup")).not.toContain("looks like");
    const managers = await desk.read(async (stores) => (await stores.channels.listByPurpose("managers"))[0]);
    if (!managers) throw new Error("no channel");
    await choose("ada", CONTROLS.setupPurpose, joinValue(managers.id, "other"));
    expect(await said("ada", "/rapport setup")).toMatch(
      /looks like the managers' channel.*The managers' channel|The managers' channel.*looks like the managers' channel/,
    );
    await choose("ada", CONTROLS.setupPurpose, joinValue(managers.id, "managers"));
  });

  it("reads employees of a help desk after a declaration alone, which is kept", async () => {
    const { id } = await workspace();
    const furious = async (): Promise<number> => {
      const before = desk.tagged.length;
      await desk.say("maya", "help", "I am furious about this");
      return desk.tagged.length - before;
    };
    const declare = async (personKey: string, declaration: string): Promise<string> => {
      const event = { formId: FORMS.declaration, value: id, values: { declaration } };
      await desk.accept(desk.formEvent(personKey, event));
      return heard(personKey, "help");
    };
    await choose("ada", CONTROLS.setupKind, joinValue(id, "helpdesk"));
    expect(await furious()).toBe(0);
    expect(await said("ada", "/rapport setup")).toContain("members of a help desk are employees");
    expect(await choose("ana", CONTROLS.setupEmotion, id)).toContain("Only an admin");
    expect(await declare("ana", "The works council agreed to it in March.")).toContain("Only an admin");
    expect(await declare("ada", "because")).toContain("Say in a sentence");
    expect(await furious()).toBe(0);
    const words = "The works council agreed to it on 1 March.";
    expect(await declare("ada", words)).toContain("Emotion is on");
    expect(await furious()).toBe(1);
    const log = await desk.read((stores) => stores.audit.list(50));
    expect(log.find(({ action }) => action === "workspace.emotion-on")?.detail).toEqual({
      declaration: words,
    });
    expect(await choose("ada", CONTROLS.setupEmotion, id)).toContain("Emotion is off");
    expect(await furious()).toBe(0);
    await choose("ada", CONTROLS.setupKind, joinValue(id, "community"));
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
