import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Verdict } from "../scenario.ts";
import { checkPromises } from "./check-promises.ts";
import { type DeskProcess, freePort, startDesk } from "./desk-process.ts";
import type { FailPoint } from "./fail-points.ts";
import { type Journal, openJournal } from "./journal.ts";
import type { OpenPlatform, PlatformUnderTest } from "./platform-under-test.ts";
import { provoke } from "./provoke.ts";
import { readTruth } from "./read-truth.ts";
import { seedDesk } from "./seed-desk.ts";
import { createSender, type Sender } from "./sender.ts";

/** How one life of the desk ends. */
export type Life =
  /** By SIGKILL, so long after it was ready. */
  | { readonly kind: "random"; readonly afterMs: number }
  /** By SIGKILL, so long after the process was begun. */
  | { readonly kind: "starting"; readonly afterMs: number }
  /** By its own hand when it passes the point for the n-th time. */
  | { readonly kind: "point"; readonly point: FailPoint; readonly pass: number }
  /** By SIGTERM, so long after it was ready. */
  | { readonly kind: "stop"; readonly afterMs: number };

export interface LivesWish {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly openPlatform: OpenPlatform;
  readonly lives: readonly Life[];
  readonly eventsPerSecond: number;
  /** Deaths until the desk may finish what it has begun. An event that five deaths in a row have hit is a dead letter by design. */
  readonly restEvery?: number;
  /** Of the rig's own desk; the product has 30 s. */
  readonly leaseMs?: number;
  /** `seedDesk` has been at this database already. */
  readonly isSeeded?: boolean;
  readonly onLife?: (done: number) => void;
}

export interface LivesOutcome extends Verdict {
  /** Points that were not passed though the desk lived for `POINT_MS`. */
  readonly missedPoints: readonly string[];
}

const REST_EVERY = 4;
const LEASE_MS = 3_000;
const POINT_MS = 30_000;
const REST_MS = 120_000;
const DRAIN_MS = 10_000;

/** Lets the desk live and die under load, then lets it come to rest and compares what the world saw with what it stored. */
export async function runLives(wish: LivesWish): Promise<LivesOutcome> {
  if (wish.isSeeded !== true) await seedDesk(wish.databaseUrl);
  const journal = openJournal(join(wish.folder, "journal"));
  const platform = await wish.openPlatform(journal);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const sender = createSender(platform, journal, address);
  const run = createRun(wish, { journal, platform, sender, port, address });
  try {
    for (const [index, life] of wish.lives.entries()) {
      await run.live(life, index);
      wish.onLife?.(index + 1);
    }
    await run.rest();
    return await run.judge();
  } finally {
    sender.stop();
    await run.end();
    await platform.close();
    await rm(join(wish.folder, "journal"), { force: true });
  }
}

interface RunParts {
  readonly journal: Journal;
  readonly platform: PlatformUnderTest;
  readonly sender: Sender;
  readonly port: number;
  readonly address: string;
}

function createRun(wish: LivesWish, { journal, platform, sender, port, address }: RunParts) {
  const dataDir = join(wish.folder, "data");
  const violations: string[] = [];
  const missedPoints: string[] = [];
  const provoked = { digests: 0, erased: [] as string[] };
  let sinceRest = 0;
  let longestStopMs = 0;
  let kills = 0;
  let desk: DeskProcess | null = null;

  const start = (failAt?: string): DeskProcess => {
    desk = startDesk({
      program: platform.program,
      databaseUrl: wish.databaseUrl,
      dataDir,
      port,
      environment: {
        ...platform.environment,
        RIG_LEASE_MS: String(wish.leaseMs ?? LEASE_MS),
        ...(platform.mayBeUncertain ? { RIG_SENDS_AT_ONCE: "1" } : {}),
        ...(failAt === undefined ? {} : { FAIL_AT: failAt }),
      },
    });
    return desk;
  };

  const rest = async (): Promise<void> => {
    sender.pause();
    const resting = start();
    await resting.ready();
    await sender.hurry(REST_MS);
    await untilIdle(resting, sender);
    await resting.stop();
    sinceRest = 0;
  };

  const live = async (life: Life, index: number): Promise<void> => {
    if (sinceRest >= (wish.restEvery ?? REST_EVERY)) await rest();
    sinceRest += 1;
    const failAt = life.kind === "point" ? `${life.point}:${life.pass}` : undefined;
    if (life.kind === "point" && life.point === "in_index_save")
      await rm(indexFolderOf(wish.databaseUrl, dataDir), { recursive: true, force: true });
    const living = start(failAt);
    if (life.kind === "starting") {
      await sleep(life.afterMs);
      return die(living, `starting ${life.afterMs} ms`);
    }
    await living.ready();
    await Promise.race([living.ended, platform.listens?.()]);
    sender.start(wish.eventsPerSecond);
    if (life.kind === "point") {
      await provoke(life.point, index, { platform, sender, address, provoked });
      await Promise.race([living.ended, sleep(POINT_MS)]);
      if (living.isAlive) missedPoints.push(String(failAt));
      return die(living, String(failAt));
    }
    await Promise.race([living.ended, sleep(life.afterMs)]);
    if (life.kind === "stop") return stop(living);
    return die(living, `after ${life.afterMs} ms`);
  };

  const die = async (dying: DeskProcess, at: string): Promise<void> => {
    sender.pause();
    if (dying.process.exitCode !== null)
      violations.push(
        `exit: the desk ended by itself with ${dying.process.exitCode}: ${lastLine(dying.printed)}`,
      );
    await dying.kill();
    kills += 1;
    journal.write({ kind: "killed", at });
  };

  const stop = async (stopping: DeskProcess): Promise<void> => {
    const { code, tookMs } = await stopping.stop();
    sender.pause();
    longestStopMs = Math.max(longestStopMs, tookMs);
    if (code !== 0)
      violations.push(`exit: a graceful stop ended with ${code}: ${lastLine(stopping.printed)}`);
    if (tookMs > DRAIN_MS) violations.push(`slow: a graceful stop took ${Math.round(tookMs)} ms`);
  };

  const judge = async (): Promise<LivesOutcome> => {
    const truth = await readTruth(wish.databaseUrl);
    const entries = [...journal.read().filter(({ kind }) => kind !== "posted"), ...platform.posts(truth)];
    violations.push(...checkPromises(entries, truth));
    if (!platform.mayBeUncertain && truth.uncertain > 0)
      violations.push(`unsure: ${truth.uncertain} posts, though the platform can be asked or refuses copies`);
    const digestPosts = entries.filter(
      (entry) => entry.kind === "posted" && entry.channelKey === "managers",
    ).length;
    if (digestPosts > provoked.digests || truth.digests > provoked.digests)
      violations.push(`doubled: ${digestPosts} digests were posted, ${provoked.digests} asked for`);
    for (const personKey of provoked.erased)
      if (truth.people.includes(personKey))
        violations.push(`left over: ${personKey} was to be erased and is there`);
    const acked = new Set(entries.flatMap((entry) => (entry.kind === "acked" ? [entry.token] : [])));
    if (sender.count > 0 && acked.size === 0) violations.push("the rig: nothing was ever acknowledged");
    return {
      violations,
      missedPoints,
      figures: {
        kills,
        events: sender.count,
        acked: acked.size,
        posts: entries.filter(({ kind }) => kind === "posted").length,
        uncertain: truth.uncertain,
        "of unknown standing": truth.ofUnknownStanding,
        "most attempts": truth.mostAttempts,
        ...(longestStopMs > 0 ? { "longest stop ms": Math.round(longestStopMs) } : {}),
      },
    };
  };

  return { live, rest, judge, end: async () => desk?.kill() };
}

/** Nothing waits twice in a row, and everything sent is acknowledged. */
async function untilIdle(desk: DeskProcess, sender: Sender): Promise<void> {
  const endsAt = performance.now() + REST_MS;
  let quiet = 0;
  while (quiet < 2) {
    if (performance.now() > endsAt) return;
    quiet = (await desk.waiting()) === 0 && sender.open === 0 ? quiet + 1 : 0;
    await sleep(40);
  }
}

const indexFolderOf = (databaseUrl: string, dataDir: string): string =>
  databaseUrl.startsWith("pglite:")
    ? join(databaseUrl.slice("pglite:".length), "..", "index")
    : join(dataDir, "index");

const lastLine = (printed: string): string => printed.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
