import { readFile } from "node:fs/promises";
import { z } from "zod";
import { RapportError } from "../../domain/errors.ts";

/** In how many texts of everyday English a stem was seen. */
export interface Background {
  readonly texts: number;
  readonly counts: ReadonlyMap<string, number>;
}

const SCHEMA = z.object({
  texts: z.number().int().positive(),
  stems: z.array(z.tuple([z.string(), z.number()])),
});

const FILE = new URL("../../../models/knowledge/background.json", import.meta.url);

/**
 * How common words are in English at large, from our own count: a small corpus alone cannot tell that "anybody" says little.
 * Throws `knowledge.model-missing` when the file that ships with Rapport is not there.
 */
export async function loadBackground(file: URL | string = FILE): Promise<Background> {
  try {
    const parsed = SCHEMA.parse(JSON.parse(await readFile(file, "utf8")));
    return { texts: parsed.texts, counts: new Map(parsed.stems) };
  } catch (cause) {
    throw new RapportError(
      "knowledge.model-missing",
      "The word counts that ship with Rapport could not be read.",
      "Restore models/knowledge/background.json from the repository.",
      { cause },
    );
  }
}

/** For tests and corpora in other languages: nothing is known beforehand. */
export const NO_BACKGROUND: Background = { texts: 0, counts: new Map() };
