import type { RetrievedPassage } from "../../domain/knowledge.ts";
import { wordGrams } from "../text/grams.ts";
import { stem } from "../text/stem.ts";
import { isStopWord, STOP_WORD_WEIGHT } from "../text/stop-words.ts";
import { wordsOf } from "../text/tokenise.ts";
import { type Sentence, sentencesOf } from "../text/units.ts";

export interface ScoredSentence {
  readonly passageAt: number;
  readonly sentenceAt: number;
  readonly text: string;
  /** Where it stands in the passage. */
  readonly startIndex: number;
  readonly endIndex: number;
  /** Half word cosine, half character cosine with the question, weighed by the passage's similarity. */
  readonly score: number;
}

interface TextVector {
  readonly stems: ReadonlyMap<string, number>;
  readonly grams: ReadonlyMap<number, number>;
}

/** Weight of a heading's words in the sentences under it: they say what "it" is. */
const HEADING_SHARE = 0.25;
/** A question is no answer; what stands behind it may be. */
const QUESTION_SHARE = 0.3;
const AFTER_QUESTION_SHARE = 0.9;
/** A sentence of fewer words (a bare heading, "Note:") answers nothing by itself. */
const MIN_WORDS = 3;

/** Sentences of the passages by nearness to the question, nearest first, equals in reading order. */
export function scoreSentences(question: string, passages: readonly RetrievedPassage[]): ScoredSentence[] {
  const asked = vectorOf(question);
  const scored = passages.flatMap((retrieved, passageAt) => {
    const heading = similarity(asked, vectorOf(retrieved.passage.headingPath.join(" ")));
    let askedBefore = 0;
    return sentencesOf(retrieved.passage.text).flatMap((sentence, sentenceAt): ScoredSentence[] => {
      const own = similarity(asked, vectorOf(sentence.text)) + HEADING_SHARE * heading;
      const isQuestion = sentence.text.endsWith("?");
      const nearness = isQuestion ? own * QUESTION_SHARE : Math.max(own, askedBefore * AFTER_QUESTION_SHARE);
      askedBefore = isQuestion ? own : 0;
      if (!canAnswer(sentence)) return [];
      return [{ ...sentence, passageAt, sentenceAt, score: nearness * retrieved.similarity }];
    });
  });
  return scored.sort((a, b) => b.score - a.score || a.passageAt - b.passageAt || a.sentenceAt - b.sentenceAt);
}

const canAnswer = (sentence: Sentence): boolean => wordsOf(sentence.text).length >= MIN_WORDS;

function vectorOf(text: string): TextVector {
  const stems = new Map<string, number>();
  const grams = new Map<number, number>();
  for (const word of wordsOf(text)) {
    const weight = isStopWord(word) ? STOP_WORD_WEIGHT : 1;
    stems.set(stem(word), weight);
    for (const gram of wordGrams(word)) grams.set(gram, Math.max(weight, grams.get(gram) ?? 0));
  }
  return { stems, grams };
}

const similarity = (a: TextVector, b: TextVector): number =>
  0.5 * cosine(a.stems, b.stems) + 0.5 * cosine(a.grams, b.grams);

function cosine<K>(a: ReadonlyMap<K, number>, b: ReadonlyMap<K, number>): number {
  let product = 0;
  for (const [key, weight] of a) product += weight * (b.get(key) ?? 0);
  return product === 0 ? 0 : product / (lengthOf(a) * lengthOf(b));
}

function lengthOf<K>(vector: ReadonlyMap<K, number>): number {
  let squares = 0;
  for (const weight of vector.values()) squares += weight * weight;
  return Math.sqrt(squares);
}
