import { parseArgs } from "node:util";
import { isRapportError } from "../domain/errors.ts";
import { createExtractiveWriter } from "../knowledge/answer/extractive-writer.ts";
import {
  type AnswerFigures,
  answerFigures,
  type JudgedAnswer,
  judgeAnswers,
} from "../knowledge/evaluation/answer-figures.ts";
import {
  companyPlaces,
  type EvaluatedCompany,
  readCompany,
  storeOf,
} from "../knowledge/evaluation/company.ts";
import type { RowFault } from "../knowledge/evaluation/read-rows.ts";
import { createKnowledgeIndex } from "../knowledge/knowledge-index.ts";

const USAGE = `usage: tsx src/cli/eval-answers.ts [--split tune|held] [--show wrong|all] [NAME...]
Asks the questions of test/evals of the companies named (or all) and prints how they were answered.\n`;
const TENANT = "evaluation";

const say = (text: string): void => void process.stdout.write(text);

function onFault({ file, line, why }: RowFault): void {
  process.stderr.write(`${file}:${line}: left out: ${why}\n`);
  process.exitCode = 1;
}

async function ask(company: EvaluatedCompany, split: string | undefined): Promise<JudgedAnswer[]> {
  const index = await createKnowledgeIndex({ store: storeOf(company.passages), folder: null });
  await index.refresh(TENANT);
  await index.settled(TENANT);
  const questions = company.questions.filter((row) => split === undefined || row.split === split);
  const judged = await judgeAnswers(questions, { tenantId: TENANT, index, writer: createExtractiveWriter() });
  await index.close();
  return judged;
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`.padStart(8);

function reportLine(name: string, figures: AnswerFigures): string {
  const shares = [
    figures.firstRight,
    figures.answered,
    figures.askedBack,
    figures.answeredRight,
    figures.rightOfAnswered,
    figures.nearAnswered,
    figures.farAnswered,
  ];
  const count = `${figures.answerable}/${figures.near}/${figures.far}`;
  return `${name.padEnd(18)} ${count.padEnd(11)} ${shares.map(percent).join(" ")}   ${figures.auroc?.toFixed(3) ?? "-"}\n`;
}

function showAnswer({ row, draft, answerability, isFirst, isRight }: JudgedAnswer): string {
  const text = draft.kind === "cited" ? draft.text.replaceAll("\n", " | ") : "";
  const marks = `${isFirst ? "first" : "-"} ${isRight ? "right" : "-"}`;
  return `${row.id} ${row.kind} ${answerability.toFixed(2)} ${draft.kind} ${marks}\n  ? ${row.question}\n  ! ${text}\n`;
}

async function run(names: readonly string[], options: { split?: string; show?: string }): Promise<void> {
  const all: JudgedAnswer[] = [];
  const wanted = (await companyPlaces()).filter(({ name }) => names.length === 0 || names.includes(name));
  say(`${" ".repeat(31)}   first  answered asked-back right  right/ans  near!    far!   AUROC\n`);
  for (const place of wanted) {
    const judged = await ask(await readCompany(place.name, place, onFault), options.split);
    const isWrong = (one: JudgedAnswer): boolean =>
      one.row.kind === "answerable" ? !one.isRight : one.draft.kind === "cited";
    if (options.show) {
      for (const one of judged.filter((it) => options.show === "all" || isWrong(it))) say(showAnswer(one));
    }
    say(reportLine(place.name, answerFigures(judged)));
    all.push(...judged);
  }
  if (wanted.length > 1) say(reportLine("all", answerFigures(all)));
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { split: { type: "string" }, show: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) say(USAGE);
  else await run(positionals, values);
} catch (error) {
  process.stderr.write(
    isRapportError(error) ? `${error.message} ${error.cure}\n` : `${String(error)}\n${USAGE}`,
  );
  process.exitCode = 1;
}
