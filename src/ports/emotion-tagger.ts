import type { EmotionTag } from "../domain/emotion.ts";

/** A tagger that cannot answer is a value: the turn goes on without a reading. */
export type TagOutcome =
  | { readonly kind: "tagged"; readonly tag: EmotionTag }
  | { readonly kind: "unavailable"; readonly code: string };

/** Reads the emotion in one text. Never throws, whatever the text. */
export interface EmotionTagger {
  readonly model: string;
  readonly modelVersion: string;
  tag(text: string, signal?: AbortSignal): Promise<TagOutcome>;
}
