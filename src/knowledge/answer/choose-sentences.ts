import { wordsOf } from "../text/tokenise.ts";
import type { ScoredSentence } from "./select-sentences.ts";

/** A further sentence is quoted only when it answers nearly as well as the best. */
const KEEP_SHARE = 0.45;
/** Of another passage only when it answers as well: two places tell one reader too much. */
const OTHER_PASSAGE_SHARE = 0.8;
/** What a reader takes in at a glance; only a single sentence may be longer. */
const MAX_CHARS = 350;

/** These lean on the sentence before. */
const LEANS_BACK =
  /^(?:it|its|they|them|their|this|these|those|he|she|after that|above that|below that|then|there|otherwise|if not|that is why|from that|the (?:second|other|same)|all (?:four|three|of them))\b/i;
const ASKS_HOW = /\bhow (?:do|does|can|could|to|should|must|would) ?(?:i|we|you|one|my|our)?\b|\bsteps?\b/i;

/** The best sentence and what belongs to it or comes near it, each said once, in the order of the source. */
export function chooseSentences(
  question: string,
  scored: readonly ScoredSentence[],
  count: number,
): ScoredSentence[] {
  const [best] = scored;
  if (!best) return [];
  const chosen = new Chosen(count);
  chosen.add(best);
  if (best.isListItem && ASKS_HOW.test(question)) for (const step of stepsOf(best, scored)) chosen.add(step);
  chosen.add(leanedOn(best, scored));
  for (const sentence of scored) {
    const isElsewhere = sentence.passageAt !== best.passageAt;
    if (sentence.score < best.score * (isElsewhere ? OTHER_PASSAGE_SHARE : KEEP_SHARE)) continue;
    chosen.add(sentence);
  }
  chosen.add(goingOn(best, scored));
  const rank = (sentence: ScoredSentence): number =>
    sentence.passageAt === best.passageAt ? -1 : sentence.passageAt;
  return chosen.sentences.sort((a, b) => rank(a) - rank(b) || a.sentenceAt - b.sentenceAt);
}

class Chosen {
  readonly sentences: ScoredSentence[] = [];
  readonly #count: number;
  readonly #said = new Set<string>();
  #chars = 0;

  constructor(count: number) {
    this.#count = count;
  }

  add(sentence: ScoredSentence | undefined): void {
    if (!sentence || this.sentences.length >= this.#count) return;
    if (sentence.isPointer && this.sentences.length > 0) return;
    const words = wordsOf(sentence.text).join(" ");
    const isTooMuch = this.sentences.length > 0 && this.#chars + sentence.text.length > MAX_CHARS;
    if (this.#said.has(words) || isTooMuch) return;
    this.#said.add(words);
    this.#chars += sentence.text.length;
    this.sentences.push(sentence);
  }
}

/** The list that the step is in, from its first step on. */
function stepsOf(best: ScoredSentence, scored: readonly ScoredSentence[]): ScoredSentence[] {
  return scored
    .filter(({ passageAt, isListItem }) => passageAt === best.passageAt && isListItem)
    .sort((a, b) => a.sentenceAt - b.sentenceAt);
}

/** "A needs none. Every B does.": the sentence behind says the other half. */
const GOES_ON =
  /^(?:every|any|all|in|on|for|if|but|only|not|nor|after|otherwise|until|above|below|it|this|they|then)\b/i;

function goingOn(best: ScoredSentence, scored: readonly ScoredSentence[]): ScoredSentence | undefined {
  if (best.isRow) return undefined;
  return scored.find(
    ({ passageAt, sentenceAt, text, isRow }) =>
      passageAt === best.passageAt && sentenceAt === best.sentenceAt + 1 && !isRow && GOES_ON.test(text),
  );
}

function leanedOn(best: ScoredSentence, scored: readonly ScoredSentence[]): ScoredSentence | undefined {
  if (best.isRow || !LEANS_BACK.test(best.text)) return undefined;
  return scored.find(
    ({ passageAt, sentenceAt }) => passageAt === best.passageAt && sentenceAt === best.sentenceAt - 1,
  );
}
