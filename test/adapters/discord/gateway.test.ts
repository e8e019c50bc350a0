import { afterEach, describe, expect, it } from "vitest";
import { FEATURE_STORIES } from "../../contracts/feature-stories.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import {
  type DiscordHarness,
  type DiscordHarnessOptions,
  makeDiscordHarness,
  until,
} from "./discord-harness.ts";
import { CHANNEL, FORUM, GUILD, PEOPLE } from "./double/fake-discord.ts";
import { BOT } from "./double/state.ts";

const completer = { complete: async () => [] };
let open: DiscordHarness | null = null;

async function enter(options: DiscordHarnessOptions = {}): Promise<DiscordHarness & { intake: FakeIntake }> {
  const intake = createFakeIntake();
  open = await makeDiscordHarness({ intake, completer }, options);
  return Object.assign(open, { intake });
}
afterEach(async () => {
  await open?.close();
  open = null;
});

const textsOf = (intake: FakeIntake): readonly string[] =>
  intake.events.flatMap((event) => (event.kind === "message-posted" ? [event.text] : []));

/** Messages in and between sessions: how many of them, and what each reconnect meets. */
async function lived(
  reconnects: number,
  eachTime: number,
): Promise<{ said: string[]; heard: readonly string[] }> {
  const { discord, clock, intake, adapter } = await enter();
  const said: string[] = [];
  const say = (text: string, channelKey: string): void => {
    clock.advance(1_000);
    said.push(text);
    discord.say({ personKey: PEOPLE.customer, channelKey, text });
  };
  const direct = discord.directOf(PEOPLE.customer).id;
  say("first of all", CHANNEL);
  say("and in private", direct);
  await until(() => intake.events.length === 2);
  for (let round = 0; round < reconnects; round += 1) {
    const before = discord.gateway.identifies;
    discord.gateway.drop({ resumable: false });
    const post = discord.openPost(FORUM, PEOPLE.other, `post ${round}`, `opened in the gap ${round}`);
    said.push(`post ${round}\nopened in the gap ${round}`);
    for (let at = 0; at < eachTime; at += 1) {
      const place = [CHANNEL, direct, post.id][at % 3] ?? CHANNEL;
      say(`in the gap ${round}.${at}`, place);
    }
    await until(() => discord.gateway.identifies > before && (adapter.health?.().isOk ?? false));
    say(`after the gap ${round}`, CHANNEL);
  }
  await until(() => intake.events.length >= said.length, 20_000);
  return { said, heard: textsOf(intake) };
}

describe("what is missed while the line is down", () => {
  const isLong = process.env.DISCORD_TRIALS === "full";
  const reconnects = isLong ? 50 : 5;
  const eachTime = 18;

  it(`is read again: ${reconnects * (eachTime + 2) + 2} messages over ${reconnects} sessions that cannot be resumed, none missed and none twice`, {
    timeout: 180_000,
  }, async () => {
    const { said, heard } = await lived(reconnects, eachTime);
    expect([...heard].sort()).toEqual([...said].sort());
  });

  it("comes by itself where the session can be resumed, without a new one", async () => {
    const { discord, intake, clock } = await enter();
    const say = (text: string): void => {
      clock.advance(1_000);
      discord.say({ personKey: PEOPLE.customer, channelKey: CHANNEL, text });
    };
    say("before");
    await until(() => intake.events.length === 1);
    discord.gateway.drop({ resumable: true });
    say("meanwhile");
    await until(() => intake.events.length === 2);
    expect(discord.gateway.resumes).toBe(1);
    expect(discord.gateway.identifies).toBe(1);
    expect(textsOf(intake)).toEqual(["before", "meanwhile"]);
  });

  it("is read by the next life of the process, from where the last one stood", async () => {
    const first = await enter();
    first.discord.say({ personKey: PEOPLE.customer, channelKey: CHANNEL, text: "old" });
    await until(() => first.intake.events.length === 1);
    await first.adapter.stop();
    const { positions } = first;
    expect(positions.size).toBeGreaterThan(0);
    const second = await enter({
      config: { positions: { read: async () => new Map(positions), save: async () => undefined } },
      isStarted: false,
      double: { nowMs: () => first.clock.now().getTime() + 60_000 },
    });
    for (const message of first.discord.state.messages) second.discord.state.messages.push(message);
    second.discord.say({ personKey: PEOPLE.other, channelKey: CHANNEL, text: "while nobody listened" });
    await second.adapter.start({ intake: second.intake, completer });
    await until(() => second.intake.events.length === 1);
    expect(textsOf(second.intake)).toEqual(["while nobody listened"]);
    await first.discord.close();
  });

  it("a channel that was never heard is heard from now on, not from its beginning", async () => {
    const held = await enter({ isStarted: false });
    for (const text of ["a year ago", "a month ago"])
      held.discord.say({ personKey: PEOPLE.customer, channelKey: CHANNEL, text });
    await held.adapter.start({ intake: held.intake, completer });
    await until(() => held.adapter.health?.().isOk ?? false);
    held.clock.advance(1_000);
    held.discord.say({ personKey: PEOPLE.customer, channelKey: CHANNEL, text: "now" });
    await until(() => held.intake.events.length === 1);
    expect(textsOf(held.intake)).toEqual(["now"]);
  });
});

describe("a message that cannot be kept", () => {
  it("holds its channel back and is read again; later ones wait in no other channel", async () => {
    const { discord, intake, clock, heard, positions } = await enter();
    const other = discord.addChannel({ id: "820000000000000009", name: "other" }).id;
    const say = (channelKey: string, text: string): string => {
      clock.advance(1_000);
      return discord.say({ personKey: PEOPLE.customer, channelKey, text }).id;
    };
    intake.fail();
    const lost = say(CHANNEL, "in heavy weather");
    await heard("MESSAGE_CREATE");
    intake.recover();
    say(other, "elsewhere");
    say(CHANNEL, "after it");
    await until(() => intake.events.length === 3);
    expect([...textsOf(intake)].sort()).toEqual(["after it", "elsewhere", "in heavy weather"]);
    await open?.adapter.stop();
    expect(BigInt(positions.get(CHANNEL) ?? "0")).toBeGreaterThan(BigInt(lost));
  });
});

describe("a gateway in trouble", () => {
  it("is told what it asks for and no more, and nothing of it is privileged but the content", async () => {
    const { intentsWith } = await import("../../../adapters/discord/gateway/intents.ts");
    expect(intentsWith(true)).toBe((1 << 0) | (1 << 9) | (1 << 10) | (1 << 12) | (1 << 15));
    expect(intentsWith(false) & ((1 << 1) | (1 << 8) | (1 << 15))).toBe(0);
  });

  it("without the content intent hears mentions, commands and direct messages, and says what is lost", async () => {
    const { discord, act, adapter, intake, people, heard } = await enter({
      double: { isContentAllowed: false },
    });
    expect(adapter.health?.().isOk).toBe(true);
    expect(adapter.health?.().detail).toContain("without the Message Content intent");
    await act({ kind: "say", personKey: people.customer, channelKey: CHANNEL, text: "anybody here?" });
    expect(intake.events).toEqual([]);
    await act({
      kind: "say",
      personKey: people.customer,
      channelKey: CHANNEL,
      text: "refunds?",
      mentionsBot: true,
    });
    const direct = discord.directOf(people.customer).id;
    await act({ kind: "say", personKey: people.customer, channelKey: direct, text: "psst" });
    await act({ kind: "command", personKey: people.customer, channelKey: CHANNEL, text: "/rapport help" });
    expect(textsOf(intake)).toEqual(["refunds?", "psst"]);
    expect(intake.events.at(-1)?.kind).toBe("command-invoked");
    expect(heard).toBeDefined();
  });

  it("that refuses the content after all is asked again without it", async () => {
    const held = await enter({ isStarted: false });
    held.discord.gateway.refuseWith(4_014);
    await held.adapter.start({ intake: held.intake, completer });
    await until(() => held.logger.lines.some(({ message }) => message.includes("gives no message content")));
    held.discord.gateway.refuseWith(null);
    await until(() => held.adapter.health?.().isOk ?? false);
    expect(held.adapter.health?.().detail).toContain("without the Message Content intent");
  });

  it.each([
    [4_004, "DISCORD_TOKEN"],
    [4_011, "DISCORD_SHARDS"],
    [4_013, "update Rapport"],
  ])("closed by %i is not asked again, and health says the cure", async (code, cure) => {
    const held = await enter({ isStarted: false });
    held.discord.gateway.refuseWith(code);
    await held.adapter.start({ intake: held.intake, completer });
    await until(() => held.adapter.health?.().detail.includes(cure) ?? false);
    expect(held.adapter.health?.().isOk).toBe(false);
    expect(held.logger.lines.filter(({ level }) => level === "error")).toHaveLength(1);
  });

  it("payloads that nobody expects end nothing", async () => {
    const { discord, act, intake, people } = await enter();
    for (const data of [
      {},
      { id: 7 },
      { id: "1", channel_id: null },
      { guild_id: GUILD, channel_id: "x", author: [] },
    ])
      for (const name of [
        "MESSAGE_CREATE",
        "INTERACTION_CREATE",
        "THREAD_CREATE",
        "CHANNEL_UPDATE",
        "GUILD_ROLE_UPDATE",
        "WHATEVER",
      ])
        discord.gateway.tell(name, data, GUILD);
    await act({ kind: "say", personKey: people.customer, channelKey: CHANNEL, text: "still here" });
    expect(textsOf(intake)).toEqual(["still here"]);
  });
});

describe("who somebody is", () => {
  it("their roles and what those may see: staff by a private channel, admin by permission, nobody by a public one", async () => {
    const { act, intake, people } = await enter({
      config: {
        staffPlaces: async () => ({
          agentChannelKeys: ["820000000000000003", CHANNEL],
          managerChannelKeys: [],
        }),
      },
    });
    const standingOf = async (personKey: string) => {
      await act({ kind: "say", personKey, channelKey: CHANNEL, text: "hello" });
      return intake.events.at(-1)?.actor.standing;
    };
    expect(await standingOf(people.staff)).toEqual({ groupKeys: ["840000000000000001", "channel:agents"] });
    expect(await standingOf(people.customer)).toEqual({ groupKeys: [] });
    expect(await standingOf(PEOPLE.owner)).toMatchObject({ isWorkspaceAdmin: true });
  });

  it("whose roles cannot be read has no standing, and is heard all the same", async () => {
    const { discord, intake, clock } = await enter();
    discord.trouble("GET", /members/, { kind: "status", status: 500 });
    clock.advance(1_000);
    discord.say({
      personKey: PEOPLE.customer,
      channelKey: discord.directOf(PEOPLE.customer).id,
      text: "hello",
    });
    await until(() => intake.events.length === 1);
    expect(intake.events[0]?.actor.standing).toBeUndefined();
  });

  it("other bots, webhooks and the bot itself are nobody", async () => {
    const { discord, act, intake, people } = await enter();
    discord.state.users.set("860000000000000001", {
      id: "860000000000000001",
      username: "other-bot",
      bot: true,
    });
    await act({ kind: "say", personKey: "860000000000000001", channelKey: CHANNEL, text: "beep" });
    await act({ kind: "say", personKey: BOT, channelKey: CHANNEL, text: "it is me" });
    await act({ kind: "say", personKey: people.customer, channelKey: CHANNEL, text: "hello" });
    expect(textsOf(intake)).toEqual(["hello"]);
  });
});

it("what one person alone is to see is an answer to their command", async () => {
  const harness = await enter();
  await FEATURE_STORIES["ephemeral-messages"]({ harness, intake: harness.intake });
});

it("a server that lets the bot go is closed: nothing is posted there any more", async () => {
  const removed: string[] = [];
  const { discord, adapter } = await enter({
    config: { onRemoved: async (workspaceKey) => void removed.push(workspaceKey) },
  });
  discord.gateway.tell("GUILD_DELETE", { id: GUILD, unavailable: true });
  discord.gateway.tell("GUILD_DELETE", { id: GUILD });
  await until(() => removed.length === 1);
  expect(removed).toEqual([GUILD]);
  const outbound = {
    platform: "discord",
    workspaceKey: GUILD,
    channelKey: CHANNEL,
    threadKey: null,
  } as const;
  const content = { summary: "hello", blocks: [] };
  const context = { tenantId: open?.tenantId ?? "", idempotencyKey: "a", targetMessageKey: null };
  expect((await adapter.deliver({ ...outbound, kind: "post", content }, context)).kind).toBe("refused");
});
