import { setTimeout as sleep } from "node:timers/promises";
import { makeDiscordHarness } from "../../adapters/discord/discord-harness.ts";
import { CHANNEL, FORUM, PEOPLE } from "../../adapters/discord/double/fake-discord.ts";
import type { FakeGateway } from "../../adapters/discord/double/gateway.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

const MESSAGES = 20;
/** Discord's is 41 s; a line whose beats are not answered is given up at the next beat but one at the latest. */
const HEARTBEAT_MS = 400;
const RECONNECTED_MS = 30_000;
const HEARD_MS = 60_000;
/** Discord takes the token away after 1,000 sessions in a day; one more than the sicknesses is the first. */
const MOST_SESSIONS = 2;

type Sickness =
  | "reconnect"
  | "session-kept"
  | "session-lost"
  | "cut"
  | "cut-for-good"
  | "no-ack"
  | "no-ready";
const SICKNESSES: readonly Sickness[] = [
  "session-lost",
  "reconnect",
  "cut-for-good",
  "session-kept",
  "cut",
  "no-ack",
  "no-ready",
];

/** `heal` ends what would otherwise go on. */
function fallIll(gateway: FakeGateway, sickness: Sickness): { heal(): void } {
  const heal = (): void => undefined;
  switch (sickness) {
    case "reconnect":
      gateway.order(7, true);
      return { heal };
    case "session-kept":
      gateway.order(9, true);
      return { heal };
    case "session-lost":
      gateway.order(9, false);
      return { heal };
    case "cut":
      gateway.drop({ resumable: true, code: 4_000 });
      return { heal };
    case "cut-for-good":
      gateway.drop({ resumable: false, code: 4_009 });
      return { heal };
    case "no-ack":
      gateway.setDeaf(true);
      return { heal: () => gateway.setDeaf(false) };
    case "no-ready":
      gateway.refuseWith("silence");
      gateway.drop({ resumable: false, code: 4_007 });
      return { heal: () => gateway.refuseWith(null) };
  }
}

/** The adapter through one sickness after another, while people go on writing in a channel, a forum and in private. */
export async function liveThroughSicknesses({
  size,
  seed,
  progress,
}: Pick<Trial, "size" | "seed" | "progress">): Promise<Verdict> {
  const random = seededRandom(seed);
  const intake = createFakeIntake();
  const harness = await makeDiscordHarness(
    { intake, completer: { complete: async () => [] } },
    { double: { heartbeatMs: HEARTBEAT_MS } },
  );
  const { discord, clock, adapter } = harness;
  const { gateway } = discord;
  const violations: string[] = [];
  const note = (fault: unknown): void => {
    violations.push(`a fault escaped: ${String(fault)}`);
  };
  process.on("uncaughtException", note).on("unhandledRejection", note);
  const said: string[] = [];
  const direct = discord.directOf(PEOPLE.customer).id;
  const forumPost = discord.openPost(FORUM, PEOPLE.other, "Late parcel", "the first of the post");
  const places = [CHANNEL, direct, forumPost.id];
  const say = (): void => {
    clock.advance(1_000);
    const text = `message ${said.length}`;
    said.push(text);
    discord.say({
      personKey: PEOPLE.customer,
      channelKey: places[said.length % places.length] ?? CHANNEL,
      text,
    });
  };
  const isWell = (): boolean => gateway.isConnected && (adapter.health?.().isOk ?? false);
  const heard = (): ReadonlySet<string> =>
    new Set(intake.events.flatMap((event) => (event.kind === "message-posted" ? [event.text] : [])));
  const until = async (is: () => boolean, forMs: number): Promise<boolean> => {
    const endsAt = performance.now() + forMs;
    while (!is()) {
      if (performance.now() > endsAt) return false;
      await sleep(5);
    }
    return true;
  };
  let longestDeafMs = 0;
  try {
    // From the first message on a place has a mark.
    for (const _place of places) say();
    await until(() => heard().size > places.length, HEARD_MS);
    for (let cycle = 0; cycle < size; cycle += 1) {
      const sickness = SICKNESSES[cycle % SICKNESSES.length] ?? "cut";
      const lines = gateway.identifies + gateway.resumes;
      const beganMs = performance.now();
      const { heal } = fallIll(gateway, sickness);
      const before = Math.floor(random() * MESSAGES);
      for (let n = 0; n < before; n += 1) say();
      if (sickness === "no-ready") await sleep(200);
      if (sickness === "no-ack") {
        const isNoticed = await until(() => gateway.identifies + gateway.resumes > lines, RECONNECTED_MS);
        if (!isNoticed) violations.push("a line that answered no heartbeat was never given up");
        longestDeafMs = Math.max(longestDeafMs, performance.now() - beganMs);
      }
      heal();
      for (let n = before; n < MESSAGES; n += 1) say();
      const isBack = await until(
        () => gateway.identifies + gateway.resumes > lines && isWell(),
        RECONNECTED_MS,
      );
      if (!isBack) violations.push(`no line ${RECONNECTED_MS} ms after ${sickness}`);
      progress(cycle + 1);
    }
    await until(() => said.every((text) => heard().has(text)), HEARD_MS);
  } finally {
    process.off("uncaughtException", note).off("unhandledRejection", note);
    await harness.close();
  }
  const missed = said.filter((text) => !heard().has(text)).length;
  if (missed > 0) violations.push(`${missed} of ${said.length} messages were missed`);
  const kept = intake.events.filter(({ kind }) => kind === "message-posted").length;
  if (kept > said.length + 1) violations.push(`${kept - said.length - 1} messages were kept twice`);
  if (longestDeafMs > 3 * HEARTBEAT_MS + 1_000)
    violations.push(
      `silence was noticed after ${Math.round(longestDeafMs)} ms, with a beat of ${HEARTBEAT_MS}`,
    );
  if (gateway.identifies > MOST_SESSIONS * (size + 1))
    violations.push(`${gateway.identifies} sessions were begun for ${size} sicknesses`);
  return {
    violations,
    figures: {
      sicknesses: size,
      messages: said.length,
      missed,
      identifies: gateway.identifies,
      resumes: gateway.resumes,
      "silence noticed ms": Math.round(longestDeafMs),
    },
  };
}

export const gatewaySickness: Scenario = {
  id: "N10",
  title:
    "Discord's gateway: asked to reconnect, session kept or lost, cut, no heartbeat answered, no READY, in turn",
  criterion:
    "0 of 1,000 messages missed in 50 sicknesses; silence noticed; no more sessions than needed; no fault escapes",
  promises: ["P4", "P6"],
  databases: ["pglite"],
  unit: "sicknesses",
  fullSize: 50,
  limitMs: 30 * 60_000,
  run: liveThroughSicknesses,
};
