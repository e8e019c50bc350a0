import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { contentOf } from "../../contracts/outbounds.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { type DiscordHarness, makeDiscordHarness, until } from "./discord-harness.ts";
import { BOT_ROLE, CHANNEL, FORUM, GUILD, PEOPLE } from "./double/fake-discord.ts";
import { BOT } from "./double/state.ts";

let harness: DiscordHarness;
beforeEach(async () => {
  harness = await makeDiscordHarness({ intake: createFakeIntake(), completer: { complete: async () => [] } });
});
afterEach(() => harness.close());

const OTHER = "820000000000000008";
const address = (channelKey: string = CHANNEL, threadKey: string | null = null) =>
  ({ platform: "discord", workspaceKey: GUILD, channelKey, threadKey }) as const;
const post = (words: string, channelKey?: string): Outbound => ({
  ...address(channelKey),
  kind: "post",
  content: contentOf(words),
});
let keys = 0;
const deliver = (
  outbound: Outbound,
  idempotencyKey = `key-${++keys}`,
  targetMessageKey: string | null = null,
) => harness.adapter.deliver(outbound, { tenantId: harness.tenantId, idempotencyKey, targetMessageKey });
const posted = (channelKey = CHANNEL) =>
  harness.discord.state.messages.filter((one) => one.author === BOT && one.channel_id === channelKey);
const requests = (method: string, path: RegExp): number =>
  harness.discord.calls.filter((call) => call.method === method && path.test(call.path)).length;

describe("a limit", () => {
  it("makes its own channel wait and no other one", async () => {
    harness.discord.addChannel({ id: OTHER, name: "other" });
    harness.discord.trouble("POST", new RegExp(`${CHANNEL}/messages`), {
      kind: "limited",
      retryAfterSeconds: 3,
      scope: "user",
    });
    expect(await deliver(post("here"))).toMatchObject({
      kind: "retry",
      code: "discord.limited",
      scope: "channel",
    });
    expect((await deliver(post("there", OTHER))).kind).toBe("sent");
  });

  it("of the whole bot makes everything wait", async () => {
    harness.discord.trouble(
      "POST",
      /messages/,
      { kind: "limited", retryAfterSeconds: 2, scope: "global" },
      1,
    );
    expect(await deliver(post("here"))).toMatchObject({ kind: "retry", scope: "workspace" });
  });

  it("that Discord's headers tell of beforehand is kept without asking", async () => {
    harness.discord.setBucketSize(2);
    const outcomes = [await deliver(post("1")), await deliver(post("2")), await deliver(post("3"))];
    expect(outcomes.map(({ kind }) => kind)).toEqual(["sent", "sent", "retry"]);
    expect(requests("POST", /messages$/)).toBe(2);
  });
});

describe("a post whose answer is lost", () => {
  it("is uncertain, and tried again it is the same post", async () => {
    harness.discord.trouble("POST", /messages/, { kind: "cut" }, 1);
    expect((await deliver(post("Once."), "same")).kind).toBe("uncertain");
    const second = await deliver(post("Once."), "same");
    expect(second.kind).toBe("sent");
    expect(posted()).toHaveLength(1);
  });

  it("is found again by its words, and not taken for another's that reads the same", async () => {
    const context = { tenantId: harness.tenantId, idempotencyKey: "lost" };
    await deliver(post("Passed to the team."), "another");
    expect((await harness.adapter.reconcile?.(post("Passed to the team."), context))?.kind).toBe("retry");
    harness.discord.trouble("POST", /messages/, { kind: "cut" }, 1);
    await deliver(post("Passed to the team."), "lost");
    expect(await harness.adapter.reconcile?.(post("Passed to the team."), context)).toMatchObject({
      kind: "sent",
      messageKey: posted().at(-1)?.id,
    });
  });

  it("is never repeated by the library itself: a fault of Discord's is one request", async () => {
    harness.discord.trouble("POST", /messages/, { kind: "status", status: 502 });
    expect(await deliver(post("Hello"))).toEqual({ kind: "uncertain", code: "discord.http-502" });
    expect(requests("POST", /messages$/)).toBe(1);
  });
});

describe("what is refused for want of a permission", () => {
  it("is asked once, until something changes", async () => {
    const channel = harness.discord.state.channels.get(CHANNEL);
    const deny = { id: BOT_ROLE, type: 0, allow: "0", deny: (1n << 11n).toString() };
    channel?.permission_overwrites.push(deny);
    for (let tries = 0; tries < 50; tries += 1)
      expect(await deliver(post("hello"))).toMatchObject({ kind: "refused", code: "discord.50013" });
    expect(requests("POST", /messages$/)).toBe(1);
    channel?.permission_overwrites.pop();
    harness.discord.gateway.tell(
      "CHANNEL_UPDATE",
      { id: CHANNEL, type: 0, guild_id: GUILD, name: "help" },
      GUILD,
    );
    await until(async () => (await deliver(post("at last"))).kind === "sent");
  });

  it("a token that Discord refuses is not used again, and health says so", async () => {
    harness.discord.trouble("POST", /messages/, { kind: "code", status: 401, code: 0 }, 1);
    for (let tries = 0; tries < 5; tries += 1) expect((await deliver(post("hello"))).kind).toBe("refused");
    expect(requests("POST", /messages$/)).toBe(1);
    expect(harness.adapter.health?.()).toMatchObject({ isOk: false, detail: "the token is refused" });
  });
});

describe("places", () => {
  it("a very long answer is five posts and the whole as a file", async () => {
    expect((await deliver(post("word ".repeat(8_000)))).kind).toBe("sent");
    expect(posted()).toHaveLength(5);
    expect(
      posted()
        .at(-1)
        ?.files.map(({ name }) => name),
    ).toEqual(["whole-text.txt"]);
  });

  it("the top of a forum takes posts with a name", async () => {
    const outcome = await deliver({
      ...address(FORUM),
      kind: "post",
      content: contentOf("Known trouble", [{ type: "heading", text: "Parcels are late today" }]),
    });
    const key = outcome.kind === "sent" ? outcome.messageKey : null;
    expect(harness.discord.state.channels.get(key ?? "")).toMatchObject({
      parent_id: FORUM,
      name: "Parcels are late today",
    });
  });

  it("in a voice channel, where there are no threads, an answer is a reply", async () => {
    harness.discord.addChannel({ id: OTHER, name: "Voice", type: 2 });
    const asked = harness.discord.say({ personKey: PEOPLE.customer, channelKey: OTHER, text: "hello?" });
    expect(
      (await deliver({ ...address(OTHER, asked.id), kind: "post", content: contentOf("Yes?") })).kind,
    ).toBe("sent");
    expect(posted(OTHER)[0]).toMatchObject({ reference: asked.id });
  });

  it("where there are no private threads a ticket stands in the channel", async () => {
    harness.discord.trouble("POST", /threads/, { kind: "code", status: 403, code: 50_013 });
    const content = contentOf("maya opened ticket #1.");
    expect((await deliver({ ...address(), kind: "post", content, privateFor: PEOPLE.customer })).kind).toBe(
      "sent",
    );
    expect(posted()).toHaveLength(1);
  });
});
