import { createInOrder } from "../../../src/adapter-kit/in-order.ts";
import type { Begun, TakeOutcome, Told } from "./take.ts";

/** Of one place under way to the inbox at once: enough to fill a shared commit, far from what the inbox lets wait. */
const MOST_UNDER_WAY = 64;

/**
 * Takes what was told of a place in the order it came. The next is begun when the one before is on its way to the inbox, so
 * that they share a commit; what came of them is told in the same order, so that a place is never taken for read up to a
 * message behind one that may be missing.
 */
export interface PlaceQueue {
  take(
    placeKey: string,
    told: Told,
    onOutcome?: (outcome: TakeOutcome) => void | Promise<void>,
  ): Promise<TakeOutcome>;
  /** Resolves when all that was begun is over. */
  idle(): Promise<void>;
}

export function createPlaceQueue(
  begin: (told: Told) => Promise<Begun>,
  mostUnderWay = MOST_UNDER_WAY,
): PlaceQueue {
  const beginning = createInOrder();
  const ending = createInOrder();
  const underWay = new Map<string, Promise<TakeOutcome>[]>();
  return {
    take(placeKey, told, onOutcome) {
      const outcomes = underWay.get(placeKey) ?? [];
      underWay.set(placeKey, outcomes);
      const before = outcomes.at(-mostUnderWay);
      const begun = beginning.run(placeKey, async () => {
        if (before !== undefined) await before;
        return begin(told);
      });
      const outcome = ending.run(placeKey, async () => {
        const found = await (await begun).outcome;
        await onOutcome?.(found);
        return found;
      });
      outcomes.push(outcome);
      const forget = (): void => {
        outcomes.shift();
        if (outcomes.length === 0) underWay.delete(placeKey);
      };
      void outcome.then(forget, forget);
      return outcome;
    },
    idle: () => ending.idle(),
  };
}
