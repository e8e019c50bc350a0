import type { EmotionTag } from "../domain/emotion.ts";
import { errorCode } from "../domain/errors.ts";
import type { EmotionTagger } from "../ports/emotion-tagger.ts";
import { createInterpreter } from "./interpret.ts";
import { emptyReading, MessageReader } from "./reader.ts";
import { textToRead } from "./text-to-read.ts";
import { loadWeights, MODEL_NAME, MODEL_VERSION } from "./weights.ts";

/** Reads one text at once. Total for every string, never NaN. */
export type ReadEmotion = (text: string) => EmotionTag;

/**
 * Loads the model of a folder (by default the one that came with Rapport) and gives its reading function.
 * The function takes the text as it is; `textToRead` cuts code, quotes and links before.
 * Throws `RapportError` `emotion.weights-damaged`.
 */
export async function loadEmotionReader(folder?: URL): Promise<ReadEmotion> {
  const weights = await loadWeights(folder);
  const reader = new MessageReader(weights);
  const interpret = createInterpreter(weights.manifest);
  const reading = emptyReading();
  return (text) => interpret(reader.read(text, reading));
}

/**
 * The tagger that needs no network: own weights, microseconds a message. The weights are loaded with the first text,
 * once; when they cannot be, every answer is `unavailable` until the next start.
 */
export function createEmbeddedTagger(folder?: URL): EmotionTagger {
  let loading: Promise<ReadEmotion> | null = null;
  return {
    model: MODEL_NAME,
    modelVersion: MODEL_VERSION,
    async tag(text) {
      try {
        loading ??= loadEmotionReader(folder);
        const read = await loading;
        return { kind: "tagged", tag: read(textToRead(text)) };
      } catch (error) {
        return { kind: "unavailable", code: errorCode(error) };
      }
    },
  };
}
