import { HOUR } from "../../../src/domain/time.ts";

/** What Teams would not do for a place, so that it is not asked at every answer. */
export interface Refusals {
  note(organisationKey: string, channelKey: string, what: Extra): void;
  has(organisationKey: string, channelKey: string, what: Extra): boolean;
}

/** What not every cloud, place and person of Teams knows. */
type Extra = "streams" | "targeted";

/** Teams may learn it. */
const KEPT_MS = HOUR;
const MOST_KEPT = 10_000;

/** `nowMs` is monotonic. */
export function createRefusals(nowMs: () => number): Refusals {
  const until = new Map<string, number>();
  const keyOf = (...parts: readonly string[]): string => parts.join("/");
  return {
    note(organisationKey, channelKey, what) {
      if (until.size >= MOST_KEPT) until.clear();
      until.set(keyOf(what, organisationKey, channelKey), nowMs() + KEPT_MS);
    },
    has: (organisationKey, channelKey, what) =>
      (until.get(keyOf(what, organisationKey, channelKey)) ?? 0) > nowMs(),
  };
}
