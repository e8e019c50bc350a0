import { collectFeatures, type FeatureSink } from "../features.ts";
import { OUTPUTS } from "../labels.ts";
import type { Lexicon } from "../lexicon.ts";
import { hashedRow, ROWS } from "../rows.ts";
import { SeenHashes } from "../seen-hashes.ts";
import { tokenise } from "../tokenise.ts";
import { netKey } from "../word-net.ts";
import { describeWord, type HashedWord, type Word } from "../words.ts";
import type { Example } from "./corpora.ts";
import { toErrors } from "./gradient.ts";
import { Random } from "./random.ts";

export interface TrainingPlan {
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of features left out at random, 0..1. */
  readonly dropout: number;
  readonly seed: number;
  readonly corpora: number;
}

export interface Trained {
  readonly weights: Float32Array;
  /** One row of `OUTPUTS` per corpus. */
  readonly biases: Float64Array;
}

/** Feature rows and their weights of every example, end to end. */
export interface Listed {
  readonly rows: Int32Array;
  readonly factors: Uint8Array;
  /** Where each example starts; one more than examples. */
  readonly starts: Int32Array;
}

type ListedWord = Word & HashedWord;

class Listing implements FeatureSink<ListedWord> {
  readonly rows: number[] = [];
  readonly factors: number[] = [];

  addWord(word: ListedWord): void {
    for (const hash of word.hashes) this.addRow(hashedRow(hash), 1);
  }

  addRow(row: number, weight: number): void {
    this.rows.push(row);
    this.factors.push(weight);
  }
}

export function listFeatures(examples: readonly Example[], lexicon: Lexicon): Listed {
  const known = new Map<string, ListedWord>();
  const seen = new SeenHashes();
  const rows: Int32Array[] = [];
  const factors: Uint8Array[] = [];
  const starts = new Int32Array(examples.length + 1);
  for (const [index, example] of examples.entries()) {
    const listing = new Listing();
    const words = tokenise(example.text).map((token) => {
      const key = netKey(token);
      const word = known.get(key) ?? {
        ...token,
        ...describeWord(token.text, lexicon, token.kind === "word"),
      };
      known.set(key, word);
      return word;
    });
    collectFeatures(words, seen, listing);
    rows.push(Int32Array.from(listing.rows));
    factors.push(Uint8Array.from(listing.factors));
    starts[index + 1] = (starts[index] ?? 0) + listing.rows.length;
  }
  const all = {
    rows: new Int32Array(starts[examples.length] ?? 0),
    factors: new Uint8Array(starts[examples.length] ?? 0),
    starts,
  };
  for (let index = 0; index < examples.length; index++) {
    all.rows.set(rows[index] ?? [], starts[index]);
    all.factors.set(factors[index] ?? [], starts[index]);
  }
  return all;
}

/**
 * Logistic regression over hashed features by AdaGrad, one accumulator per row.
 * Learns from the examples whose indexes are in `learnt`. `report` hears the share done, 0..1.
 */
export function train(
  examples: readonly Example[],
  listed: Listed,
  learnt: Int32Array,
  plan: TrainingPlan,
  report: (share: number, loss: number) => void,
): Trained {
  const weights = new Float32Array(ROWS * OUTPUTS);
  const history = new Float32Array(ROWS).fill(1e-3);
  const biases = new Float64Array(plan.corpora * OUTPUTS);
  const biasHistory = new Float64Array(plan.corpora).fill(1);
  const random = new Random(plan.seed);
  const order = learnt.slice();
  const kept = new Int32Array(1 << 16);
  const keptFactors = new Float64Array(1 << 16);
  const errors = new Float64Array(OUTPUTS);
  const dropBelow = plan.dropout * 2 ** 32;
  const steps = plan.epochs * order.length;
  let step = 0;
  let loss = 0;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    random.shuffle(order);
    loss = 0;
    for (const index of order) {
      if ((step & 4095) === 0) report(step / steps, loss);
      const rate = plan.learningRate * (1 - step++ / steps);
      const example = examples[index];
      if (example === undefined) continue;
      let count = 0;
      let size = 0;
      const end = listed.starts[index + 1] ?? 0;
      for (let at = listed.starts[index] ?? 0; at < end; at++) {
        if (random.next() < dropBelow) continue;
        const factor = listed.factors[at] ?? 0;
        kept[count] = (listed.rows[at] ?? 0) * OUTPUTS;
        keptFactors[count++] = factor;
        size += factor;
      }
      if (count === 0) continue;
      const scale = 1 / Math.sqrt(size);
      errors.fill(0);
      for (let feature = 0; feature < count; feature++) {
        const start = kept[feature] ?? 0;
        const factor = keptFactors[feature] ?? 0;
        for (let output = 0; output < OUTPUTS; output++) {
          errors[output] = (errors[output] ?? 0) + factor * (weights[start + output] ?? 0);
        }
      }
      const biasStart = example.corpus * OUTPUTS;
      for (let output = 0; output < OUTPUTS; output++) {
        errors[output] = (errors[output] ?? 0) * scale + (biases[biasStart + output] ?? 0);
      }
      loss += toErrors(errors, example);
      let square = 0;
      for (let output = 0; output < OUTPUTS; output++) square += (errors[output] ?? 0) ** 2;
      for (let feature = 0; feature < count; feature++) {
        const start = kept[feature] ?? 0;
        const row = start / OUTPUTS;
        const factor = (keptFactors[feature] ?? 0) * scale;
        const sum = (history[row] ?? 0) + square * factor * factor;
        history[row] = sum;
        const move = (rate * factor) / Math.sqrt(sum);
        for (let output = 0; output < OUTPUTS; output++) {
          weights[start + output] = (weights[start + output] ?? 0) - move * (errors[output] ?? 0);
        }
      }
      const biasSum = (biasHistory[example.corpus] ?? 1) + square;
      biasHistory[example.corpus] = biasSum;
      const move = rate / Math.sqrt(biasSum);
      for (let output = 0; output < OUTPUTS; output++) {
        biases[biasStart + output] = (biases[biasStart + output] ?? 0) - move * (errors[output] ?? 0);
      }
    }
  }
  report(1, loss);
  return { weights, biases };
}
