import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { RapportError } from "../../domain/errors.ts";
import { emotionMask, fineMask, NEGATIVE_MASK, ROUTINE_MASK } from "../labels.ts";

const rowSchema = z.object({
  text: z.string(),
  labels: z.array(z.enum(["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"])).optional(),
  label: z.enum(["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"]).nullish(),
  fine: z.array(z.string()).optional(),
  mood: z.string().optional(),
  polarity: z.number().optional(),
  risk: z.number().optional(),
  valence: z.number().optional(),
});
export type CorpusRow = z.infer<typeof rowSchema>;

/** One text to learn from: its emotion is one of the outputs in `mask`. */
export interface Example {
  readonly text: string;
  readonly mask: number;
  /** Every output of the mask holds (GoEmotions), not just one of them. */
  readonly isExact: boolean;
  readonly weight: number;
  /** Index of the corpus; each has its own bias, for its own class shares. */
  readonly corpus: number;
  /** Where it was read; null for a text of ours. */
  readonly row: CorpusRow | null;
}

/** Reads one `*.jsonl.gz` of the data folder. Throws `RapportError` `emotion.data-missing`. */
export function readCorpus(folder: string, name: string): CorpusRow[] {
  const path = `${folder}/${name}.jsonl.gz`;
  try {
    const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => rowSchema.parse(JSON.parse(line)));
  } catch (cause) {
    throw new RapportError(
      "emotion.data-missing",
      `The training data ${name}.jsonl.gz cannot be read.`,
      "Name the folder of the emotion data with --data DIR; models/README.md lists the files.",
      { cause },
    );
  }
}

const unionOf = (masks: readonly number[]): number => masks.reduce((union, mask) => union | mask, 0);
const POLARITY_MASKS = new Map([
  [-1, NEGATIVE_MASK],
  [0, ROUTINE_MASK],
  [1, emotionMask("joy")],
]);
/** EmoBank's valence (-1..1) beyond which a sentence counts as good or bad. */
const CLEAR_VALENCE = 0.2;

function emotionsMask(row: CorpusRow): number {
  return unionOf((row.labels ?? []).map(emotionMask));
}
function valenceMask(row: CorpusRow): number {
  const valence = row.valence ?? 0;
  if (valence >= CLEAR_VALENCE) return emotionMask("joy");
  return valence <= -CLEAR_VALENCE ? NEGATIVE_MASK : 0;
}

interface Corpus {
  readonly name: string;
  readonly weight: number;
  readonly isExact?: boolean;
  mask(row: CorpusRow): number;
}

/** What is learnt from, all under permissive licences. The first one's bias is the model's. */
export const CORPORA: readonly Corpus[] = [
  {
    name: "goemotions.train",
    weight: 1,
    isExact: true,
    mask: (row) => unionOf((row.fine ?? []).map(fineMask)),
  },
  { name: "xed.train", weight: 0.5, mask: emotionsMask },
  { name: "premo.train", weight: 1, mask: (row) => POLARITY_MASKS.get(row.polarity ?? 2) ?? 0 },
  { name: "banking77.train", weight: 0.15, mask: () => ROUTINE_MASK },
  { name: "bitext.train", weight: 0.15, mask: () => ROUTINE_MASK },
  { name: "emobank.train", weight: 0.3, mask: valenceMask },
];
export const TEMPLATE_CORPUS = CORPORA.length;

/** Routine requests have no development file: every tenth row is kept out of the training. */
const HELD_OUT_EVERY = 10;
const HELD_OUT_OF: ReadonlySet<string> = new Set(["banking77.train", "bitext.train"]);
const isHeldOut = (name: string, index: number): boolean =>
  HELD_OUT_OF.has(name) && index % HELD_OUT_EVERY === 0;

/** The routine requests that nothing was learnt from. */
export const readHeldOut = (folder: string, name: string): CorpusRow[] =>
  readCorpus(folder, name).filter((_, index) => isHeldOut(name, index));

/** Every labelled row of every corpus. */
export function readExamples(folder: string): Example[] {
  const examples: Example[] = [];
  for (const [index, corpus] of CORPORA.entries()) {
    for (const [at, row] of readCorpus(folder, corpus.name).entries()) {
      if (isHeldOut(corpus.name, at)) continue;
      const mask = corpus.mask(row);
      if (mask === 0) continue;
      examples.push({
        text: row.text,
        mask,
        isExact: corpus.isExact ?? false,
        weight: corpus.weight,
        corpus: index,
        row,
      });
    }
  }
  return examples;
}
