import type { AnswerDraft } from "../../domain/knowledge.ts";
import type { AnswerWriter } from "../../ports/answer-writer.ts";
import type { KnowledgeIndex } from "../../ports/knowledge-index.ts";
import { type EvaluatedCompany, isAnswerPlace, type QuestionRow } from "./company.ts";
import { auroc } from "./metrics.ts";

const PASSAGES = 8;
const MOST_SENTENCES = 3;

export interface JudgedAnswer {
  readonly row: QuestionRow;
  readonly draft: AnswerDraft;
  readonly answerability: number;
  /** Among the first three passages is one that answers. */
  readonly isFound: boolean;
  /** The first passage is one that answers. */
  readonly isFirst: boolean;
  /** The text quotes what was asked for. */
  readonly isRight: boolean;
}

export interface AnswerFigures {
  readonly answerable: number;
  readonly near: number;
  readonly far: number;
  /** Shares of the answerable questions, 0..1. */
  readonly firstRight: number;
  readonly answered: number;
  readonly askedBack: number;
  readonly answeredRight: number;
  /** Share of the answered ones whose text holds the expected words. */
  readonly rightOfAnswered: number;
  /** Shares of the unanswerable questions that were answered all the same. */
  readonly nearAnswered: number;
  readonly farAnswered: number;
  readonly auroc: number | null;
}

/** Asks a company's questions through index and writer as a customer in a public channel. */
export async function judgeAnswers(
  questions: EvaluatedCompany["questions"],
  tools: { readonly tenantId: string; readonly index: KnowledgeIndex; readonly writer: AnswerWriter },
): Promise<JudgedAnswer[]> {
  const judged: JudgedAnswer[] = [];
  for (const row of questions) judged.push(await judge(row, tools));
  return judged;
}

async function judge(
  row: QuestionRow,
  { tenantId, index, writer }: Parameters<typeof judgeAnswers>[1],
): Promise<JudgedAnswer> {
  const { question } = row;
  const retrieval = await index.retrieve({ tenantId, query: question, audience: "public", limit: PASSAGES });
  const draft = await writer.write({ question, retrieval, maxSentences: MOST_SENTENCES, context: [] });
  const answers = retrieval.passages.map(({ passage }) => isAnswerPlace(row, passage));
  return {
    row,
    draft,
    answerability: retrieval.answerability,
    isFound: answers.slice(0, 3).includes(true),
    isFirst: answers[0] === true,
    isRight: draft.kind === "cited" && holdsFragment(draft.text, row.fragments),
  };
}

export function holdsFragment(text: string, fragments: readonly string[]): boolean {
  const plain = plainText(text);
  return fragments.some((fragment) => plain.includes(plainText(fragment)));
}

const plainText = (text: string): string => text.toLowerCase().replace(/\s+/g, " ").replaceAll("’", "'");

export function answerFigures(judged: readonly JudgedAnswer[]): AnswerFigures {
  const of = (kind: QuestionRow["kind"]): JudgedAnswer[] => judged.filter(({ row }) => row.kind === kind);
  const [answerable, near, far] = [of("answerable"), of("near"), of("far")];
  const answered = answerable.filter(({ draft }) => draft.kind === "cited");
  return {
    answerable: answerable.length,
    near: near.length,
    far: far.length,
    firstRight: share(answerable, ({ isFirst }) => isFirst),
    answered: answered.length / Math.max(1, answerable.length),
    askedBack: share(answerable, ({ draft }) => draft.kind === "clarify"),
    answeredRight: share(answerable, ({ isRight }) => isRight),
    rightOfAnswered: share(answered, ({ isRight }) => isRight),
    nearAnswered: share(near, ({ draft }) => draft.kind === "cited"),
    farAnswered: share(far, ({ draft }) => draft.kind === "cited"),
    auroc: auroc(
      judged.map(({ answerability, row }) => ({
        score: answerability,
        isPositive: row.kind === "answerable",
      })),
    ),
  };
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(holds).length / items.length;
