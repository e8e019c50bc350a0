import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { ENTRY_FEATURES, PASSAGE_FEATURES } from "../knowledge/answerability/features.ts";
import { logisticScore } from "../knowledge/answerability/logistic.ts";
import { companyPlaces, readCompany } from "../knowledge/evaluation/company.ts";
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
import type { CollectionKind, CollectionModels } from "../knowledge/models.ts";
import { collectCompany, collectEntries, type TrainingSet } from "../knowledge/training/collect-features.ts";
import { countBackground } from "../knowledge/training/count-background.ts";
import {
  ENTRY_ANSWERABILITY,
  fitAnswerability,
  PASSAGE_ANSWERABILITY,
  readQueries,
} from "../knowledge/training/fit-answerability.ts";
import { ENTRY_RANKING, fitRanking, PASSAGE_RANKING } from "../knowledge/training/fit-ranking.ts";

const USAGE = `usage: tsx src/cli/train-knowledge.ts FOLDER...            weights from sets of corpus, queries, labels (.jsonl.gz)
       tsx src/cli/train-knowledge.ts --passages            weights from the companies of test/evals
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
  return collectEntries(basename(folder), rows, { background, maxQueries: MAX_QUERIES });
}

const FITS = {
  entries: { ranking: ENTRY_RANKING, answerability: ENTRY_ANSWERABILITY },
  passages: { ranking: PASSAGE_RANKING, answerability: PASSAGE_ANSWERABILITY },
};

function train(sets: readonly TrainingSet[], kind: CollectionKind): CollectionModels {
  const rankingWeights = fitRanking(sets, FITS[kind].ranking);
  const read = sets.map((set) => readQueries(set, rankingWeights, kind));
  return { rankingWeights, answerability: fitAnswerability(read, FITS[kind].answerability) };
}

/** Figures on a set by weights that never saw it. */
function judgeLeftOut(
  left: TrainingSet,
  others: readonly TrainingSet[],
  kind: CollectionKind,
): JudgedQuery[] {
  const { rankingWeights, answerability } = train(others, kind);
  return readQueries(left, rankingWeights, kind).map(
    (query, at): JudgedQuery => ({
      ranked: query.order.slice(0, 10).map(String),
      relevant: (left.queries[at]?.relevant ?? []).map(String),
      answerable: query.answerable,
      answerability: logisticScore(answerability, query.values),
    }),
  );
}

/** Share of the questions of one class that would be answered. */
function answeredShare(judged: readonly JudgedQuery[], answerable: boolean): number {
  const wanted = judged.filter((query) => query.answerable === answerable);
  return wanted.filter(({ answerability }) => answerability >= 0.5).length / Math.max(1, wanted.length);
}

const FIGURES = "nDCG@10, R@1, AUROC, macro-F1, answered, answered wrongly";

async function trainWeights(sets: readonly TrainingSet[], kind: CollectionKind): Promise<void> {
  const figures = sets.map((set) => {
    const others = sets.filter((other) => other !== set);
    const judged = judgeLeftOut(set, others, kind);
    const result = retrievalMetrics(judged);
    const shares = [answeredShare(judged, true), answeredShare(judged, false)];
    const numbers = [result.ndcgAt10, result.recallAt1, result.auroc ?? 0, result.macroF1, ...shares];
    say(`${set.name} left out: ${FIGURES}: ${numbers.map((n) => n.toFixed(3)).join(" ")}\n`);
    return numbers;
  });
  const macro = [0, 1, 2, 3, 4, 5].map(
    (at) => figures.reduce((sum, row) => sum + (row[at] ?? 0), 0) / figures.length,
  );
  say(`macro: ${macro.map((n) => n.toFixed(4)).join(" ")}\n`);
  const { rankingWeights, answerability } = train(sets, kind);
  const features = kind === "entries" ? ENTRY_FEATURES : PASSAGE_FEATURES;
  await updateModel("ranking.json", { features: LEXICAL_FEATURES, [kind]: rankingWeights });
  await updateModel("answerability.json", { [kind]: { features, ...answerability } });
}

async function trainEntries(folders: readonly string[]): Promise<void> {
  const background = await loadBackground();
  const sets: TrainingSet[] = [];
  for (const folder of folders) sets.push(await readSet(folder, background));
  await trainWeights(sets, "entries");
}

/** On the tuning half of the questions of test/evals; the other half is for looking at the result. */
async function trainPassages(): Promise<void> {
  const background = await loadBackground();
  const sets: TrainingSet[] = [];
  for (const place of await companyPlaces()) {
    const company = await readCompany(place.name, place, onFault);
    const set = await collectCompany(company, { background, split: "tune" });
    if (set.queries.length > 0) sets.push(set);
  }
  await trainWeights(sets, "passages");
}

/** What the file holds of the other kind of collection stays. */
async function updateModel(name: string, part: object): Promise<void> {
  const known = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(await readFile(new URL(name, MODELS), "utf8")));
  await writeModel(name, { ...known, ...part });
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
else if (args[0] === "--passages" && args.length === 1) await trainPassages();
else if (args.length >= 2 && !args[0]?.startsWith("-")) await trainEntries(args);
else {
  say(USAGE);
  process.exitCode = 2;
}
