import type { LexicalIndex } from "./lexical-index.ts";
import type { Query } from "./query.ts";

/** Spelled alike brings a passage in, but never before one with the word itself. */
const NEAR_SHARE = 0.6;
/** Spellings tried for one term, nearest first. */
const MAX_SPELLINGS = 12;
/** In a large corpus a term that more passages than this share hold brings in nobody by itself. */
const COMMON_SHARE = 0.1;
const COMMON_FROM_PASSAGES = 2000;

/**
 * Slots worth a closer look: the best by words and near spellings, most promising first, equals by slot.
 * `accepts` keeps what this audience may not read out of the count.
 */
export function lexicalCandidates(
  query: Query,
  index: LexicalIndex,
  count: number,
  accepts: (slot: number) => boolean,
): number[] {
  const scores = new Float32Array(index.slotCount);
  const touched: number[] = [];
  const common = index.size >= COMMON_FROM_PASSAGES ? index.size * COMMON_SHARE : Number.POSITIVE_INFINITY;
  const isAllCommon = query.terms.every(
    (term) => term.stemId === undefined || index.countOf(term.stemId) > common,
  );
  for (const [stemId, weight] of expandedStems(query, index)) {
    if (!isAllCommon && index.countOf(stemId) > common) continue;
    const postings = index.postingsOf(stemId);
    if (!postings) continue;
    for (let at = 0; at < postings.length; at += 2) {
      const slot = postings.values[at] ?? 0;
      const frequency = postings.values[at + 1] ?? 0;
      const before = scores[slot] ?? 0;
      if (before === 0) {
        if (!accepts(slot)) continue;
        touched.push(slot);
      }
      const length = 0.3 + (0.9 * index.lengthAt(slot)) / index.averageLength;
      scores[slot] = before + (weight * frequency * 2.2) / (frequency + length);
    }
  }
  return best(touched, scores, count);
}

/** Stems of the question and stems spelled like them, with what a hit is worth. */
function expandedStems(query: Query, index: LexicalIndex): Map<number, number> {
  const stems = new Map<number, number>();
  const spellings = new Map<number, { stemId: number; nearness: number }[]>();
  const { matches } = query;
  for (const wordId of matches.touched) {
    const termAt = matches.nearTerm[wordId] ?? -1;
    const term = query.terms[termAt];
    if (!term) continue;
    const stemId = index.vocabulary.stemOf(wordId);
    if ((matches.term[wordId] ?? -1) >= 0) stems.set(stemId, term.weight);
    else if (!term.isStop) {
      const list = spellings.get(termAt) ?? [];
      list.push({ stemId, nearness: matches.nearness[wordId] ?? 0 });
      spellings.set(termAt, list);
    }
  }
  for (const [at, list] of spellings) {
    const weight = query.terms[at]?.weight ?? 0;
    const nearest = list
      .sort((a, b) => b.nearness - a.nearness || a.stemId - b.stemId)
      .slice(0, MAX_SPELLINGS);
    for (const { stemId, nearness } of nearest) {
      const worth = weight * nearness * nearness * NEAR_SHARE;
      if (worth > (stems.get(stemId) ?? 0)) stems.set(stemId, worth);
    }
  }
  return stems;
}

function best(slots: number[], scores: Float32Array, count: number): number[] {
  const order = (a: number, b: number): number => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b;
  if (slots.length <= count) return slots.sort(order);
  /** A cut by a sampled threshold keeps the sort short where thousands of passages were touched. */
  const sample = slots.filter((_, at) => at % 16 === 0).map((slot) => scores[slot] ?? 0);
  sample.sort((a, b) => b - a);
  const threshold = sample[Math.ceil((count / slots.length) * sample.length * 2) + 2] ?? 0;
  const above = slots.filter((slot) => (scores[slot] ?? 0) >= threshold);
  return (above.length >= count ? above : slots).sort(order).slice(0, count);
}
