import { createBreath } from "../breath.ts";
import { stem } from "../text/stem.ts";
import { isStopWord, STOP_WORD_WEIGHT } from "../text/stop-words.ts";
import type { Background } from "./background.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Weights of character grams; `generation` tells cached norms from stale ones. */
export interface GramWeights {
  readonly weights: Float32Array;
  readonly generation: number;
}

/** Entries between two looks at the time. */
const SLICE = 2048;

/** With this many passages a corpus' own counts and those of everyday English weigh alike. */
const BACKGROUND_PASSAGES = 60;

/** BM25's inverse document frequency, never below 0. */
export const inverseFrequency = (total: number, count: number): number =>
  Math.log(1 + (Math.max(total, count) - count + 0.5) / (count + 0.5));

/**
 * How rare a stem is here and, in a small corpus, in everyday English as well: a word weighs only when both call it rare
 * ("covid" is unknown to everyday English of 2018, yet says nothing among articles on it).
 */
export function rarity(total: number, count: number, background: Background, name: string): number {
  const own = inverseFrequency(total, count);
  if (background.texts === 0) return own;
  const ownShare = total / (total + BACKGROUND_PASSAGES);
  const common = inverseFrequency(background.texts, background.counts.get(name) ?? 0);
  /** Both scales end at their own "never seen"; brought to the corpus' one. */
  const scale = inverseFrequency(total, 0) / inverseFrequency(background.texts, 0);
  return ownShare * own + (1 - ownShare) * Math.min(own, common * scale);
}

export async function stemWeights(
  vocabulary: Vocabulary,
  counts: Uint32Array,
  total: number,
  background: Background,
): Promise<Float32Array> {
  const breath = createBreath();
  const weights = new Float32Array(vocabulary.stemCount);
  for (let id = 0; id < weights.length; id += 1) {
    weights[id] =
      vocabulary.stemWeight(id) * rarity(total, counts[id] ?? 0, background, vocabulary.stemName(id));
    if (id % SLICE === 0) await breath.pauseIfDue();
  }
  return weights;
}

/** Weight of a word that no passage holds. */
export function unseenWeight(word: string, total: number, background: Background): number {
  const factor = isStopWord(word) ? STOP_WORD_WEIGHT : 1;
  return factor * rarity(total, 0, background, stem(word));
}

export async function gramWeights(counts: Uint32Array, total: number): Promise<Float32Array> {
  const breath = createBreath();
  const weights = new Float32Array(counts.length);
  for (let id = 0; id < weights.length; id += 1) {
    weights[id] = inverseFrequency(total, counts[id] ?? 0);
    if (id % SLICE === 0) await breath.pauseIfDue();
  }
  return weights;
}
