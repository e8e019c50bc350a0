import type { QuestionReading } from "../answerability/features.ts";
import { type EvaluatedCompany, isAnswerPlace } from "../evaluation/company.ts";
import type { CorpusRow, LabelRow, QueryRow } from "../evaluation/read-rows.ts";
import type { Background } from "../lexical/background.ts";
import { FEATURE_COUNT, PassageScorer } from "../lexical/features.ts";
import { LexicalIndex } from "../lexical/lexical-index.ts";
import { prepareQuery } from "../lexical/query.ts";

/** One question with the raw features of every document of its set. */
export interface TrainingQuery {
  /** `FEATURE_COUNT` per document. */
  readonly features: Float32Array;
  /** Documents that answer it, by position. */
  readonly relevant: readonly number[];
  readonly answerable: boolean;
  readonly question: QuestionReading;
}

export interface TrainingSet {
  readonly name: string;
  /** Article of each document; where documents are entries every one is its own. */
  readonly articles: readonly string[];
  readonly queries: readonly TrainingQuery[];
}

interface Document {
  readonly id: string;
  readonly articleId: string;
  readonly headingPath: readonly string[];
  readonly text: string;
}

interface Question {
  readonly text: string;
  readonly relevant: readonly number[];
  readonly answerable: boolean;
}

/** Query ids join questions to labels and are read for nothing else. At most `maxQueries`, evenly taken. */
export function collectEntries(
  name: string,
  rows: { corpus: readonly CorpusRow[]; queries: readonly QueryRow[]; labels: readonly LabelRow[] },
  options: { background: Background; maxQueries: number },
): Promise<TrainingSet> {
  const documents = rows.corpus.map(({ id, title, text }) => ({
    id,
    articleId: id,
    headingPath: title === "" ? [] : [title],
    text,
  }));
  const labelOf = new Map(rows.labels.map((label) => [label.id, label]));
  const placeOf = new Map(rows.corpus.map((row, at) => [row.id, at]));
  const step = Math.max(1, Math.floor(rows.queries.length / options.maxQueries));
  const questions = rows.queries.flatMap((row, at): Question[] => {
    const label = at % step === 0 ? labelOf.get(row.id) : undefined;
    if (!label) return [];
    const relevant = label.relevant.flatMap((id) => placeOf.get(id) ?? []);
    return [{ text: row.text, relevant, answerable: label.answerable }];
  });
  return collect(name, documents, questions, options.background);
}

/** A company's public passages and its questions of one split. */
export function collectCompany(
  { name, passages, questions }: EvaluatedCompany,
  options: { background: Background; split: "tune" | "held" },
): Promise<TrainingSet> {
  const open = passages.map(({ passage }) => passage).filter(({ visibility }) => visibility === "public");
  const asked = questions
    .filter((row) => row.split === options.split)
    .map((row): Question => {
      const relevant = open.flatMap((passage, at) => (isAnswerPlace(row, passage) ? [at] : []));
      return { text: row.question, relevant, answerable: row.kind === "answerable" };
    });
  return collect(name, open, asked, options.background);
}

async function collect(
  name: string,
  documents: readonly Document[],
  questions: readonly Question[],
  background: Background,
): Promise<TrainingSet> {
  const index = new LexicalIndex(background);
  for (const document of documents) index.add({ ...document, visibility: "public" });
  await index.seal();
  const queries = questions.map(({ text, relevant, answerable }): TrainingQuery => {
    const features = new Float32Array(documents.length * FEATURE_COUNT);
    const question = prepareQuery(text, index);
    const scorer = new PassageScorer(index, question);
    for (const [at, { id }] of documents.entries()) {
      scorer.score(index.slotOf(id) ?? -1, features, at * FEATURE_COUNT);
    }
    const { contentWeight, contentCount, unseenShare, kinds } = question;
    return {
      features,
      relevant,
      answerable,
      question: { contentWeight, contentCount, unseenShare, kinds },
    };
  });
  return { name, articles: documents.map(({ articleId }) => articleId), queries };
}
