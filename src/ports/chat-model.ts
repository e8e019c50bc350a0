/** One prompt in, text out: the narrow door behind which LangChain's chat models stand. */
export interface ChatModel {
  readonly name: string;
  /** Throws `RapportError` with code `llm.*` on time-out, open breaker, refusal or an answer outside the schema. */
  complete(prompt: { readonly system: string; readonly user: string }, signal?: AbortSignal): Promise<string>;
}
