/** A promise to answer: the span until the first human reply by priority. Business hours come with the desk's depth. */
export interface SlaPolicy {
  readonly firstReplyMs: Readonly<Record<"low" | "normal" | "high" | "urgent", number>>;
}
