import { addMs } from "./time.ts";

/** A promise to answer: the span until the first human reply by priority. Business hours come with the desk's depth. */
export interface SlaPolicy {
  readonly firstReplyMs: Readonly<Record<"low" | "normal" | "high" | "urgent", number>>;
}

/** Share of the span after which the owner is reminded: an hour leaves 15 minutes, a working day two hours. */
const WARNING_SHARE = 0.75;

/** When to remind of a promise that is not kept yet. */
export function warnAt(openedAt: Date, dueAt: Date): Date {
  return addMs(openedAt, (dueAt.getTime() - openedAt.getTime()) * WARNING_SHARE);
}
