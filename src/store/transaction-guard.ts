import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { RapportError } from "../domain/errors.ts";
import { faultOf, isWorthRetrying, toStoreError } from "./store-error.ts";

const MAX_RETRIES = 3;
const FIRST_PAUSE_MS = 20;
/** The last pause is as long as the server waits before it looks for a deadlock, so that its pile is gone. */
const PAUSE_GROWTH = 7;

const inside = new AsyncLocalStorage<{ isOpen: boolean }>();

/** Runs one transaction: repeats the whole work on a serialization failure or deadlock, cleans errors of values. */
export async function runTransaction<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await retryCollisions(attempt);
  } catch (error) {
    throw toStoreError(error);
  }
}

/**
 * The same, and refuses to start inside another one: the embedded database has one session and would wait for itself for
 * ever. Its first use makes every promise of the process dearer, for good: a server's pool works without it.
 */
export async function guardTransaction<T>(attempt: () => Promise<T>): Promise<T> {
  refuseInsideTransaction();
  return runTransaction(async () => {
    const scope = { isOpen: true };
    try {
      return await inside.run(scope, attempt);
    } finally {
      scope.isOpen = false;
    }
  });
}

/** Repeats what the database has rolled back because it met others: at most three times, after a pause that is drawn. */
export async function retryCollisions<T>(attempt: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await attempt();
    } catch (error) {
      if (retries >= MAX_RETRIES || !isWorthRetrying(faultOf(error).code)) throw error;
    }
    // Full jitter: those that collided must not meet again.
    await sleep(Math.random() * FIRST_PAUSE_MS * PAUSE_GROWTH ** retries);
  }
}

export function refuseInsideTransaction(): void {
  if (inside.getStore()?.isOpen !== true) return;
  throw new RapportError(
    "store.nested",
    "A transaction was started inside another one.",
    "This is a fault of Rapport: use the handle that the outer transaction gave.",
  );
}

/**
 * Makes a callback that never counts as inside a transaction: the embedded database calls its listeners in the middle
 * of whatever it happens to run.
 */
export const outsideTransaction =
  <Args extends readonly unknown[]>(callback: (...args: Args) => void) =>
  (...args: Args): void =>
    inside.exit(callback, ...args);
