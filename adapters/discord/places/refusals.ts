import { MINUTE } from "../../../src/domain/time.ts";

/** Places where we were refused for want of a permission: asking again would only bring the shut-out nearer. */
export interface Refusals {
  note(method: string, placeKey: string, code: number): void;
  /** Discord's code, or `null` where a try is worth it. */
  find(method: string, placeKey: string): number | null;
  /** All of them, where no place is named. */
  forget(placeKey?: string): void;
}

const KEPT_MS = 10 * MINUTE;
const MOST_KEPT = 10_000;

export function createRefusals(nowMs: () => number): Refusals {
  const kept = new Map<string, { readonly code: number; readonly atMs: number }>();
  const keyOf = (method: string, placeKey: string): string => `${method} ${placeKey}`;
  return {
    note(method, placeKey, code) {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(keyOf(method, placeKey), { code, atMs: nowMs() });
    },
    find(method, placeKey) {
      const found = kept.get(keyOf(method, placeKey));
      return found && nowMs() - found.atMs < KEPT_MS ? found.code : null;
    },
    forget(placeKey) {
      if (placeKey === undefined) return kept.clear();
      for (const key of kept.keys()) if (key.endsWith(` ${placeKey}`)) kept.delete(key);
    },
  };
}
