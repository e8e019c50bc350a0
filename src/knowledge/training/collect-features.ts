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
}

export interface TrainingSet {
  readonly name: string;
  readonly documentCount: number;
  readonly queries: readonly TrainingQuery[];
}

/** Query ids join questions to labels and are read for nothing else. At most `maxQueries`, evenly taken. */
export async function collectFeatures(
  name: string,
  rows: { corpus: readonly CorpusRow[]; queries: readonly QueryRow[]; labels: readonly LabelRow[] },
  options: { background: Background; maxQueries: number },
): Promise<TrainingSet> {
  const index = new LexicalIndex(options.background);
  for (const { id, title, text } of rows.corpus) {
    index.add({ id, headingPath: title === "" ? [] : [title], text, visibility: "public" });
  }
  await index.seal();
  const labelOf = new Map(rows.labels.map((label) => [label.id, label]));
  const placeOf = new Map(rows.corpus.map((row, at) => [row.id, at]));
  const step = Math.max(1, Math.floor(rows.queries.length / options.maxQueries));
  const queries: TrainingQuery[] = [];
  for (let at = 0; at < rows.queries.length; at += step) {
    const row = rows.queries[at];
    const label = row && labelOf.get(row.id);
    if (!row || !label) continue;
    const features = new Float32Array(rows.corpus.length * FEATURE_COUNT);
    const scorer = new PassageScorer(index, prepareQuery(row.text, index));
    for (let place = 0; place < rows.corpus.length; place += 1) {
      scorer.score(index.slotOf(rows.corpus[place]?.id ?? "") ?? -1, features, place * FEATURE_COUNT);
    }
    const relevant = label.relevant.flatMap((id) => placeOf.get(id) ?? []);
    queries.push({ features, relevant, answerable: label.answerable });
  }
  return { name, documentCount: rows.corpus.length, queries };
}
