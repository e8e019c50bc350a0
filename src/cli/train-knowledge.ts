import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { ANSWERABILITY_FEATURES } from "../knowledge/answerability/features.ts";
import { logisticScore } from "../knowledge/answerability/logistic.ts";
import { type JudgedQuery, retrievalMetrics } from "../knowledge/evaluation/metrics.ts";
import {
  CORPUS_ROW,
  LABEL_ROW,
  QUERY_ROW,
  type RowFault,
  readRows,
} from "../knowledge/evaluation/read-rows.ts";
import { type Background, loadBackground } from "../knowledge/lexical/background.ts";
import { LEXICAL_FEATURES } from "../knowledge/lexical/features.ts";
import { collectFeatures, type TrainingSet } from "../knowledge/training/collect-features.ts";
import { countBackground } from "../knowledge/training/count-background.ts";
import { fitAnswerability, readQueries } from "../knowledge/training/fit-answerability.ts";
import { fitRanking } from "../knowledge/training/fit-ranking.ts";

const USAGE = `usage: tsx src/cli/train-knowledge.ts FOLDER...            weights from sets of corpus, queries, labels (.jsonl.gz)
       tsx src/cli/train-knowledge.ts --background FILE...  word counts from files with a "text" per line\n`;
const MODELS = new URL("../../models/knowledge/", import.meta.url);
const MAX_QUERIES = 1000;
/** Of one file of texts, so that no source drowns the others. */
const MAX_TEXTS = 60_000;

const say = (text: string): void => void process.stderr.write(text);
const onFault = ({ file, line, why }: RowFault): void => say(`${file}:${line}: left out: ${why}\n`);

async function trainBackground(files: readonly string[]): Promise<void> {
  const texts: string[] = [];
  for (const file of files) {
    const rows = await readRows(file, z.object({ text: z.string() }), onFault);
    texts.push(...rows.slice(0, MAX_TEXTS).map((row) => row.text));
  }
  const { texts: total, counts } = countBackground(texts);
  const json = JSON.stringify({ texts: total, stems: [...counts] }).replaceAll("],[", "],\n[");
  await writeFile(new URL("background.json", MODELS), `${json}\n`);
}

async function readSet(folder: string, background: Background): Promise<TrainingSet> {
  const file = (name: string): string => join(folder, `${name}.jsonl.gz`);
  const rows = {
    corpus: await readRows(file("corpus"), CORPUS_ROW, onFault),
    queries: await readRows(file("queries"), QUERY_ROW, onFault),
    labels: await readRows(file("labels"), LABEL_ROW, onFault),
  };
  return collectFeatures(basename(folder), rows, { background, maxQueries: MAX_QUERIES });
}

function train(sets: readonly TrainingSet[]) {
  const ranking = fitRanking(sets);
  return { ranking, answerability: fitAnswerability(sets.map((set) => readQueries(set, ranking))) };
}

/** Figures on a set by weights that never saw it. */
function validate(left: TrainingSet, others: readonly TrainingSet[]) {
  const { ranking, answerability } = train(others);
  const judged = readQueries(left, ranking).map(
    (query, at): JudgedQuery => ({
      ranked: query.order.slice(0, 10).map(String),
      relevant: (left.queries[at]?.relevant ?? []).map(String),
      answerable: query.answerable,
      answerability: logisticScore(answerability, query.values),
    }),
  );
  return retrievalMetrics(judged);
}

async function trainWeights(folders: readonly string[]): Promise<void> {
  const background = await loadBackground();
  const sets: TrainingSet[] = [];
  for (const folder of folders) sets.push(await readSet(folder, background));
  const figures = sets.map((set) => {
    const result = validate(
      set,
      sets.filter((other) => other !== set),
    );
    const numbers = [result.ndcgAt10, result.recallAt1, result.auroc ?? 0, result.macroF1];
    say(
      `${set.name} left out: nDCG@10, R@1, AUROC, macro-F1: ${numbers.map((n) => n.toFixed(3)).join(" ")}\n`,
    );
    return numbers;
  });
  const macro = [0, 1, 2, 3].map(
    (at) => figures.reduce((sum, row) => sum + (row[at] ?? 0), 0) / figures.length,
  );
  say(`macro: ${macro.map((n) => n.toFixed(4)).join(" ")}\n`);
  const { ranking, answerability } = train(sets);
  await writeModel("ranking.json", { features: LEXICAL_FEATURES, weights: ranking });
  await writeModel("answerability.json", { features: ANSWERABILITY_FEATURES, ...answerability });
}

async function writeModel(name: string, model: object): Promise<void> {
  const rounded = JSON.stringify(
    model,
    (_key, value: unknown) => (typeof value === "number" ? Math.round(value * 1e5) / 1e5 : value),
    2,
  );
  await writeFile(new URL(name, MODELS), `${rounded}\n`);
}

const args = process.argv.slice(2);
if (args[0] === "--background" && args.length > 1) await trainBackground(args.slice(1));
else if (args.length >= 2 && !args[0]?.startsWith("-")) await trainWeights(args);
else {
  say(USAGE);
  process.exitCode = 2;
}
