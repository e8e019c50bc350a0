import type { Passage } from "../../domain/knowledge.ts";
import type { PassageStore, StoredPassage } from "../../ports/passage-store.ts";
import { createKnowledgeIndex } from "../knowledge-index.ts";
import type { KnowledgeModels } from "../models.ts";
import { sentencesOf } from "../text/units.ts";
import type { CorpusRow } from "./read-rows.ts";

/** Documents up to this many characters are one passage; longer ones are cut between sentences. */
const LONG_DOCUMENT = 4000;
const PASSAGE_CHARS = 1800;
const TENANT = "evaluation";
/** At least this many documents are named per query, even where only a few share a word with it. */
const MIN_RANKED = 10;

export interface RankedDocuments {
  readonly ranked: readonly { readonly id: string; readonly score: number }[];
  readonly answerable: number;
}

export interface DocumentRanker {
  rank(query: string): Promise<RankedDocuments>;
  close(): Promise<void>;
}

/** Ranks whole documents by their best passage, through the very index the product runs. */
export async function createDocumentRanker(
  rows: readonly CorpusRow[],
  models?: KnowledgeModels,
): Promise<DocumentRanker> {
  const passages = rows.flatMap(passagesOf);
  const index = await createKnowledgeIndex({ store: storeOf(passages), folder: null, models });
  await index.refresh(TENANT);
  await index.settled(TENANT);
  const ids = [...new Set(rows.map((row) => row.id))].sort();
  return {
    async rank(query) {
      const found = await index.rank({ tenantId: TENANT, query, audience: "staff", limit: passages.length });
      const best = new Map<string, number>();
      for (const { articleId, similarity } of found.candidates) {
        if (!best.has(articleId)) best.set(articleId, similarity);
      }
      for (const id of ids) {
        if (best.size >= MIN_RANKED) break;
        if (!best.has(id)) best.set(id, 0);
      }
      const ranked = [...best].map(([id, score]) => ({ id, score: round(score) }));
      return { ranked, answerable: round(found.answerability) };
    },
    close: () => index.close(),
  };
}

/** Enough to order by and short enough to read. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

function passagesOf(row: CorpusRow, rowAt: number): StoredPassage[] {
  return piecesOf(row.text).map((text, ordinal) => {
    const passage: Passage = {
      /** The place of the row keeps two rows with one id apart. */
      id: [row.id, rowAt, ordinal].join("\u0000"),
      articleId: row.id,
      ordinal,
      headingPath: row.title === "" ? [] : [row.title],
      text,
      pageLabel: null,
      anchor: null,
      visibility: "public",
      fields: null,
      contentHash: "",
    };
    return { passage, articleTitle: row.title, url: null };
  });
}

function piecesOf(text: string): string[] {
  if (text.length <= LONG_DOCUMENT) return [text];
  const pieces: string[] = [];
  let startIndex = 0;
  let endIndex = 0;
  for (const sentence of sentencesOf(text)) {
    if (sentence.endIndex - startIndex > PASSAGE_CHARS && endIndex > startIndex) {
      pieces.push(text.slice(startIndex, endIndex));
      startIndex = sentence.startIndex;
    }
    endIndex = sentence.endIndex;
  }
  pieces.push(text.slice(startIndex));
  return pieces;
}

function storeOf(passages: readonly StoredPassage[]): PassageStore {
  const byId = new Map(passages.map((stored) => [stored.passage.id, stored]));
  return {
    listKeys: async () => [...byId.keys()].map((id) => ({ id, revision: "1" })),
    load: async (_tenantId, ids) => ids.flatMap((id) => byId.get(id) ?? []),
  };
}
