import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { RapportError } from "../domain/errors.ts";
import { OUTPUTS } from "./labels.ts";
import { type Lexicon, parseLexicon } from "./lexicon.ts";
import { ROWS } from "./rows.ts";

export const MODEL_NAME = "rapport-embedded";
/** Stored with every reading; raise it whenever the weights or the reading of a text change. */
export const MODEL_VERSION = "1";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const perOutput = z.array(z.number()).length(OUTPUTS);

/** `manifest.json`: everything beside the big table. */
export const manifestSchema = z.object({
  model: z.literal(MODEL_NAME),
  modelVersion: z.string(),
  /** Of the table before compression, so that a zlib of another version changes nothing. */
  tableSha256: sha256,
  lexiconSha256: sha256,
  rows: z.literal(ROWS),
  outputs: z.literal(OUTPUTS),
  /** What one step of a weight is worth, by output. */
  scales: perOutput.refine((scales) => scales.every((scale) => scale > 0)),
  /** Bias towards the class shares of GoEmotions: for the seven scores. */
  biases: perOutput,
  /** Added to the logits before the seven scores, chosen on development data. */
  scoreBoosts: perOutput,
  /** Power of the seven scores before they are made to sum to 1; moves no order, fitted for calibration. */
  scoreSharpness: z.number().positive(),
  /** Added to the logits for the risk: what support talk holds more of. */
  riskBoosts: perOutput,
  /** Added to the log share of each mood, in the order of `MOODS`. */
  moodBoosts: z.array(z.number()).length(10),
  /** Sentiment: weighted sum of the probabilities. */
  sentiment: z.object({ intercept: z.number(), weights: perOutput }),
  /** risk = sigmoid(slope * logit of the negative share + intercept). */
  risk: z.object({ slope: z.number().positive(), intercept: z.number() }),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface Weights {
  readonly manifest: Manifest;
  /** `ROWS` rows of `OUTPUTS` steps each. */
  readonly table: Int8Array;
  readonly lexicon: Lexicon;
}

const MODEL_FOLDER = new URL("../../models/emotion/", import.meta.url);
export const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const damaged = (what: string, cause?: unknown): RapportError =>
  new RapportError(
    "emotion.weights-damaged",
    `The embedded emotion model cannot be used: ${what}.`,
    "Restore models/emotion from the repository, or train it again with `npm run train:emotion -- --data DIR`.",
    { cause },
  );

async function readPart(folder: URL, name: string): Promise<Buffer> {
  try {
    return await readFile(new URL(name, folder));
  } catch (cause) {
    throw damaged(`${name} cannot be read`, cause);
  }
}

function parseManifest(bytes: Buffer): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (cause) {
    throw damaged("manifest.json is not what this version reads", cause);
  }
}

async function unpack(bytes: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: ROWS * OUTPUTS });
  } catch (cause) {
    throw damaged("weights.bin.gz cannot be unpacked", cause);
  }
}

/** Reads and checks the weights. Throws `RapportError` `emotion.weights-damaged`. `folder` ends with a slash. */
export async function loadWeights(folder: URL = MODEL_FOLDER): Promise<Weights> {
  const [manifestBytes, packed, lexicon] = await Promise.all([
    readPart(folder, "manifest.json"),
    readPart(folder, "weights.bin.gz"),
    readPart(folder, "lexicon.tsv"),
  ]);
  const manifest = parseManifest(manifestBytes);
  if (manifest.modelVersion !== MODEL_VERSION)
    throw damaged(`it is version ${manifest.modelVersion}, not ${MODEL_VERSION}`);
  const table = await unpack(packed);
  if (table.length !== ROWS * OUTPUTS) throw damaged(`weights.bin.gz holds ${table.length} weights`);
  if (hashOf(table) !== manifest.tableSha256) throw damaged("the checksum of weights.bin.gz is wrong");
  if (hashOf(lexicon) !== manifest.lexiconSha256) throw damaged("the checksum of lexicon.tsv is wrong");
  return {
    manifest,
    table: new Int8Array(table.buffer, table.byteOffset, table.length),
    lexicon: parseLexicon(lexicon.toString("utf8")),
  };
}
