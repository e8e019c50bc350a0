/** What is asked of a model. */
export interface ChatPrompt {
  readonly system: string;
  readonly user: string;
  /** JSON Schema of the wanted answer: a hint for servers that can enforce it; the answer is checked by the asker all the same. */
  readonly answerSchema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
}

/** One prompt in, text out: the narrow door behind which LangChain's chat models stand. */
export interface ChatModel {
  readonly name: string;
  /** Loads what the first call needs, which takes most of a second and holds the event loop meanwhile. */
  prepare(): Promise<void>;
  /** Throws `RapportError` with code `llm.*` on a missed deadline, open breaker, refusal or an answer nobody can read. */
  complete(prompt: ChatPrompt, signal?: AbortSignal): Promise<string>;
}
