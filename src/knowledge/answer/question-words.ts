import { wordGrams } from "../text/grams.ts";
import { stem } from "../text/stem.ts";
import { HOW_WORDS, isStopWord, LIGHT_WORD_WEIGHT, LIGHT_WORDS } from "../text/stop-words.ts";
import { namedConcepts } from "../text/thesaurus.ts";
import { wordsOf } from "../text/tokenise.ts";

export interface TextWords {
  readonly stems: ReadonlySet<string>;
  readonly concepts: ReadonlySet<number>;
  readonly words: readonly string[];
}

export function readWords(text: string): TextWords {
  const words = wordsOf(text);
  const stems = words.map(stem);
  return {
    stems: new Set(stems),
    concepts: new Set(namedConcepts(stems).map(({ concept }) => concept)),
    words: words.filter((word) => !isStopWord(word)),
  };
}

interface AskedWord {
  readonly stem: string;
  readonly grams: Uint32Array;
  readonly concepts: readonly number[];
  readonly weight: number;
}

/** Another word for the same thing; the same word misspelled. */
const CONCEPT_CREDIT = 0.6;
const TYPO_CREDIT = 0.8;
const TYPO_NEARNESS = 0.6;

/** The words of a question that carry meaning, rarer ones (among the sentences read) weighing more. */
export class QuestionWords {
  readonly #asked: readonly AskedWord[];
  readonly #total: number;

  constructor(question: string, sentences: readonly TextWords[]) {
    const words = wordsOf(question);
    const stems = words.map(stem);
    const named = namedConcepts(stems);
    const isAllStop = words.every((_, at) => isGrammar(words, at));
    const asked = new Map<string, AskedWord>();
    for (const [at, word] of words.entries()) {
      const name = stems[at] ?? word;
      if (asked.has(name) || (isGrammar(words, at) && !isAllStop)) continue;
      const count = sentences.filter(({ stems: held }) => held.has(name)).length;
      asked.set(name, {
        stem: name,
        grams: wordGrams(word),
        concepts: named.filter(({ start, end }) => start <= at && at < end).map(({ concept }) => concept),
        weight:
          (LIGHT_WORDS.has(word) ? LIGHT_WORD_WEIGHT : 1) *
          Math.log(1 + (sentences.length + 1) / (count + 0.5)),
      });
    }
    this.#asked = [...asked.values()];
    this.#total = this.#asked.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** How much of the question is met by the text, 0..1; what only the heading meets counts for `headingShare`. */
  coverage(text: TextWords, heading: TextWords, headingShare: number): number {
    if (this.#total === 0) return 0;
    let sum = 0;
    for (const word of this.#asked) {
      sum += word.weight * Math.max(credit(word, text), headingShare * credit(word, heading));
    }
    return sum / this.#total;
  }

  /** Share of the text's words that were asked for, 0..1. */
  focus({ words }: TextWords): number {
    if (words.length === 0) return 0;
    const stems = new Set(this.#asked.map((word) => word.stem));
    return words.filter((word) => stems.has(stem(word))).length / words.length;
  }
}

/** "How long", "how much": asks for a kind of answer and names nothing. */
const isGrammar = (words: readonly string[], at: number): boolean => {
  const word = words[at] ?? "";
  return isStopWord(word) || (words[at - 1] === "how" && HOW_WORDS.has(word));
};

function credit(asked: AskedWord, text: TextWords): number {
  if (text.stems.has(asked.stem)) return 1;
  if (text.words.some((word) => nearness(asked.grams, wordGrams(word)) >= TYPO_NEARNESS)) return TYPO_CREDIT;
  return asked.concepts.some((concept) => text.concepts.has(concept)) ? CONCEPT_CREDIT : 0;
}

/** Cosine of two words' grams; both lists ascend. */
function nearness(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left = 0, right = 0] = [a[i], b[j]];
    if (left === right) common += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return common / Math.sqrt(Math.max(1, a.length * b.length));
}
