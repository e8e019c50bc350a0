import type { RetrievedPassage } from "../domain/knowledge.ts";
import type { ModelSentence } from "./answer-json.ts";
import { isPlainSentence, linksOf, tidySentence, withoutLinks } from "./plain-sentence.ts";
import { hasNegation, numbersOf, overlapShare } from "./word-overlap.ts";

/** A sentence that the code found in its passage. */
export interface SupportedSentence {
  readonly text: string;
  readonly source: RetrievedPassage;
}

/** Share of a sentence's significant words that must stand in the excerpt or the headings above it. */
const MIN_OVERLAP = 0.6;
const MIN_EXCERPT_CHARS = 12;
const MAX_SENTENCE_CHARS = 400;
/** A sentence that leans on the one before cannot stand where that one was dropped. */
const LEANS_BACK =
  /^(?:it|this|that|these|those|they|them|then|but|however|otherwise|also|instead|so|such)\b/i;

const collapse = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();

/**
 * Keeps what the passages say: excerpt verbatim in the cited passage, words, numbers and negation taken from it,
 * no foreign link, no mention, no markup. The rest is dropped. At most `maxSentences`, in the model's order.
 */
export function supportedSentences(
  sentences: readonly ModelSentence[],
  passages: readonly RetrievedPassage[],
  maxSentences: number,
): SupportedSentence[] {
  const kept: SupportedSentence[] = [];
  let wasDropped = false;
  for (const sentence of sentences) {
    const source = passages[sentence.passage - 1];
    const text = collapse(tidySentence(sentence.text));
    const isRepeat = kept.some((other) => other.text === text);
    const isFine: boolean =
      !(wasDropped && LEANS_BACK.test(text)) && isSupported(text, sentence.excerpt, source);
    if (isFine && !isRepeat && source) kept.push({ text, source });
    wasDropped = !isFine;
    if (kept.length === maxSentences) break;
  }
  return kept;
}

function isSupported(text: string, rawExcerpt: string, source: RetrievedPassage | undefined): boolean {
  if (!source || text.length > MAX_SENTENCE_CHARS) return false;
  const excerpt = collapse(rawExcerpt);
  const passage = collapse(source.passage.text);
  if (excerpt.length < MIN_EXCERPT_CHARS || !passage.includes(excerpt)) return false;
  if (!isPlainSentence(text, allowedLinks(source))) return false;
  const words = withoutLinks(text);
  const known = `${excerpt} ${source.articleTitle} ${source.passage.headingPath.join(" ")}`;
  const numbers = new Set(numbersOf(known));
  if (numbersOf(words).some((number) => !numbers.has(number))) return false;
  return hasNegation(words) === hasNegation(excerpt) && overlapShare(words, known) >= MIN_OVERLAP;
}

function allowedLinks(source: RetrievedPassage): ReadonlySet<string> {
  return new Set(linksOf(`${source.passage.text} ${source.url ?? ""}`));
}
