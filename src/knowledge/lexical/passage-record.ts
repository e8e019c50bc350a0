import type { Passage } from "../../domain/knowledge.ts";
import { type AnswerKinds, heldKinds } from "../question/answer-kind.ts";
import { CONCEPT_COUNT, conceptsOf } from "../text/thesaurus.ts";
import { wordsOf } from "../text/tokenise.ts";
import { MAX_PAIR_WORDS, sentencesOf } from "../text/units.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** 32-bit words that hold one bit per concept. */
export const CONCEPT_WORDS = Math.ceil(CONCEPT_COUNT / 32);

/** What the ranking reads of a passage. Unit 0 is the title (may be empty), the others are its sentences. */
export interface PassageRecord {
  readonly isPublic: boolean;
  /** The title is itself a question, as in an FAQ. */
  readonly asksInTitle: boolean;
  /** Word numbers of all units, one after the other. */
  readonly words: Uint32Array;
  /** Where each unit ends in `words`. */
  readonly unitEnds: Uint32Array;
  /** `CONCEPT_WORDS` entries per unit, a bit per concept. */
  readonly concepts: Uint32Array;
  /** Where the nearest heading begins in `words`; it ends with unit 0. */
  readonly headingStart: number;
  /** What each unit could answer: bits of `ANSWER_KIND`. */
  readonly kinds: Uint8Array;
  /** 1 where sentence i and i + 1 are short enough to be read as one. */
  readonly pairs: Uint8Array;
}

/** A gram, stem or concept in the title counts this often in the passage's BM25. */
export const TITLE_WEIGHT = 3;

/** Title and sentences of a passage as words. */
export function unitTexts(passage: Pick<Passage, "headingPath" | "text">): string[] {
  return [titleOf(passage.headingPath), ...sentencesOf(passage.text).map((sentence) => sentence.text)];
}

/** The headings as one line, each once ("Billing" under "Billing" is said one time). */
export function titleOf(headingPath: readonly string[]): string {
  return [...new Set(headingPath)].join(" ");
}

export function recordOf(
  passage: Pick<Passage, "headingPath" | "text" | "visibility">,
  vocabulary: Vocabulary,
): PassageRecord {
  const texts = unitTexts(passage);
  const units = texts.map(wordsOf);
  const total = units.reduce((sum, words) => sum + words.length, 0);
  const words = new Uint32Array(total);
  const unitEnds = new Uint32Array(units.length);
  const concepts = new Uint32Array(units.length * CONCEPT_WORDS);
  let at = 0;
  for (const [unit, names] of units.entries()) {
    for (const name of names) {
      words[at] = vocabulary.add(name);
      at += 1;
    }
    unitEnds[unit] = at;
    markConcepts(concepts, unit, vocabulary, words.subarray(at - names.length, at));
  }
  return {
    isPublic: passage.visibility === "public",
    asksInTitle: looksLikeQuestion(passage.headingPath.at(-1) ?? ""),
    words,
    unitEnds,
    concepts,
    headingStart: Math.max(0, (unitEnds[0] ?? 0) - wordsOf(passage.headingPath.at(-1) ?? "").length),
    kinds: Uint8Array.from(texts, (text, unit): AnswerKinds => (unit === 0 ? 0 : heldKinds(text))),
    pairs: shortPairs(units),
  };
}

const ASKING =
  /^(?:how|what|when|where|which|who|whose|why|can|could|do|does|did|is|are|am|will|would|should|may|has|have)\b/i;
const MIN_QUESTION_WORDS = 4;

function looksLikeQuestion(title: string): boolean {
  const asks = title.includes("?") || ASKING.test(title.trim());
  return asks && wordsOf(title).length >= MIN_QUESTION_WORDS;
}

function markConcepts(
  concepts: Uint32Array,
  unit: number,
  vocabulary: Vocabulary,
  wordIds: Uint32Array,
): void {
  const stems = Array.from(wordIds, (wordId) => vocabulary.stemName(vocabulary.stemOf(wordId)));
  for (const concept of conceptsOf(stems)) {
    const at = unit * CONCEPT_WORDS + (concept >>> 5);
    concepts[at] = (concepts[at] ?? 0) | (1 << (concept & 31));
  }
}

function shortPairs(units: readonly (readonly string[])[]): Uint8Array {
  const pairs = new Uint8Array(units.length);
  for (let unit = 1; unit + 1 < units.length; unit += 1) {
    const size = (units[unit]?.length ?? 0) + (units[unit + 1]?.length ?? 0);
    pairs[unit] = size <= MAX_PAIR_WORDS ? 1 : 0;
  }
  return pairs;
}
