import { z } from "zod";
import type { Embedder } from "../ports/embedder.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { lazy } from "./lazy.ts";
import { createOutsideCall, type OutsideCallOptions, type OutsideTools } from "./outside-call.ts";
import { OutsideFault } from "./outside-fault.ts";
import type { Secret } from "./secret.ts";
import { embedInBatches, MAX_VECTOR_BYTES, parseUnitVectors } from "./unit-vectors.ts";

export interface OpenAiCompatibleEmbedderOptions {
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  readonly model: string;
  readonly dimensions: number;
  /** Per batch. */
  readonly deadlineMs: number;
  readonly guard?: Partial<OutsideCallOptions>;
}

const answerSchema = z.object({
  data: z.array(z.object({ index: z.number().int().optional(), embedding: z.array(z.number()) })),
});

/**
 * Vectors from any server that speaks `/embeddings`. The OpenAI client is used directly:
 * LangChain's embeddings class takes no abort signal, so a call past its deadline would live on.
 */
export function createOpenAiCompatibleEmbedder(
  options: OpenAiCompatibleEmbedderOptions,
  tools: OutsideTools,
): Embedder {
  const id = `openai-compatible:${options.model}:${options.dimensions}`;
  const call = createOutsideCall(
    { room: "embedder", name: id, deadlineMs: options.deadlineMs, ...options.guard },
    tools,
  );
  const client = lazy(() => buildClient(options, tools));
  return {
    id,
    dimensions: options.dimensions,
    embed: (texts, signal) =>
      embedInBatches(texts, (batch) =>
        call(async (inner) => {
          const answer = await (await client()).embeddings.create(
            { model: options.model, input: [...batch], encoding_format: "float" },
            { signal: inner },
          );
          return parseUnitVectors(inOrder(answer), batch.length, options.dimensions);
        }, signal),
      ),
  };
}

async function buildClient(options: OpenAiCompatibleEmbedderOptions, tools: OutsideTools) {
  const { OpenAI } = await import("openai");
  return new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey?.reveal() ?? "none",
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: options.deadlineMs,
    logLevel: "off",
    fetch: createGuardedFetch({ clock: tools.clock, maxBytes: MAX_VECTOR_BYTES }),
  });
}

/** The protocol allows any order; `index` says which text a vector belongs to. */
function inOrder(answer: unknown): number[][] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new OutsideFault("unreadable");
  const rows = parsed.data.data.map((row, position) => ({ ...row, index: row.index ?? position }));
  if (new Set(rows.map((row) => row.index)).size !== rows.length) throw new OutsideFault("unreadable");
  return rows.sort((a, b) => a.index - b.index).map((row) => row.embedding);
}
