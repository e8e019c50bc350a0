import type { TextClassifier } from "../emotion/hugging-face-tagger.ts";
import { MAX_ANSWER_BYTES } from "./answer-text.ts";
import { createHuggingFaceClient, hostedUrl } from "./hugging-face-client.ts";
import { lazy } from "./lazy.ts";
import { createOutsideCall, type OutsideCallOptions, type OutsideTools } from "./outside-call.ts";
import type { Secret } from "./secret.ts";

export interface HuggingFaceClassifierOptions {
  readonly token: Secret | null;
  readonly model: string;
  readonly endpointUrl: string | null;
  readonly deadlineMs: number;
  readonly guard?: Partial<OutsideCallOptions>;
}

/** Text classification at Hugging Face or an own endpoint; gives the raw answer, to be checked by who asked. */
export function createHuggingFaceClassifier(
  options: HuggingFaceClassifierOptions,
  tools: OutsideTools,
): TextClassifier {
  const call = createOutsideCall(
    { room: "emotion", name: options.model, deadlineMs: options.deadlineMs, ...options.guard },
    tools,
  );
  const endpointUrl = options.endpointUrl ?? hostedUrl(options.model, "text-classification");
  const client = lazy(() =>
    createHuggingFaceClient({ token: options.token, endpointUrl, maxBytes: MAX_ANSWER_BYTES }, tools),
  );
  return {
    model: options.model,
    classify: (text, topK, read, signal) =>
      call(async (inner) => {
        const answer: unknown = await (await client()).textClassification(
          { inputs: text, parameters: { top_k: topK } },
          { signal: inner },
        );
        return read(answer);
      }, signal),
  };
}
