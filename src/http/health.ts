import { errorCode } from "../domain/errors.ts";
import { SECOND } from "../domain/time.ts";
import type { Logger } from "../ports/logger.ts";

/** What was found, in a few words without an address or a secret; when it is not well, what to do about it. */
export type Finding =
  | { readonly isOk: true; readonly detail: string }
  | { readonly isOk: false; readonly detail: string; readonly cure: string };

export interface HealthCheck {
  /** Shown to everybody who asks. */
  readonly name: string;
  /** A rejection is red. */
  check(): Promise<Finding>;
  /** For when it gives no answer at all. */
  readonly cure: string;
  /** Shown and counted as red, and no reason to send nobody to this process any more. */
  readonly isElsewhere?: boolean;
}

export interface Readiness {
  /** No check of this process itself is red. */
  readonly isReady: boolean;
  readonly checks: readonly (Finding & { readonly name: string })[];
}

export interface Health {
  readiness(): Promise<Readiness>;
}

const CHECK_MS = 3 * SECOND;

/** All checks at once, each within three seconds. */
export function createHealth(checks: readonly HealthCheck[], logger: Logger): Health {
  const run = async ({ name, check, cure }: HealthCheck) => {
    try {
      return { name, ...(await within(check())) };
    } catch (error) {
      logger.warn({ check: name, code: errorCode(error) }, "a health check failed");
      return { name, isOk: false as const, detail: "no answer", cure };
    }
  };
  return {
    async readiness() {
      const found = await Promise.all(checks.map(run));
      const isReady = found.every(({ isOk }, at) => isOk || checks[at]?.isElsewhere === true);
      return { isReady, checks: found };
    },
  };
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
