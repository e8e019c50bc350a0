import { z } from "zod";
import { EMOTIONS, type EmotionScores, type EmotionTag, type Mood, topEmotion } from "../domain/emotion.ts";
import { errorCode } from "../domain/errors.ts";
import type { EmotionTagger, TagOutcome } from "../ports/emotion-tagger.ts";

export const HUGGING_FACE_EMOTION_MODEL = "j-hartmann/emotion-english-distilroberta-base";

/** A guarded outside classifier: `read` checks the raw answer and throws when it is none, which counts as a failed call. */
export interface TextClassifier {
  readonly model: string;
  classify<T>(text: string, topK: number, read: (answer: unknown) => T, signal?: AbortSignal): Promise<T>;
}

/** Rounding of the seven may leave their sum a little beside 1; further off it is no distribution. */
const SUM_TOLERANCE = 0.05;

const labelScores = z
  .array(z.object({ label: z.enum(EMOTIONS), score: z.number().min(0).max(1) }))
  .length(EMOTIONS.length)
  .refine((rows) => new Set(rows.map((row) => row.label)).size === EMOTIONS.length)
  .refine((rows) => Math.abs(rows.reduce((sum, row) => sum + row.score, 0) - 1) <= SUM_TOLERANCE);

/** One text in: the answer is the list, or a list that holds it. */
const answerSchema = z.union([
  z
    .array(labelScores)
    .length(1)
    .transform(([rows]) => rows ?? []),
  labelScores,
]);

/** Exactly our seven labels, each finite, together 1; throws for anything else. */
export function parseEmotionScores(answer: unknown): EmotionScores {
  const rows = answerSchema.parse(answer);
  const sum = rows.reduce((total, row) => total + row.score, 0);
  const byLabel = new Map(rows.map((row) => [row.label, row.score / sum]));
  const share = (label: (typeof EMOTIONS)[number]) => byLabel.get(label) ?? 0;
  return {
    anger: share("anger"),
    disgust: share("disgust"),
    fear: share("fear"),
    joy: share("joy"),
    neutral: share("neutral"),
    sadness: share("sadness"),
    surprise: share("surprise"),
  };
}

/** From where anger and joy are read as the stronger of their two moods. */
const STRONG = 0.6;

/**
 * The nearest of the ten moods to seven emotions. Resigned, skeptical and engaged have no emotion of their own
 * and are never read by this tagger.
 */
export function moodOf(scores: EmotionScores): Mood {
  switch (topEmotion(scores)) {
    case "anger":
      return scores.anger >= STRONG ? "angry" : "frustrated";
    case "disgust":
      return "frustrated";
    case "fear":
    case "surprise":
      return "confused";
    case "sadness":
      return "disappointed";
    case "joy":
      return scores.joy >= STRONG ? "happy" : "satisfied";
    case "neutral":
      return "neutral";
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function toTag(scores: EmotionScores, model: string, modelVersion: string): EmotionTag {
  const unhappy = scores.anger + scores.disgust + scores.fear + scores.sadness;
  return {
    scores,
    sentiment: clamp(scores.joy - unhappy, -1, 1),
    mood: moodOf(scores),
    // Anger and disgust speak of the company, sadness and fear often of the situation.
    risk: clamp(scores.anger + scores.disgust + 0.7 * scores.sadness + 0.4 * scores.fear, 0, 1),
    model,
    modelVersion,
  };
}

/** Tokens that the model reads at most, less its two marks and some room. */
const MAX_TOKENS = 480;
/** Measured mean is near 0.25 for English; code and noise have more. Other scripts reach one token a byte. */
const TOKENS_PER_ASCII_CHAR = 0.4;

/** The end of a long text, where people say what they want, fitted to what the model can read. */
export function fitToModel(text: string): string {
  const characters = [...text.slice(-4 * MAX_TOKENS)];
  let tokens = 0;
  let start = characters.length;
  while (start > 0) {
    const character = characters[start - 1] ?? "";
    tokens += character <= "\x7f" ? TOKENS_PER_ASCII_CHAR : Buffer.byteLength(character);
    if (tokens > MAX_TOKENS) break;
    start -= 1;
  }
  // The cut above may have halved a surrogate pair.
  return characters
    .slice(start)
    .join("")
    .replace(/^[\uDC00-\uDFFF]/, "");
}

/** Reads the seven emotions with an outside classifier. */
export function createHuggingFaceTagger(classifier: TextClassifier, modelVersion = "main"): EmotionTagger {
  const { model } = classifier;
  return {
    model,
    modelVersion,
    async tag(text, signal): Promise<TagOutcome> {
      try {
        const scores = await classifier.classify(
          fitToModel(text),
          EMOTIONS.length,
          parseEmotionScores,
          signal,
        );
        return { kind: "tagged", tag: toTag(scores, model, modelVersion) };
      } catch (error) {
        return { kind: "unavailable", code: errorCode(error) };
      }
    },
  };
}

/** Where the primary cannot answer the embedded one does; the tag names the model that read. */
export function withFallbackTagger(primary: EmotionTagger, embedded: EmotionTagger): EmotionTagger {
  return {
    model: primary.model,
    modelVersion: primary.modelVersion,
    async tag(text, signal) {
      const outcome = await primary.tag(text, signal);
      return outcome.kind === "tagged" ? outcome : embedded.tag(text, signal);
    },
  };
}
