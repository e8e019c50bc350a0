import { EMOTIONS, type EmotionLabel } from "../domain/emotion.ts";
import { CUE_BOOSTS } from "./cue-boosts.ts";
import { collectFeatures } from "./features.ts";
import { GramSums } from "./gram-sums.ts";
import { KnownWords, SILENT_SLOT } from "./known-words.ts";
import { EMOTION_INDEX, OUTPUTS } from "./labels.ts";
import { NetSums } from "./net-reader.ts";
import { packRows } from "./packed-rows.ts";
import { SeenHashes } from "./seen-hashes.ts";
import { cutTokens } from "./tokenise.ts";
import type { Weights } from "./weights.ts";

/** What the model says of one text, before it is turned into scores. One value per output, without bias. */
export interface Reading {
  /** Scaled sum of the n-gram weights. */
  readonly grams: Float64Array;
  /** What the word net says. */
  readonly net: Float64Array;
  /** What cues and signs add. */
  readonly boosts: Float64Array;
  /** Indexes in `CUES`. */
  cues: readonly number[];
  /** Words, numbers and signs read; 0 when there was nothing to read. */
  size: number;
}

export const emptyReading = (): Reading => ({
  grams: new Float64Array(OUTPUTS),
  net: new Float64Array(OUTPUTS),
  boosts: new Float64Array(OUTPUTS),
  cues: [],
  size: 0,
});

/** Longer texts are read from their head: the cost of one message stays bounded. UTF-16 units. */
export const MAX_READ_LENGTH = 4_000;

/** An emoji or emoticon says what it says: forums, where the model learnt, use few and mock with them. */
const SIGN_BOOST = 0.4;
/** Of signs repeated without end only the first few count. */
const MAX_SIGN_BOOST = 8;

function addSign(boosts: Float64Array, emotion: EmotionLabel): void {
  const index = EMOTIONS.indexOf(emotion);
  for (let output = 0; output < OUTPUTS; output++) {
    if (EMOTION_INDEX[output] === index)
      boosts[output] = Math.min(MAX_SIGN_BOOST, (boosts[output] ?? 0) + SIGN_BOOST);
  }
}

/** Reads texts with loaded weights: synchronous, total for every string. */
export class MessageReader {
  readonly #words: KnownWords;
  readonly #grams: GramSums;
  readonly #net: NetSums;
  readonly #seen = new SeenHashes();

  constructor({ table, manifest, lexicon, net }: Weights) {
    const rows = packRows(table);
    this.#words = new KnownWords(rows, { lexicon, net });
    this.#grams = new GramSums(rows, this.#words.grams, manifest.scales);
    this.#net = new NetSums(this.#words.net, SILENT_SLOT, net.dense);
  }

  /** Writes over `into`, where one is handed in. */
  read(text: string, into: Reading = emptyReading()): Reading {
    const words = this.#words.inText;
    this.#words.startText();
    cutTokens(text.length > MAX_READ_LENGTH ? text.slice(0, MAX_READ_LENGTH) : text, this.#words);
    this.#grams.reset();
    into.cues = collectFeatures(words, this.#seen, this.#grams);
    this.#grams.outputs(into.grams);
    this.#net.outputs(words, into.net);
    const { boosts } = into;
    boosts.fill(0);
    into.size = 0;
    for (const word of words) {
      if (word.kind !== "break") into.size++;
      if (word.emotion !== null) addSign(boosts, word.emotion);
    }
    for (const cue of into.cues) {
      const added = CUE_BOOSTS[cue];
      for (let output = 0; output < OUTPUTS; output++)
        boosts[output] = (boosts[output] ?? 0) + (added?.[output] ?? 0);
    }
    return into;
  }
}
