import { MINUTE, SECOND } from "../domain/time.ts";
import type { Finding, HealthCheck } from "./health.ts";

export interface DeskSigns {
  /** Rejects while the database does not answer. */
  readonly ping: () => Promise<void>;
  readonly stats: () => Promise<{
    readonly inboxOldestMs: number;
    readonly inboxDepth: number;
    readonly inboxActive: number;
  }>;
  /** The desk has been opened and is not being stopped. */
  readonly isWorking: () => boolean;
  /** `false` for a process that leaves the work to others: its own workers are not looked for. */
  readonly works: boolean;
  readonly vitals: () => {
    readonly inboxStalledMs: number;
    readonly outboxStalledMs: number;
    readonly refusingMs: number | null;
  };
  /** The lines to the platforms, for those that can be lost. */
  readonly platforms: readonly {
    readonly name: string;
    health(): { readonly isOk: boolean; readonly detail: string };
  }[];
  /** Room left for the embedded database; `null` where it lives on another machine. */
  readonly freeBytes: (() => Promise<number>) | null;
}

/** An event that waits longer than this means that nobody is answered in time. */
const MOST_BACKLOG_MS = 5 * MINUTE;
/** Longer than any back-off of an event: by then a process that works would have it in hand. */
const MOST_UNWORKED_MS = 2 * MINUTE;
/** Queues are looked at every second, and every five while the database is away. */
const MOST_STALLED_MS = 30 * SECOND;
const MEGABYTE = 1024 * 1024;
/** Below this the embedded database takes nothing more; it is told before. */
const LEAST_FREE_BYTES = 128 * MEGABYTE;

/** A desk that lives and hears nothing is not ready: every ear and the mouth have a check of their own. */
export function deskChecks(signs: DeskSigns): readonly HealthCheck[] {
  const seconds = (ms: number): string => `${Math.round(ms / SECOND)} s`;
  const judge = (isOk: boolean, detail: string, cure: string): Finding =>
    isOk ? { isOk, detail } : { isOk, detail, cure };
  const looking = (name: string, stalledMs: () => number): HealthCheck => ({
    name,
    cure: "Restart Rapport; nothing is lost.",
    async check() {
      if (!signs.isWorking())
        return { isOk: false, detail: "stopped", cure: "Wait until Rapport has started." };
      const ms = stalledMs();
      const cure =
        "Look for the code in the log (a look at the queue failed); when it stays, restart Rapport.";
      return judge(
        ms <= MOST_STALLED_MS,
        ms <= MOST_STALLED_MS ? "running" : `no look for ${seconds(ms)}`,
        cure,
      );
    },
  });
  /** Of a process that works; a door stays open however much waits behind it. */
  const workChecks = (): readonly HealthCheck[] => [
    looking("inbox-worker", () => signs.vitals().inboxStalledMs),
    looking("delivery", () => signs.vitals().outboxStalledMs),
    {
      name: "backlog",
      cure: "Start the database server of DATABASE_URL, or look at the disk of DATA_DIR.",
      async check() {
        const { inboxDepth, inboxOldestMs } = await signs.stats();
        const detail = `${inboxDepth} waiting, the oldest for ${seconds(inboxOldestMs)}`;
        const cure =
          "Look at the models' answer times (rapport_turn_step_seconds) and the load of the database.";
        return judge(inboxOldestMs <= MOST_BACKLOG_MS, detail, cure);
      },
    },
  ];
  /** Of a door: whether anybody works. It stays open, since what it takes is kept. */
  const doorChecks = (): readonly HealthCheck[] => [
    looking("door", () => 0),
    {
      name: "work",
      cure: "Start a process without WORK=off on the same DATABASE_URL.",
      isElsewhere: true,
      async check() {
        const { inboxDepth, inboxActive, inboxOldestMs } = await signs.stats();
        const isWorked = inboxActive > 0 || inboxOldestMs <= MOST_UNWORKED_MS;
        const waiting = `${inboxDepth} waiting, the oldest for ${seconds(inboxOldestMs)}`;
        const cure = "Start a process without WORK=off on the same DATABASE_URL; nothing is lost until then.";
        return judge(isWorked, isWorked ? waiting : `${waiting}, and none in hand`, cure);
      },
    },
  ];
  const checks: HealthCheck[] = [
    {
      name: "database",
      cure: "Start the database server of DATABASE_URL, or look at the disk of DATA_DIR; Rapport goes on by itself.",
      async check() {
        await signs.ping();
        return { isOk: true, detail: "answers" };
      },
    },
    ...(signs.works ? workChecks() : doorChecks()),
    {
      name: "intake",
      cure: "Restart Rapport; nothing is lost.",
      async check() {
        const ms = signs.vitals().refusingMs;
        const cure = "Look at the database and its disk; the platforms send again what was turned away.";
        return judge(ms === null, ms === null ? "open" : `turns events away since ${seconds(ms)}`, cure);
      },
    },
    ...signs.platforms.map(({ name, health }) => ({
      name: `platform-${name}`,
      cure: "Restart Rapport; nothing is lost.",
      async check() {
        const { isOk, detail } = health();
        const cure = `Look at the status page of ${name} and at the tokens (Settings, Set-up); Rapport connects again by itself.`;
        return judge(isOk, detail, cure);
      },
    })),
  ];
  const { freeBytes } = signs;
  if (freeBytes === null) return checks;
  return [
    ...checks,
    {
      name: "disk",
      cure: "Look whether the disk of DATA_DIR is mounted.",
      async check() {
        const free = await freeBytes();
        const cure =
          "Make room on the disk of DATA_DIR. When it is full no message is taken until there is room again.";
        return judge(free >= LEAST_FREE_BYTES, `${Math.floor(free / MEGABYTE)} MB free`, cure);
      },
    },
  ];
}
