import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressOf, contentOf, deliver } from "../../contracts/outbounds.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { BOT, ORGANISATION, TEAM } from "./fake-teams.ts";
import {
  CHANNEL,
  makeTeamsHarness,
  PEOPLE,
  TENANT,
  type TeamsHarness,
  type TeamsHarnessOptions,
} from "./teams-harness.ts";

const CHAT = "19:chat@thread.v2";
const AGENTS = "19:agents@thread.tacv2";
const OTHER_ORGANISATION = "11111111-2222-4333-8444-555555555555";

let intake: FakeIntake;
let harness: TeamsHarness;
const open = (options: TeamsHarnessOptions = {}) =>
  makeTeamsHarness({ intake, completer: { complete: async () => [] } }, options);
beforeEach(async () => {
  intake = createFakeIntake();
  harness = await open();
});
afterEach(() => harness.close());

const mentionOf = (id: string, name: string) => ({
  type: "mention",
  text: `<at>${name}</at>`,
  mentioned: { id, name },
});
const inChat = (text: string, entities: readonly object[] = []) => ({
  ...harness.frame(PEOPLE.customer, CHAT),
  conversation: { id: CHAT, conversationType: "groupChat", isGroup: true, tenantId: ORGANISATION },
  channelData: { tenant: { id: ORGANISATION } },
  type: "message",
  id: harness.teams.nextKey(),
  textFormat: "plain",
  text,
  entities,
});
const happened = (type: string, more: object) => ({
  ...harness.frame(PEOPLE.staff, CHANNEL),
  type,
  id: harness.teams.nextKey(),
  ...more,
});
const post = (channelKey = CHANNEL) =>
  deliver(harness, { ...addressOf(harness), channelKey, kind: "post", content: contentOf("Hello") });

describe("a group chat", () => {
  it.each([
    ["<at>Rapport</at> where is it?", "where is it?"],
    ["Where is it, <at>Rapport</at>?", "Where is it, ?"],
    ["<at>Rapport</at>&nbsp;<at>Rapport</at> a &lt; b", "a < b"],
    ["<at>Rapport</at>\n\nwhere is it?", "where is it?"],
  ])("%j is words to the bot without its name", async (text, expected) => {
    const times = text.split("<at>Rapport</at>").length - 1;
    const entities = Array.from({ length: times }, () => mentionOf(BOT, "Rapport"));
    expect((await harness.send(inChat(text, entities))).status).toBe(200);
    expect(intake.events).toMatchObject([
      {
        kind: "message-posted",
        text: expected,
        mentionsBot: true,
        threadKey: null,
        channel: { channelKey: CHAT, isDirect: false, isPrivate: true, name: "group chat" },
      },
    ]);
  });

  it("keeps the names of others, and a tag that somebody only typed is nobody's mention", async () => {
    await harness.send(inChat("<at>sue</at> said it", [mentionOf(PEOPLE.staff, "sue")]));
    await harness.send(inChat("&lt;at&gt;Rapport&lt;/at&gt; said it"));
    expect(intake.events).toMatchObject([
      { text: "@sue said it", mentionsBot: false, mentionedKeys: [PEOPLE.staff] },
      { text: "<at>Rapport</at> said it", mentionsBot: false, mentionedKeys: [] },
    ]);
  });

  it("is answered where it is, and takes a command with the bot's name before it", async () => {
    await harness.send(inChat("<at>Rapport</at> history", [mentionOf(BOT, "Rapport")]));
    expect(intake.events).toMatchObject([{ kind: "command-invoked", command: "history" }]);
    expect((await post(CHAT)).kind).toBe("refused");
    harness.teams.channels.push({ id: CHAT, type: "standard" });
    expect((await post(CHAT)).kind).toBe("sent");
  });
});

describe("being taken out", () => {
  const bot = [{ id: BOT, name: "Rapport" }];

  it.each([
    ["installationUpdate", { action: "remove" }],
    ["conversationUpdate", { membersRemoved: bot }],
    ["conversationUpdate", { eventType: "teamDeleted" }],
  ])("of a team by %s %j: none of its channels is spoken to", async (type, what) => {
    const { eventType, ...more } = what as { readonly eventType?: string };
    const activity = happened(type, more);
    const channelData = { ...(activity as { channelData?: object }).channelData, eventType };
    expect((await harness.send({ ...activity, channelData })).status).toBe(200);
    expect(await post()).toMatchObject({ kind: "refused", code: "teams.place-unknown" });
    expect(harness.book.entries.size).toBe(0);
  });

  it("of a chat leaves the team alone", async () => {
    await harness.send(inChat("hello"));
    expect(await harness.book.find(ORGANISATION, CHAT)).not.toBeNull();
    const { text: _text, entities: _entities, ...frame } = inChat("");
    await harness.send({ ...frame, type: "installationUpdate", action: "remove" });
    expect(await harness.book.find(ORGANISATION, CHAT)).toBeNull();
    expect((await post()).kind).toBe("sent");
  });

  it("of a channel that was deleted keeps the others", async () => {
    const channelData = {
      tenant: { id: ORGANISATION },
      team: { id: TEAM },
      channel: { id: "19:gone@thread.tacv2" },
      eventType: "channelDeleted",
    };
    await harness.send({ ...happened("conversationUpdate", {}), channelData });
    expect(await harness.book.find(ORGANISATION, "19:gone@thread.tacv2")).toBeNull();
    expect((await post()).kind).toBe("sent");
  });
});

describe("members who come and go", () => {
  const standingOf = async (): Promise<unknown> => {
    const id = harness.teams.nextKey();
    await harness.send({
      ...harness.frame(PEOPLE.staff, CHANNEL, id),
      type: "message",
      id,
      text: `Word ${id}`,
    });
    return intake.events.at(-1)?.actor.standing;
  };

  it("are asked about anew: whoever left the agents' channel is an agent no more", async () => {
    const staff = { groupKeys: [], agentChannelKeys: [AGENTS], managerChannelKeys: [] };
    await harness.close();
    harness = await open({ config: { staffPlaces: async () => staff } });
    harness.teams.channels.push({ id: AGENTS, name: "agents", type: "private" });
    harness.teams.privateMembers.set(AGENTS, new Set([PEOPLE.staff]));
    expect(JSON.stringify(await standingOf())).toContain("agents");
    harness.teams.privateMembers.set(AGENTS, new Set());
    await harness.send(happened("conversationUpdate", { membersRemoved: [{ id: PEOPLE.staff }] }));
    expect(JSON.stringify(await standingOf())).not.toContain("agents");
  });

  it("say nothing to the desk, and who comes as a guest is one from the first word", async () => {
    await harness.send(happened("conversationUpdate", { membersAdded: [{ id: PEOPLE.staff }] }));
    expect(intake.events).toEqual([]);
    await standingOf();
    const known = harness.teams.members.get(PEOPLE.staff);
    if (known) harness.teams.members.set(PEOPLE.staff, { ...known, userRole: "guest" });
    await harness.send(happened("conversationUpdate", { membersAdded: [{ id: PEOPLE.staff }] }));
    expect(await standingOf()).toMatchObject({ isGuest: true });
  });
});

describe("a bot for any organisation", () => {
  const admitted = new Map<string, string>();
  beforeEach(async () => {
    admitted.clear();
    await harness.close();
    harness = await open({
      config: {
        organisationKey: null,
        organisations: {
          async admit(organisationKey, isInstall) {
            if (isInstall) admitted.set(organisationKey, TENANT);
            return admitted.get(organisationKey) ?? null;
          },
        },
      },
    });
  });
  const theirs = (activity: object) => ({
    ...activity,
    channelData: {
      tenant: { id: OTHER_ORGANISATION },
      team: { id: TEAM, name: "Theirs" },
      channel: { id: CHANNEL },
    },
  });

  it.each([
    ["installationUpdate", { action: "add" }],
    ["conversationUpdate", { membersAdded: [{ id: BOT }] }],
  ])("is nobody's before it is added by %s, and speaks and hears there afterwards", async (type, how) => {
    const words = () => theirs(happened("message", { text: "Where is it?" }));
    expect((await harness.send(words())).status).toBe(401);
    expect(intake.calls).toEqual([]);
    expect((await harness.send(theirs(happened(type, how)))).status).toBe(200);
    expect((await harness.send(words())).status).toBe(200);
    expect(intake.events).toMatchObject([{ kind: "message-posted", workspaceKey: OTHER_ORGANISATION }]);
    const there = { ...addressOf(harness), workspaceKey: OTHER_ORGANISATION };
    expect(await deliver(harness, { ...there, kind: "post", content: contentOf("Hello") })).toMatchObject({
      kind: "sent",
    });
    const asked = harness.teams.calls.filter(({ path }) => path.endsWith("/oauth2/v2.0/token"));
    // Of a bot that serves many, Bot Framework's own directory gives the token.
    expect(asked.map(({ path }) => path)).toContain("/login/botframework.com/oauth2/v2.0/token");
  });

  it("greets whoever opens a private chat with it, once", async () => {
    const direct = harness.teams.directOf(PEOPLE.customer);
    const added = {
      ...harness.frame(PEOPLE.customer, direct),
      type: "installationUpdate",
      action: "add",
    };
    await harness.send(added);
    await harness.send(added);
    expect(intake.events).toMatchObject([
      { kind: "command-invoked", argumentText: "help", channel: { isDirect: true } },
    ]);
  });
});
