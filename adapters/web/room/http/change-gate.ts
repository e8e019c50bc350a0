import { SECOND } from "../../../../src/domain/time.ts";
import type { Clock } from "../../../../src/ports/clock.ts";
import { webFault } from "../../errors.ts";

/** A person may do this many seconds' worth at once, then only as fast as it comes back. */
const BURST_SECONDS = 5;
/** More people than this at once: those whose measure is full again are forgotten. */
const MAX_KEPT = 10_000;

/** Throws `web.too-many` for a person who changes more than a hand can. */
export function createChangeGate(clock: Clock, perSecond: number): (personKey: string) => void {
  const full = perSecond * BURST_SECONDS;
  const kept = new Map<string, { left: number; atMs: number }>();

  const leftOf = (entry: { left: number; atMs: number }, nowMs: number): number =>
    Math.min(full, entry.left + (Math.max(0, nowMs - entry.atMs) / SECOND) * perSecond);

  return (personKey) => {
    const nowMs = clock.now().getTime();
    const entry = kept.get(personKey);
    const left = entry ? leftOf(entry, nowMs) : full;
    if (left < 1)
      throw webFault("web.too-many", "This is too much at once.", "Wait a second and send again.");
    kept.set(personKey, { left: left - 1, atMs: nowMs });
    if (kept.size <= MAX_KEPT) return;
    for (const [key, one] of kept) if (leftOf(one, nowMs) >= full - 1) kept.delete(key);
  };
}
