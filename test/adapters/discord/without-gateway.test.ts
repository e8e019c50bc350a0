import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { contentOf } from "../../contracts/outbounds.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { type DiscordHarness, makeDiscordHarness } from "./discord-harness.ts";
import { CHANNEL, FORUM, GUILD, PEOPLE } from "./double/fake-discord.ts";

/** One of several processes: another one listens to the gateway, and this one speaks. */
let harness: DiscordHarness;
beforeEach(async () => {
  const runtime = { intake: createFakeIntake(), completer: { complete: async () => [] } };
  harness = await makeDiscordHarness(runtime, {
    isStarted: false,
    config: { ownership: () => ({ release: async () => undefined }) },
  });
  await harness.adapter.start(runtime);
});
afterEach(() => harness.close());

const say = (channelKey: string, privateFor?: string) => {
  const outbound: Outbound = {
    kind: "post",
    platform: "discord",
    workspaceKey: GUILD,
    channelKey,
    threadKey: null,
    content: contentOf("Your ticket is open."),
    ...(privateFor !== undefined && { privateFor }),
  };
  const { tenantId } = harness;
  return harness.adapter.deliver(outbound, {
    tenantId,
    idempotencyKey: randomUUID(),
    targetMessageKey: null,
  });
};
const saidIn = (channelKey: string) =>
  harness.discord.state.messages.filter(({ channel_id }) => channel_id === channelKey);

it("a private ticket stays private", async () => {
  expect((await say(CHANNEL, PEOPLE.customer)).kind).toBe("sent");
  expect(saidIn(CHANNEL)).toEqual([]);
  const threads = [...harness.discord.state.channels.values()].filter(({ type }) => type === 12);
  expect(threads.map(({ people }) => people.has(PEOPLE.customer))).toEqual([true]);
});

it("a forum gets a post of its own", async () => {
  expect((await say(FORUM)).kind).toBe("sent");
  expect(harness.discord.state.messages).toHaveLength(1);
});

it("links lead into the server, and of a direct channel to that channel", async () => {
  const direct = harness.discord.directOf(PEOPLE.customer).id;
  expect(await say(CHANNEL)).toMatchObject({
    permalink: expect.stringContaining(`/channels/${GUILD}/${CHANNEL}/`),
  });
  expect(await say(direct)).toMatchObject({
    permalink: expect.stringContaining(`/channels/@me/${direct}/`),
  });
});

it("nothing is said while the kind of the channel cannot be read", async () => {
  harness.discord.trouble("GET", /^\/channels\/\d+$/, { kind: "status", status: 503 });
  expect((await say(CHANNEL, PEOPLE.customer)).kind).toBe("retry");
  expect(harness.discord.state.messages).toEqual([]);
});
