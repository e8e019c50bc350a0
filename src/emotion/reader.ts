import { EMOTIONS, type EmotionLabel } from "../domain/emotion.ts";
import { CUE_BOOSTS } from "./cue-boosts.ts";
import { collectFeatures, type FeatureSink } from "./features.ts";
import { EMOTION_INDEX, OUTPUTS } from "./labels.ts";
import { describeForNet, NetSumming, type NetWord } from "./net-reader.ts";
import { hashedRow } from "./rows.ts";
import { type Token, tokenise } from "./tokenise.ts";
import type { Weights } from "./weights.ts";
import { netKey } from "./word-net.ts";
import { describeWord, type WordInfo } from "./words.ts";

/** What the model says of one text, before it is turned into scores. One value per output, without bias. */
export interface Reading {
  /** Scaled sum of the n-gram weights. */
  readonly grams: Float64Array;
  /** What the word net says. */
  readonly net: Float64Array;
  /** What cues and signs add. */
  readonly boosts: Float64Array;
  /** Indexes in `CUES`. */
  readonly cues: readonly number[];
  /** Words, numbers and signs read; 0 when there was nothing to read. */
  readonly size: number;
}

/** A word with the sum of its weight rows, so that a known word costs one addition per output. */
interface WeighedWord extends WordInfo {
  readonly sums: Int32Array;
  readonly rowCount: number;
  readonly net: NetWord;
}

/** Longer texts are read from their head: the cost of one message stays bounded. UTF-16 units. */
export const MAX_READ_LENGTH = 4_000;
/**
 * Words kept ready (about 1.5 kB each), without author or order. At the bound the words become the older ones, and those
 * that were the older ones and not met again are dropped: at most twice as many are held.
 */
const MAX_READY_WORDS = 16_000;
const NO_HASHES = new Int32Array(0);

/** Adds up the rows of a message; one per reader, reset for each text. Sums are integers, the same on every machine. */
class Summing implements FeatureSink<WeighedWord> {
  readonly sums = new Int32Array(OUTPUTS);
  count = 0;
  readonly #table: Int8Array;

  constructor(table: Int8Array) {
    this.#table = table;
  }

  reset(): void {
    this.sums.fill(0);
    this.count = 0;
  }

  addWord(word: WeighedWord): void {
    const { sums } = this;
    for (let output = 0; output < OUTPUTS; output++)
      sums[output] = (sums[output] ?? 0) + (word.sums[output] ?? 0);
    this.count += word.rowCount;
  }

  addRow(row: number, weight: number): void {
    const { sums } = this;
    const table = this.#table;
    const start = row * OUTPUTS;
    for (let output = 0; output < OUTPUTS; output++) {
      sums[output] = (sums[output] ?? 0) + weight * (table[start + output] ?? 0);
    }
    this.count += weight;
  }
}

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
  readonly #weights: Weights;
  readonly #summing: Summing;
  readonly #netSumming: NetSumming;
  #ready = new Map<string, WeighedWord>();
  #older = new Map<string, WeighedWord>();

  constructor(weights: Weights) {
    this.#weights = weights;
    this.#summing = new Summing(weights.table);
    this.#netSumming = new NetSumming(weights.net.dense);
  }

  read(text: string): Reading {
    const tokens = tokenise(text.length > MAX_READ_LENGTH ? text.slice(0, MAX_READ_LENGTH) : text);
    this.#summing.reset();
    this.#netSumming.reset();
    const words = tokens.map((token) => this.#weigh(token));
    let next = 0;
    /** Asked for in order, breaks left out: no word is looked up twice. */
    const weighed = (token: Token): WeighedWord => {
      while (next < tokens.length && tokens[next] !== token) next++;
      return words[next++] ?? this.#weigh(token);
    };
    const cues = collectFeatures(tokens, weighed, this.#summing);
    const boosts = new Float64Array(OUTPUTS);
    let size = 0;
    for (const token of tokens) {
      if (token.kind !== "break") size++;
      if (token.emotion !== null) addSign(boosts, token.emotion);
    }
    for (const word of words) this.#netSumming.add(word.net);
    for (const cue of cues) {
      const added = CUE_BOOSTS[cue];
      for (let output = 0; output < OUTPUTS; output++)
        boosts[output] = (boosts[output] ?? 0) + (added?.[output] ?? 0);
    }
    return { grams: this.#gramOutputs(), net: this.#netSumming.outputs(), boosts, cues, size };
  }

  #gramOutputs(): Float64Array {
    const { scales } = this.#weights.manifest;
    const { sums, count } = this.#summing;
    const factor = 1 / Math.sqrt(count);
    return Float64Array.from(sums, (sum, output) => factor * (scales[output] ?? 0) * sum);
  }

  #weigh(token: Token): WeighedWord {
    const key = netKey(token);
    const known = this.#ready.get(key);
    if (known !== undefined) return known;
    const word = this.#older.get(key) ?? this.#describe(token);
    if (this.#ready.size >= MAX_READY_WORDS) {
      this.#older = this.#ready;
      this.#ready = new Map();
    }
    this.#ready.set(key, word);
    return word;
  }

  #describe(token: Token): WeighedWord {
    const { table, lexicon, net } = this.#weights;
    const info = describeWord(token.text, lexicon, token.kind === "word");
    const sums = new Int32Array(OUTPUTS);
    for (const hash of info.hashes) {
      const start = hashedRow(hash) * OUTPUTS;
      for (let output = 0; output < OUTPUTS; output++) {
        sums[output] = (sums[output] ?? 0) + (table[start + output] ?? 0);
      }
    }
    return {
      ...info,
      hashes: NO_HASHES,
      sums,
      rowCount: info.hashes.length,
      net: describeForNet(token, info, net),
    };
  }
}
