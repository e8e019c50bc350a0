import type { LexicalIndex } from "./lexical-index.ts";
import type { PassageRecord } from "./passage-record.ts";

/** Lengths of the vectors of a passage's units, for cosines. A pair stands at its first unit. */
export interface PassageNorms {
  readonly generation: number;
  readonly gram: Float32Array;
  readonly gramPair: Float32Array;
  readonly gramPassage: number;
  readonly word: Float32Array;
  readonly wordPair: Float32Array;
  /** Sum of the weights of the unit's words. */
  readonly weight: Float32Array;
}

const CACHE = new WeakMap<PassageRecord, PassageNorms>();

/** Computed on first use after the weights changed, then kept with the passage. */
export function normsOf(record: PassageRecord, index: LexicalIndex): PassageNorms {
  const known = CACHE.get(record);
  if (known && known.generation === index.gramWeights.generation) return known;
  const norms = computeNorms(record, index);
  CACHE.set(record, norms);
  return norms;
}

function computeNorms(record: PassageRecord, index: LexicalIndex): PassageNorms {
  const count = record.unitEnds.length;
  const { generation } = index.gramWeights;
  const norms = {
    generation,
    gram: new Float32Array(count),
    gramPair: new Float32Array(count),
    gramPassage: gramNorm(record, index, 0, record.words.length),
    word: new Float32Array(count),
    wordPair: new Float32Array(count),
    weight: new Float32Array(count),
  };
  for (let unit = 0; unit < count; unit += 1) {
    const start = unit === 0 ? 0 : (record.unitEnds[unit - 1] ?? 0);
    const end = record.unitEnds[unit] ?? start;
    norms.gram[unit] = gramNorm(record, index, start, end);
    norms.word[unit] = wordNorm(record, index, start, end);
    for (let at = start; at < end; at += 1) {
      norms.weight[unit] = (norms.weight[unit] ?? 0) + weightAt(record, index, at);
    }
    if (record.pairs[unit] !== 1) continue;
    const pairEnd = record.unitEnds[unit + 1] ?? end;
    norms.gramPair[unit] = gramNorm(record, index, start, pairEnd);
    norms.wordPair[unit] = wordNorm(record, index, start, pairEnd);
  }
  return norms;
}

const weightAt = (record: PassageRecord, index: LexicalIndex, at: number): number =>
  index.weightOf(index.vocabulary.stemOf(record.words[at] ?? 0));

/** Scratch for gram frequencies: filled and emptied within one call, never read across calls. */
let scratch = new Float32Array(1024);

function gramNorm(record: PassageRecord, index: LexicalIndex, start: number, end: number): number {
  const { vocabulary, gramWeights } = index;
  if (scratch.length < vocabulary.gramCount) scratch = new Float32Array(vocabulary.gramCount * 2);
  let squares = 0;
  for (let at = start; at < end; at += 1) {
    for (const gram of vocabulary.gramsOf(record.words[at] ?? 0)) {
      const before = scratch[gram] ?? 0;
      const weight = gramWeights.weights[gram] ?? 0;
      /** (n + 1)^2 - n^2 = 2n + 1. */
      squares += (2 * before + 1) * weight * weight;
      scratch[gram] = before + 1;
    }
  }
  for (let at = start; at < end; at += 1) {
    for (const gram of vocabulary.gramsOf(record.words[at] ?? 0)) scratch[gram] = 0;
  }
  return Math.sqrt(squares);
}

function wordNorm(record: PassageRecord, index: LexicalIndex, start: number, end: number): number {
  const counts = new Map<number, number>();
  for (let at = start; at < end; at += 1) {
    const stemId = index.vocabulary.stemOf(record.words[at] ?? 0);
    counts.set(stemId, (counts.get(stemId) ?? 0) + 1);
  }
  let squares = 0;
  for (const [stemId, count] of counts) squares += (count * index.weightOf(stemId)) ** 2;
  return Math.sqrt(squares);
}
