import type { Embedder } from "../ports/embedder.ts";
import { createHuggingFaceClient, hostedUrl } from "./hugging-face-client.ts";
import { lazy } from "./lazy.ts";
import { createOutsideCall, type OutsideCallOptions, type OutsideTools } from "./outside-call.ts";
import type { Secret } from "./secret.ts";
import { embedInBatches, MAX_VECTOR_BYTES, parseUnitVectors } from "./unit-vectors.ts";

export interface HuggingFaceEmbedderOptions {
  readonly token: Secret | null;
  readonly model: string;
  readonly endpointUrl: string | null;
  readonly dimensions: number;
  /** Per batch. */
  readonly deadlineMs: number;
  readonly guard?: Partial<OutsideCallOptions>;
}

/** Sentence vectors through Hugging Face feature extraction; a model that answers per token is refused. */
export function createHuggingFaceEmbedder(
  options: HuggingFaceEmbedderOptions,
  tools: OutsideTools,
): Embedder {
  const id = `huggingface:${options.model}:${options.dimensions}`;
  const call = createOutsideCall(
    { room: "embedder", name: id, deadlineMs: options.deadlineMs, ...options.guard },
    tools,
  );
  const endpointUrl = options.endpointUrl ?? hostedUrl(options.model, "feature-extraction");
  const client = lazy(() =>
    createHuggingFaceClient({ token: options.token, endpointUrl, maxBytes: MAX_VECTOR_BYTES }, tools),
  );
  return {
    id,
    dimensions: options.dimensions,
    embed: (texts, signal) =>
      embedInBatches(texts, (batch) =>
        call(async (inner) => {
          const answer = await (await client()).featureExtraction({ inputs: [...batch] }, { signal: inner });
          return parseUnitVectors(answer, batch.length, options.dimensions);
        }, signal),
      ),
  };
}
