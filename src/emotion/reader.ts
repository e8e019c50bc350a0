import { EMOTIONS, type EmotionLabel } from "../domain/emotion.ts";
import { CUE_BOOSTS } from "./cue-boosts.ts";
import { collectFeatures, type FeatureSink } from "./features.ts";
import { EMOTION_INDEX, OUTPUTS } from "./labels.ts";
import { type Token, tokenise } from "./tokenise.ts";
import type { Weights } from "./weights.ts";
import { describeWord, type WordInfo } from "./words.ts";

/** What the linear model says of one text, before it is turned into scores. */
export interface Reading {
  /** One per output: scaled sum of weights and the boosts of the cues, without bias. */
  readonly logits: Float64Array;
  /** Indexes in `CUES`. */
  readonly cues: readonly number[];
  /** Words, numbers and signs read; 0 when there was nothing to read. */
  readonly size: number;
}

/** A word with the sum of its weight rows, so that a known word costs one addition per output. */
interface WeighedWord extends WordInfo {
  readonly sums: Int32Array;
  readonly rowCount: number;
}

/** Longer texts are read from their head: the cost of one message stays bounded. UTF-16 units. */
export const MAX_READ_LENGTH = 4_000;
/** Words kept ready, without author or order. At the bound all are dropped and collected anew. */
const MAX_READY_WORDS = 20_000;
const NO_ROWS = new Int32Array(0);

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
const MAX_SIGN_LOGIT = 40;

function addSign(logits: Float64Array, emotion: EmotionLabel): void {
  const index = EMOTIONS.indexOf(emotion);
  for (let output = 0; output < OUTPUTS; output++) {
    if (EMOTION_INDEX[output] === index)
      logits[output] = Math.min(MAX_SIGN_LOGIT, (logits[output] ?? 0) + SIGN_BOOST);
  }
}

/** Reads texts with loaded weights: synchronous, total for every string. */
export class MessageReader {
  readonly #weights: Weights;
  readonly #summing: Summing;
  readonly #ready = new Map<string, WeighedWord>();

  constructor(weights: Weights) {
    this.#weights = weights;
    this.#summing = new Summing(weights.table);
  }

  read(text: string): Reading {
    const tokens = tokenise(text.length > MAX_READ_LENGTH ? text.slice(0, MAX_READ_LENGTH) : text);
    const summing = this.#summing;
    summing.reset();
    const cues = collectFeatures(tokens, (token) => this.#weigh(token), summing);
    const { scales } = this.#weights.manifest;
    const factor = 1 / Math.sqrt(summing.count);
    const logits = new Float64Array(OUTPUTS);
    for (let output = 0; output < OUTPUTS; output++) {
      logits[output] = factor * (scales[output] ?? 0) * (summing.sums[output] ?? 0);
    }
    for (const cue of cues) {
      const boosts = CUE_BOOSTS[cue];
      for (let output = 0; output < OUTPUTS; output++)
        logits[output] = (logits[output] ?? 0) + (boosts?.[output] ?? 0);
    }
    let size = 0;
    for (const token of tokens) {
      if (token.kind !== "break") size++;
      if (token.emotion !== null) addSign(logits, token.emotion);
    }
    return { logits, cues, size };
  }

  #weigh(token: Token): WeighedWord {
    const known = this.#ready.get(token.text);
    if (known !== undefined) return known;
    const info = describeWord(token.text, this.#weights.lexicon, token.kind === "word");
    const sums = new Int32Array(OUTPUTS);
    for (const row of info.rows) {
      const start = row * OUTPUTS;
      for (let output = 0; output < OUTPUTS; output++) {
        sums[output] = (sums[output] ?? 0) + (this.#weights.table[start + output] ?? 0);
      }
    }
    const weighed: WeighedWord = { ...info, rows: NO_ROWS, sums, rowCount: info.rows.length };
    if (this.#ready.size >= MAX_READY_WORDS) this.#ready.clear();
    this.#ready.set(token.text, weighed);
    return weighed;
  }
}
