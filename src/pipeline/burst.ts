import type { Message } from "../domain/message.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { HistoryEntry } from "../domain/turn.ts";

/** A pause longer than this between two messages of one author ends a burst. */
export const BURST_PAUSE_MS = 2 * MINUTE;
/** Who goes on this soon was still writing while the bot answered: the answer does not end the burst. */
export const ANSWERED_BURST_MS = 6 * SECOND;

/** The author's messages in one breath up to this one, oldest first: no other person spoke in the thread and no long pause lies between. */
export function burstOf(history: readonly HistoryEntry[], message: Message): readonly Message[] {
  const burst = [message];
  let pauseMs = BURST_PAUSE_MS;
  for (const { message: earlier } of [...history].reverse()) {
    const next = burst[0] ?? message;
    if (earlier.authorRole === "bot") {
      pauseMs = ANSWERED_BURST_MS;
      continue;
    }
    if (earlier.authorId !== message.authorId) break;
    if (next.sentAt.getTime() - earlier.sentAt.getTime() > pauseMs) break;
    burst.unshift(earlier);
    pauseMs = BURST_PAUSE_MS;
  }
  return burst;
}
