import { once } from "node:events";
import { isRapportError } from "../domain/errors.ts";
import { createDocumentRanker } from "../knowledge/evaluation/document-ranker.ts";
import { type JudgedQuery, retrievalMetrics } from "../knowledge/evaluation/metrics.ts";
import {
  CORPUS_ROW,
  LABEL_ROW,
  QUERY_ROW,
  type QueryRow,
  type RowFault,
  readRows,
} from "../knowledge/evaluation/read-rows.ts";

const USAGE =
  "usage: npm run --silent eval:knowledge -- CORPUS QUERIES [LABELS]\nJSON Lines, gzipped or not; one JSON line per query on stdout, figures on stderr.\n";
const PROGRESS_EVERY_MS = 100;

const say = (text: string): void => void process.stderr.write(text);

async function print(line: string): Promise<void> {
  if (!process.stdout.write(line)) await once(process.stdout, "drain");
}

async function run(corpusFile: string, queriesFile: string, labelsFile: string | undefined): Promise<void> {
  const onFault = ({ file, line, why }: RowFault): void => {
    say(`${file}:${line}: left out: ${why}\n`);
    process.exitCode = 1;
  };
  const corpus = await readRows(corpusFile, CORPUS_ROW, onFault);
  const queries = await readRows(queriesFile, QUERY_ROW, onFault);
  const labels = labelsFile === undefined ? [] : await readRows(labelsFile, LABEL_ROW, onFault);
  const labelOf = new Map(labels.map((label) => [label.id, label]));
  const ranker = await createDocumentRanker(corpus);
  const judged: JudgedQuery[] = [];
  const progress = createProgress(queries.length);
  for (const query of queries) {
    const found = await ranker.rank(query.text);
    await print(`${JSON.stringify({ id: query.id, ...found })}\n`);
    const label = labelOf.get(query.id);
    if (label) {
      judged.push({ ...label, ranked: found.ranked.map(({ id }) => id), answerability: found.answerable });
    }
    progress.step();
  }
  progress.end();
  await ranker.close();
  if (labelsFile !== undefined) reportFigures(judged, queries);
}

function reportFigures(judged: readonly JudgedQuery[], queries: readonly QueryRow[]): void {
  const figures = retrievalMetrics(judged);
  const share = (value: number | null): string => (value === null ? "-" : value.toFixed(4));
  say(
    [
      `queries ${queries.length}, with labels ${judged.length}, with a relevant document ${figures.withRelevant}`,
      `nDCG@10 ${share(figures.ndcgAt10)}  R@1 ${share(figures.recallAt1)}  R@10 ${share(figures.recallAt10)}  MRR@10 ${share(figures.mrrAt10)}`,
      `AUROC ${share(figures.auroc)}  macro-F1 at 0.5 ${share(figures.macroF1)}\n`,
    ].join("\n"),
  );
}

/** A bar on a terminal's stderr, and nothing anywhere else. */
function createProgress(total: number): { step(): void; end(): void } {
  if (!process.stderr.isTTY || total === 0) return { step() {}, end() {} };
  let done = 0;
  let drawnAt = 0;
  return {
    step() {
      done += 1;
      if (performance.now() - drawnAt < PROGRESS_EVERY_MS) return;
      drawnAt = performance.now();
      const filled = Math.round((30 * done) / total);
      say(`\r${"#".repeat(filled)}${".".repeat(30 - filled)} ${done}/${total}`);
    },
    end: () => say("\r\u001b[K"),
  };
}

/** Whoever reads the lines may stop early (`| head`): that is no fault of ours. */
process.stdout.once("error", () => process.exit(0));

const [corpusFile, queriesFile, labelsFile, ...rest] = process.argv.slice(2);
if (corpusFile === undefined || queriesFile === undefined || rest.length > 0) {
  say(USAGE);
  process.exitCode = 2;
} else {
  try {
    await run(corpusFile, queriesFile, labelsFile);
  } catch (error) {
    say(
      isRapportError(error)
        ? `${error.message} ${error.cure}\n`
        : `eval:knowledge failed: ${String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
