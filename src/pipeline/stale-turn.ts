import { errorCode, RapportError } from "../domain/errors.ts";

const CODE = "work.stale";
/** A turn that goes stale this often counts as a failed attempt. */
const MOST_TRIES = 4;

/** What a turn was judged by is no longer so: it must not be written, and is judged again. */
export const staleTurn = (): RapportError =>
  new RapportError(
    CODE,
    "What an event was judged by changed while it was being judged.",
    "Nothing; it is judged again by itself.",
  );

/** Reads, judges and writes again, at once, when the rows it read have changed before it could write. */
export async function untilFresh(attempt: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= MOST_TRIES || errorCode(error) !== CODE) throw error;
    }
  }
}
