import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import { type DiscordHarness, makeDiscordHarness } from "../../adapters/discord/discord-harness.ts";
import { GUILD } from "../../adapters/discord/double/fake-discord.ts";
import type { Trouble } from "../../adapters/discord/double/rest.ts";
import { contentOf } from "../../contracts/outbounds.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

const SECOND = 1_000;
const HOUR_SECONDS = 3_600;
const MOST_INVALID_IN_HOUR = 50;
const RETRY_SECONDS = 120;
/** Discord lets a bot ask 50 times in a real second, and its library counts them by the real clock. */
const PACE_MS = 25;
/** Statuses that Discord counts against an address; a shared limit is nobody's fault. */
const INVALID = new Set([401, 403, 429]);

interface Case {
  readonly channelKey: string;
  readonly trouble: Trouble | null;
  readonly ends: readonly DeliveryOutcome["kind"][];
}

const user: Trouble = { kind: "limited", retryAfterSeconds: RETRY_SECONDS, scope: "user" };
const CASES: readonly Case[] = [
  { channelKey: "820000000000000101", trouble: null, ends: ["sent"] },
  {
    channelKey: "820000000000000102",
    trouble: { kind: "code", status: 403, code: 50_013 },
    ends: ["refused"],
  },
  {
    channelKey: "820000000000000103",
    trouble: { kind: "code", status: 403, code: 50_001 },
    ends: ["refused"],
  },
  { channelKey: "820000000000000104", trouble: user, ends: ["retry"] },
  { channelKey: "820000000000000105", trouble: { ...user, scope: "shared" }, ends: ["retry"] },
  { channelKey: "820000000000000106", trouble: { kind: "status", status: 502 }, ends: ["uncertain"] },
];

/** An hour in which somebody is said something in six channels in turn, five of which are ill, and once the whole bot is told to wait. */
export async function speakForAnHour({ size, progress }: Pick<Trial, "size" | "progress">): Promise<Verdict> {
  let nowMs = 0;
  const runtime = { intake: createFakeIntake(), completer: { complete: async () => [] } };
  const harness = await makeDiscordHarness(runtime, { config: { nowMs: () => nowMs } });
  const violations = new Set<string>();
  const escaped = (fault: unknown): void => {
    violations.add(`a fault escaped: ${String(fault)}`);
  };
  process.on("uncaughtException", escaped).on("unhandledRejection", escaped);
  const before = harness.discord.calls.length;
  let sent = 0;
  let most = 0;
  try {
    for (const { channelKey, trouble } of CASES) {
      harness.discord.addChannel({ id: channelKey, name: `help-${channelKey}` });
      if (trouble !== null) harness.discord.trouble("POST", new RegExp(`${channelKey}/messages`), trouble);
    }
    const waitUntilMs = new Map<string, number>();
    for (let n = 0; n < size; n += 1) {
      nowMs = Math.floor((n / size) * HOUR_SECONDS * SECOND);
      const one = CASES[n % CASES.length];
      if (one === undefined) break;
      const { channelKey, ends } = one;
      // As the outbox does.
      if ((waitUntilMs.get(channelKey) ?? 0) > nowMs) continue;
      await sleep(PACE_MS);
      const outcome = await say(harness, channelKey);
      if (!ends.includes(outcome.kind)) violations.add(`a post ended as ${outcome.kind}, not ${ends.join()}`);
      if (outcome.kind === "retry" && outcome.scope !== "channel")
        violations.add("one channel's limit holds up the workspace");
      if (outcome.kind === "retry" && outcome.retryAfterMs !== null)
        waitUntilMs.set(channelKey, nowMs + outcome.retryAfterMs);
      if (outcome.kind === "sent") sent += 1;
      progress(n + 1);
    }
    const invalid = harness.discord.calls
      .slice(before)
      .filter(({ status, path }) => INVALID.has(status) && !path.includes(SHARED));
    most = invalid.length;
    if (most >= MOST_INVALID_IN_HOUR) violations.add(`${most} invalid requests in an hour`);
    if (sent === 0) violations.add("nothing was sent where all is well");
    for (const one of [...(await afterGlobal(harness)), ...(await afterPermission(harness))])
      violations.add(one);
  } finally {
    process.off("uncaughtException", escaped).off("unhandledRejection", escaped);
    await harness.close();
  }
  return {
    violations: [...violations],
    figures: { posts: size, sent, "invalid requests": most, calls: harness.discord.calls.length - before },
  };
}

const SHARED = "820000000000000105";

/** A permission that is given counts at once. */
async function afterPermission(harness: DiscordHarness): Promise<readonly string[]> {
  const [, forbidden] = CASES;
  if (forbidden === undefined) return [];
  harness.discord.trouble("POST", new RegExp(`${forbidden.channelKey}/messages`), null);
  const channel = harness.discord.state.channels.get(forbidden.channelKey);
  harness.discord.gateway.tell("CHANNEL_UPDATE", { ...channel, people: undefined }, GUILD);
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await say(harness, forbidden.channelKey)).kind === "sent") return [];
    await sleep(10);
  }
  return ["a channel that was opened again is not written to"];
}

/** Told to wait altogether, nothing more is asked. */
async function afterGlobal(harness: DiscordHarness): Promise<readonly string[]> {
  const [well] = CASES;
  if (well === undefined) return [];
  const { discord } = harness;
  discord.trouble("POST", /messages/, { kind: "limited", retryAfterSeconds: 1, scope: "global" }, 1);
  const outcome = await say(harness, well.channelKey);
  const calls = discord.calls.length;
  const next = await say(harness, well.channelKey);
  const violations: string[] = [];
  if (outcome.kind !== "retry" || outcome.scope !== "workspace")
    violations.push("a limit of the whole bot holds up one channel alone");
  if (next.kind !== "retry" || discord.calls.length > calls)
    violations.push("Discord was asked again within a limit of the whole bot");
  await sleep(1_100);
  discord.trouble("POST", /messages/, null);
  return violations;
}

const say = ({ adapter, tenantId }: DiscordHarness, channelKey: string): Promise<DeliveryOutcome> => {
  const outbound: Outbound = {
    ...{ kind: "post", platform: "discord", workspaceKey: GUILD, channelKey, threadKey: null },
    content: contentOf("Hello"),
  };
  return adapter.deliver(outbound, { tenantId, idempotencyKey: randomUUID(), targetMessageKey: null });
};

export const discordRefuses: Scenario = {
  id: "N11",
  title: "Discord says wait (user, shared, global), forbids (50013, 50001) and fails (502), for an hour",
  criterion:
    "fewer than 50 invalid requests in the hour; each limit holds up what it is for; no fault escapes",
  promises: ["P5", "P6"],
  databases: ["pglite"],
  unit: "posts",
  fullSize: HOUR_SECONDS,
  limitMs: 10 * 60_000,
  run: speakForAnHour,
};
