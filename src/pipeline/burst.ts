import type { Message } from "../domain/message.ts";
import { MINUTE } from "../domain/time.ts";
import type { HistoryEntry } from "../domain/turn.ts";

/** A pause longer than this between two messages of one author ends a burst. */
export const BURST_PAUSE_MS = 2 * MINUTE;

/** The author's messages in one breath up to this one, oldest first: nobody else spoke in the thread and no long pause lies between. */
export function burstOf(history: readonly HistoryEntry[], message: Message): readonly Message[] {
  const burst = [message];
  for (const { message: earlier } of [...history].reverse()) {
    const next = burst[0] ?? message;
    if (earlier.authorId !== message.authorId) break;
    if (next.sentAt.getTime() - earlier.sentAt.getTime() > BURST_PAUSE_MS) break;
    burst.unshift(earlier);
  }
  return burst;
}
