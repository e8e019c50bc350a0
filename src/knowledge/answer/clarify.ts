import type { RetrievedPassage } from "../../domain/knowledge.ts";
import { isStopWord } from "../text/stop-words.ts";
import { wordsOf } from "../text/tokenise.ts";

/** Two passages this close are held to be equally likely. */
const EQUAL_SHARE = 0.97;
/** A longer question has said what it is about. */
const SHORT_CONTENT_WORDS = 3;
const MAX_CHOICES = 3;
const MAX_LABEL_CHARS = 75;

export interface ClarifyChoice {
  readonly label: string;
  readonly passageId: string;
}

/**
 * Headings to choose from when a short question fits passages of different articles equally well; else nothing.
 */
export function clarifyChoices(question: string, passages: readonly RetrievedPassage[]): ClarifyChoice[] {
  const content = wordsOf(question).filter((word) => !isStopWord(word));
  const [first] = passages;
  if (!first || content.length === 0 || content.length > SHORT_CONTENT_WORDS) return [];
  const choices: ClarifyChoice[] = [];
  const articles = new Set<string>();
  for (const retrieved of passages) {
    if (retrieved.similarity < first.similarity * EQUAL_SHARE || choices.length === MAX_CHOICES) break;
    if (articles.has(retrieved.passage.articleId)) continue;
    articles.add(retrieved.passage.articleId);
    choices.push({ label: labelOf(retrieved), passageId: retrieved.passage.id });
  }
  const labels = new Set(choices.map((choice) => choice.label));
  return choices.length >= 2 && labels.size === choices.length ? choices : [];
}

function labelOf({ passage, articleTitle }: RetrievedPassage): string {
  const heading = passage.headingPath.at(-1) ?? articleTitle;
  const label = heading === articleTitle ? heading : `${articleTitle}: ${heading}`;
  const characters = [...label];
  if (characters.length <= MAX_LABEL_CHARS) return label;
  return `${characters.slice(0, MAX_LABEL_CHARS - 1).join("")}…`;
}
