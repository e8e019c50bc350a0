import type { AnswerDraft } from "../domain/knowledge.ts";
import type { Retrieval } from "./knowledge-index.ts";

export interface AnswerRequest {
  readonly question: string;
  readonly retrieval: Retrieval;
  /** Angry readers get fewer sentences and facts first. At most 3. */
  readonly maxSentences: number;
  /** Earlier words of the thread, oldest first, already limited to what this audience may read. */
  readonly context: readonly string[];
}

/** Writes an answer from passages alone, or abstains. Never throws; a model that is down is `unavailable`. */
export interface AnswerWriter {
  write(request: AnswerRequest, signal?: AbortSignal): Promise<AnswerDraft>;
}
