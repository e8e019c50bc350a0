import { readFile } from "node:fs/promises";
import { z } from "zod";
import { RapportError } from "../domain/errors.ts";
import {
  type AnswerabilityInput,
  ENTRY_FEATURES,
  entryFeatures,
  PASSAGE_FEATURES,
  passageFeatures,
} from "./answerability/features.ts";
import { type LogisticModel, logisticScore } from "./answerability/logistic.ts";
import { type Background, loadBackground } from "./lexical/background.ts";
import { LEXICAL_FEATURES } from "./lexical/features.ts";

/**
 * How a company's knowledge is cut. `entries`: most articles are one passage, as in an FAQ; `passages`: articles under
 * headings. What tells a good match differs so much that each kind has weights of its own.
 */
export type CollectionKind = "entries" | "passages";

export interface CollectionModels {
  /** By feature of `LEXICAL_FEATURES`, together 1. */
  readonly rankingWeights: readonly number[];
  readonly answerability: LogisticModel;
}

/** What `npm run train:knowledge` makes and the repository ships. */
export interface KnowledgeModels extends Readonly<Record<CollectionKind, CollectionModels>> {
  readonly background: Background;
}

/** From this many passages per article on, articles are held to be divided. */
const PASSAGES_PER_ARTICLE = 2;

export const collectionKind = (passages: number, articles: number): CollectionKind =>
  passages >= PASSAGES_PER_ARTICLE * articles ? "passages" : "entries";

/** 0..1 that the candidates hold an answer. */
export function readAnswerability(
  kind: CollectionKind,
  model: LogisticModel,
  input: AnswerabilityInput,
): number {
  return logisticScore(model, kind === "entries" ? entryFeatures(input) : passageFeatures(input));
}

const numbers = z.array(z.number());
const RANKING = z.object({ features: z.array(z.string()), entries: numbers, passages: numbers });
const LOGISTIC = z.object({
  features: z.array(z.string()),
  means: numbers,
  deviations: numbers,
  weights: numbers,
  bias: z.number(),
});
const ANSWERABILITY = z.object({ entries: LOGISTIC, passages: LOGISTIC });

const FOLDER = new URL("../../models/knowledge/", import.meta.url);

/** Throws `knowledge.model-missing` when a file is absent or was made for other features than this version has. */
export async function loadKnowledgeModels(folder: URL = FOLDER): Promise<KnowledgeModels> {
  const background = await loadBackground(new URL("background.json", folder));
  try {
    const ranking = RANKING.parse(await readJson(new URL("ranking.json", folder)));
    const answerability = ANSWERABILITY.parse(await readJson(new URL("answerability.json", folder)));
    requireFeatures(ranking.features, LEXICAL_FEATURES);
    requireFeatures(answerability.entries.features, ENTRY_FEATURES);
    requireFeatures(answerability.passages.features, PASSAGE_FEATURES);
    return {
      background,
      entries: { rankingWeights: ranking.entries, answerability: answerability.entries },
      passages: { rankingWeights: ranking.passages, answerability: answerability.passages },
    };
  } catch (cause) {
    throw new RapportError(
      "knowledge.model-missing",
      "The retrieval weights that ship with Rapport could not be read.",
      "Restore models/knowledge from the repository, or train them anew with npm run train:knowledge.",
      { cause },
    );
  }
}

async function readJson(file: URL): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8"));
}

function requireFeatures(found: readonly string[], expected: readonly string[]): void {
  if (found.join() !== expected.join()) throw new TypeError("weights of another version");
}
