/**
 * Answers to requests that a platform holds open in one process while another has the answer. Of each request the first
 * answer counts; an empty one says that nobody waits any more.
 */
export interface HeldAnswers {
  /** `false`: it was answered or given up before. */
  leave(tenantId: string, requestKey: string, answer: string, now: Date): Promise<boolean>;
  /** What was left for the request, once; `null` when there is nothing. */
  take(tenantId: string, requestKey: string): Promise<string | null>;
}
