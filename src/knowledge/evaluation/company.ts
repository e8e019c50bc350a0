import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { RapportError } from "../../domain/errors.ts";
import type { Passage } from "../../domain/knowledge.ts";
import type { PassageStore, StoredPassage } from "../../ports/passage-store.ts";
import { ingestFile } from "../ingestion/ingest-file.ts";
import { type RowFault, readRows } from "./read-rows.ts";

/** A question as a customer writes it, with the places that answer it and what the answer must quote. */
export const QUESTION_ROW = z.object({
  id: z.string(),
  /** `held` ones are looked at after the work is done, never while it goes on. */
  split: z.enum(["tune", "held"]),
  /** `near`: of this company's field, but not in its documents; `far`: of another world. */
  kind: z.enum(["answerable", "near", "far"]),
  question: z.string().min(1),
  /** `heading` is the nearest one above the passage, "" for what stands under the title alone. */
  answers: z.array(z.object({ article: z.string(), heading: z.string() })),
  /** One of them must be in the text of a right answer. */
  fragments: z.array(z.string()),
});
export type QuestionRow = z.infer<typeof QUESTION_ROW>;

/** A company's documents as passages, and what its customers ask. */
export interface EvaluatedCompany {
  readonly name: string;
  readonly passages: readonly StoredPassage[];
  readonly questions: readonly QuestionRow[];
}

const EVALS = fileURLToPath(new URL("../../../test/evals/", import.meta.url));
const DEMO = fileURLToPath(new URL("../../demo/company/", import.meta.url));

export interface CompanyPlace {
  readonly name: string;
  /** Folder of the documents. */
  readonly documents: string;
  /** File of the questions. */
  readonly questions: string;
}

/** The demonstration's company, and every folder under test/evals/companies. */
export async function companyPlaces(): Promise<CompanyPlace[]> {
  const folder = join(EVALS, "companies");
  const names = (await readdir(folder)).sort();
  return [
    { name: "parcelwise", documents: DEMO, questions: join(EVALS, "parcelwise-questions.jsonl") },
    ...names.map((name) => ({
      name,
      documents: join(folder, name),
      questions: join(folder, name, "questions.jsonl"),
    })),
  ];
}

const DOCUMENT = /\.(?:md|html|pdf)$/;

/** Takes in the documents of a folder as the product would. Throws `eval.unreadable`. */
export async function readCompany(
  name: string,
  places: Pick<CompanyPlace, "documents" | "questions">,
  onFault: (fault: RowFault) => void,
): Promise<EvaluatedCompany> {
  const files = (await readdir(places.documents)).filter((file) => DOCUMENT.test(file)).sort();
  const passages: StoredPassage[] = [];
  for (const file of files) passages.push(...(await readArticle(places.documents, file)));
  return { name, passages, questions: await readRows(places.questions, QUESTION_ROW, onFault) };
}

async function readArticle(folder: string, file: string): Promise<StoredPassage[]> {
  const bytes = new Uint8Array(await readFile(join(folder, file)));
  const outcome = await ingestFile({ name: file, bytes, url: null, visibility: "public" });
  if (outcome.kind !== "ingested") {
    throw new RapportError("eval.unreadable", `${file} was refused.`, "Check the document.");
  }
  return outcome.passages.map((passage, ordinal) => ({
    passage: { ...passage, id: `${file}#${ordinal}`, articleId: file } satisfies Passage,
    articleTitle: outcome.article.title,
    url: outcome.article.url,
  }));
}

/** Whether a passage stands where a question's answer is said to be. */
export function isAnswerPlace(
  { answers }: QuestionRow,
  passage: Pick<Passage, "articleId" | "headingPath">,
): boolean {
  const heading = passage.headingPath.length > 1 ? (passage.headingPath.at(-1) ?? "") : "";
  return answers.some((place) => place.article === passage.articleId && place.heading === heading);
}

export function storeOf(passages: readonly StoredPassage[]): PassageStore {
  const byId = new Map(passages.map((stored) => [stored.passage.id, stored]));
  return {
    listKeys: async () => [...byId.keys()].map((id) => ({ id, revision: "1" })),
    load: async (_tenantId, ids) => ids.flatMap((id) => byId.get(id) ?? []),
  };
}
