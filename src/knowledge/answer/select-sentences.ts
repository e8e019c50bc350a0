import type { RetrievedPassage } from "../../domain/knowledge.ts";
import { askedKinds, heldKinds } from "../question/answer-kind.ts";
import { wordsOf } from "../text/tokenise.ts";
import { sentencesOf } from "../text/units.ts";
import { QuestionWords, readWords, type TextWords } from "./question-words.ts";
import { matchRow, parseTableRow, sayRow } from "./table-row.ts";

export interface ScoredSentence {
  readonly passageAt: number;
  readonly sentenceAt: number;
  /** What is quoted: the sentence word for word, or a table row with its own words. */
  readonly text: string;
  readonly isRow: boolean;
  readonly isListItem: boolean;
  /** It says where to look ("for prices, see Tariffs"): quoted only when nothing else answers. */
  readonly isPointer: boolean;
  /** Where it stands in the passage. */
  readonly startIndex: number;
  readonly endIndex: number;
  readonly score: number;
}

interface ReadSentence extends Omit<ScoredSentence, "score"> {
  readonly source: string;
  readonly words: TextWords;
  /** What its form is worth as an answer, around 1. */
  readonly worth: number;
}

/** Share of a word that stands in the heading only: headings say what "it" is. */
const HEADING_SHARE = 0.5;
/** How much the passage counts beside the sentence: nearly all of the time the first passage is the one. */
const PASSAGE_POWER = 3;
const FOCUS_SHARE = 0.2;
/** A question is no answer; what stands behind it may be. */
const QUESTION_WORTH = 0.3;
const AFTER_QUESTION_SHARE = 0.9;
const CROSS_REFERENCE_WORTH = 0.45;
const ABOUT_WORTH = 0.6;
const CODE_WORTH = 0.3;
const ROW_WORTH = { named: 0.8, touched: 0.75, untouched: 0.5 } as const;
/** A row is the better answer only to a question for a figure (a price, a span ...). */
const FIGURE_ROW_WORTH = { ...ROW_WORTH, named: 1.15 } as const;
/** A sentence that holds what was asked for (an amount, a span ...), and one that does not. */
const KIND_WORTH = { held: 1.3, missing: 0.8 } as const;
/** A sentence of fewer words (a bare heading, "Note:") answers nothing by itself. */
const MIN_WORDS = 3;

const CROSS_REFERENCE =
  /\bsee (?:also )?(?:the )?[\p{Lu}"“]|, see\b|\b(?:is|are) (?:listed|explained|described) in\b|\bfor regular volumes see\b/u;
const ABOUT = /^(?:this|the following) (?:page|article|section|guide|chapter)s?\b/i;
const LIST_ITEM = /^(?:[-*•]|\d{1,2}[.)])\s/;

/** Sentences of the passages by how well they answer, best first, equals in reading order. */
export function scoreSentences(question: string, passages: readonly RetrievedPassage[]): ScoredSentence[] {
  const read = passages.map((retrieved, at) => readPassage(question, retrieved, at));
  const asked = new QuestionWords(
    question,
    read.flat().map(({ words }) => words),
  );
  const kinds = askedKinds(question);
  const scored = passages.flatMap(({ passage, similarity }, passageAt) => {
    const heading = readWords(passage.headingPath.join(" "));
    let askedBefore = 0;
    return (read[passageAt] ?? []).flatMap((sentence): ScoredSentence[] => {
      const isQuestion = sentence.source.endsWith("?");
      const nearness =
        asked.coverage(sentence.words, heading, HEADING_SHARE) + FOCUS_SHARE * asked.focus(sentence.words);
      const own = isQuestion
        ? nearness * QUESTION_WORTH
        : Math.max(nearness, askedBefore * AFTER_QUESTION_SHARE);
      askedBefore = isQuestion ? nearness : 0;
      if (sentence.words.stems.size === 0 || wordsOf(sentence.source).length < MIN_WORDS) return [];
      const isHeld = (heldKinds(sentence.source) & kinds) !== 0;
      const kindWorth = kinds === 0 ? 1 : isHeld ? KIND_WORTH.held : KIND_WORTH.missing;
      const { source: _source, words: _words, worth, ...place } = sentence;
      return [{ ...place, score: own * worth * kindWorth * similarity ** PASSAGE_POWER }];
    });
  });
  return scored.sort((a, b) => b.score - a.score || a.passageAt - b.passageAt || a.sentenceAt - b.sentenceAt);
}

function readPassage(question: string, { passage }: RetrievedPassage, passageAt: number): ReadSentence[] {
  let isCode = false;
  const rowWorth = askedKinds(question) === 0 ? ROW_WORTH : FIGURE_ROW_WORTH;
  return sentencesOf(passage.text, Number.POSITIVE_INFINITY).map((sentence, sentenceAt) => {
    const isFence = sentence.text.startsWith("```");
    const row = isCode || isFence ? null : parseTableRow(sentence.text);
    const worth =
      isCode || isFence ? CODE_WORTH : row ? rowWorth[matchRow(row, question)] : proseWorth(sentence.text);
    if (isFence) isCode = !isCode;
    return {
      passageAt,
      sentenceAt,
      text: row ? sayRow(row, question) : sentence.text,
      source: sentence.text,
      isRow: row !== null,
      isListItem: LIST_ITEM.test(sentence.text),
      isPointer: CROSS_REFERENCE.test(sentence.text),
      startIndex: sentence.startIndex,
      endIndex: sentence.endIndex,
      words: readWords(sentence.text),
      worth,
    };
  });
}

function proseWorth(text: string): number {
  if (CROSS_REFERENCE.test(text)) return CROSS_REFERENCE_WORTH;
  return ABOUT.test(text) ? ABOUT_WORTH : 1;
}
