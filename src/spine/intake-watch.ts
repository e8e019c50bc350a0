import { errorCode } from "../domain/errors.ts";
import type { SpineIntake } from "../store/spine/intake.ts";
import type { GiveWay } from "./give-way.ts";

export interface WatchedIntake {
  readonly intake: SpineIntake;
  /** For how long nothing could be stored; `null` while all is well, and when nobody was turned away lately. */
  refusingMs(): number | null;
}

/**
 * A door at which nobody knocks any more is taken for open: whoever comes next finds out, and database and disk have
 * checks of their own. Half of the 10 s within which a desk is ready after its database.
 */
const FORGOTTEN_MS = 5_000;

/** Notes whether the door can keep what it is given, and tells the worker who waits there. */
export function watchIntake(
  intake: SpineIntake,
  knock: GiveWay["knock"],
  nowMs: () => number = () => performance.now(),
): WatchedIntake {
  let refusingSinceMs: number | null = null;
  let refusedAtMs = 0;
  const watched = async <T>(accept: () => Promise<T>): Promise<T> => {
    const answered = knock();
    try {
      const outcome = await accept();
      refusingSinceMs = null;
      return outcome;
    } catch (error) {
      if (errorCode(error) === "store.unavailable") {
        refusedAtMs = nowMs();
        refusingSinceMs ??= refusedAtMs;
      }
      throw error;
    } finally {
      answered();
    }
  };
  return {
    intake: {
      accept: (event) => watched(() => intake.accept(event)),
      acceptWith: (event, commit) => watched(() => intake.acceptWith(event, commit)),
      forgetWorkspaces: () => intake.forgetWorkspaces(),
      get waiting() {
        return intake.waiting;
      },
    },
    refusingMs() {
      if (refusingSinceMs === null || nowMs() - refusedAtMs > FORGOTTEN_MS) return null;
      return nowMs() - refusingSinceMs;
    },
  };
}
