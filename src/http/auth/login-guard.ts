import { HOUR, MINUTE, SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";

/** Failures of one account from one address that cost nothing; a person mistypes. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 2 * SECOND;
const LONGEST_WAIT_MS = 15 * MINUTE;
/** A quiet account and address are forgotten after this. */
const FORGOTTEN_AFTER_MS = 2 * HOUR;
/** Checked tries of one account in an hour from browsers that were never logged in to it, whatever their address. */
const STRANGERS_AN_HOUR = 20;
const MAX_ENTRIES = 20_000;

export interface LoginAttempt {
  /** Tenant and name, also of accounts that do not exist: what is unknown must not look different. */
  readonly account: string;
  readonly address: string;
  /** The browser was once logged in to this account: strangers cannot use up its tries. */
  readonly isKnownDevice: boolean;
}

export type Admission = { readonly kind: "go" } | { readonly kind: "wait"; readonly forMs: number };

/**
 * Slows guessing without locking anybody out: the wait grows for one account from one address, and strangers share a budget
 * that the owner's own browser does not draw from. Counts live in this process.
 */
export interface LoginGuard {
  /** Counts as a failure until `succeeded`, so that tries at the same moment do not all pass. */
  admit(attempt: LoginAttempt): Admission;
  succeeded(attempt: LoginAttempt): void;
}

interface Failures {
  count: number;
  lastAtMs: number;
}

export function createLoginGuard(clock: Clock): LoginGuard {
  const byAddress = new Map<string, Failures>();
  const strangers = new Map<string, number[]>();
  const keyOf = ({ account, address, isKnownDevice }: LoginAttempt) =>
    `${account}\n${isKnownDevice ? "known" : address}`;

  function recentStrangers(account: string, nowMs: number): number[] {
    return (strangers.get(account) ?? []).filter((atMs) => atMs > nowMs - HOUR);
  }

  return {
    admit(attempt) {
      const nowMs = clock.now().getTime();
      const key = keyOf(attempt);
      const known = byAddress.get(key);
      const failures =
        known && known.lastAtMs > nowMs - FORGOTTEN_AFTER_MS ? known : { count: 0, lastAtMs: nowMs };
      const forMs = failures.lastAtMs + waitAfter(failures.count) - nowMs;
      if (failures.count >= FREE_FAILURES && forMs > 0) return { kind: "wait", forMs };
      if (!attempt.isKnownDevice) {
        const recent = recentStrangers(attempt.account, nowMs);
        const oldest = recent[0];
        if (recent.length >= STRANGERS_AN_HOUR && oldest !== undefined) {
          return { kind: "wait", forMs: oldest + HOUR - nowMs };
        }
        put(strangers, attempt.account, [...recent, nowMs]);
      }
      put(byAddress, key, { count: failures.count + 1, lastAtMs: nowMs });
      return { kind: "go" };
    },

    succeeded(attempt) {
      byAddress.delete(keyOf(attempt));
      const recent = strangers.get(attempt.account);
      if (!attempt.isKnownDevice && recent) strangers.set(attempt.account, recent.slice(0, -1));
    },
  };
}

const waitAfter = (failures: number): number =>
  failures < FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES));

/** The oldest entry makes room: a flood of names cannot fill the memory. */
function put<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  if (map.size >= MAX_ENTRIES) {
    const oldest = map.keys().next();
    if (!oldest.done) map.delete(oldest.value);
  }
  map.set(key, value);
}
