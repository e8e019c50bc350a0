import { readFile } from "node:fs/promises";
import { z } from "zod";
import { RapportError } from "../domain/errors.ts";
import { ANSWERABILITY_FEATURES } from "./answerability/features.ts";
import type { LogisticModel } from "./answerability/logistic.ts";
import { type Background, loadBackground } from "./lexical/background.ts";
import { LEXICAL_FEATURES } from "./lexical/features.ts";

/** What `npm run train:knowledge` makes and the repository ships. */
export interface KnowledgeModels {
  readonly background: Background;
  /** By feature of `LEXICAL_FEATURES`, together 1. */
  readonly rankingWeights: readonly number[];
  readonly answerability: LogisticModel;
}

const numbers = z.array(z.number());
const RANKING = z.object({ features: z.array(z.string()), weights: numbers });
const ANSWERABILITY = z.object({
  features: z.array(z.string()),
  means: numbers,
  deviations: numbers,
  weights: numbers,
  bias: z.number(),
});

const FOLDER = new URL("../../models/knowledge/", import.meta.url);

/** Throws `knowledge.model-missing` when a file is absent or was made for other features than this version has. */
export async function loadKnowledgeModels(folder: URL = FOLDER): Promise<KnowledgeModels> {
  const background = await loadBackground(new URL("background.json", folder));
  try {
    const ranking = RANKING.parse(await readJson(new URL("ranking.json", folder)));
    const answerability = ANSWERABILITY.parse(await readJson(new URL("answerability.json", folder)));
    requireFeatures(ranking.features, LEXICAL_FEATURES);
    requireFeatures(answerability.features, ANSWERABILITY_FEATURES);
    return { background, rankingWeights: ranking.weights, answerability };
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
