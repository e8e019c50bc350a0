import { errorCode } from "../domain/errors.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { Logger } from "../ports/logger.ts";

export interface HealthCheck {
  /** Shown to everybody who asks: no address, no secret. */
  readonly name: string;
  /** What was found, in a few words without a secret. A rejection is red. */
  check(): Promise<{ readonly isOk: boolean; readonly detail: string }>;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly checks: readonly { readonly name: string; readonly isOk: boolean; readonly detail: string }[];
}

export interface Health {
  readiness(): Promise<Readiness>;
}

const CHECK_MS = 3 * SECOND;

/** All checks at once, each within three seconds. */
export function createHealth(checks: readonly HealthCheck[], logger: Logger): Health {
  const run = async ({ name, check }: HealthCheck) => {
    try {
      return { name, ...(await within(check())) };
    } catch (error) {
      logger.warn({ check: name, code: errorCode(error) }, "a health check failed");
      return { name, isOk: false, detail: "no answer" };
    }
  };
  return {
    async readiness() {
      const found = await Promise.all(checks.map(run));
      return { isReady: found.every(({ isOk }) => isOk), checks: found };
    },
  };
}

export interface StandardChecks {
  /** Rejects while the database does not answer. */
  readonly ping: () => Promise<void>;
  readonly stats: () => Promise<{ readonly inboxOldestMs: number; readonly inboxDepth: number }>;
  /** The inbox worker runs. */
  readonly isWorking: () => boolean;
  /** An event that waits longer than this means that nobody is answered in time. */
  readonly maxBacklogMs?: number;
}

/** Database, inbox worker, age of the backlog. */
export function standardChecks({
  ping,
  stats,
  isWorking,
  maxBacklogMs = 5 * MINUTE,
}: StandardChecks): readonly HealthCheck[] {
  return [
    {
      name: "database",
      async check() {
        await ping();
        return { isOk: true, detail: "answers" };
      },
    },
    {
      name: "inbox-worker",
      async check() {
        const isOk = isWorking();
        return { isOk, detail: isOk ? "running" : "stopped" };
      },
    },
    {
      name: "backlog",
      async check() {
        const { inboxDepth, inboxOldestMs } = await stats();
        return {
          isOk: inboxOldestMs <= maxBacklogMs,
          detail: `${inboxDepth} waiting, the oldest for ${Math.round(inboxOldestMs / SECOND)} s`,
        };
      },
    },
  ];
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), CHECK_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
