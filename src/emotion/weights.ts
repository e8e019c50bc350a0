import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { RapportError } from "../domain/errors.ts";
import { OUTPUTS } from "./labels.ts";
import { type Lexicon, parseLexicon } from "./lexicon.ts";
import type { NetWeights } from "./net-reader.ts";
import { NET_ROWS, ROWS } from "./rows.ts";
import { DENSE_SIZE, WIDTH } from "./word-net.ts";

export const MODEL_NAME = "rapport-embedded";
/** Stored with every reading; raise it whenever the weights or the reading of a text change. */
export const MODEL_VERSION = "2";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const perOutput = z.array(z.number()).length(OUTPUTS);

const factorsSchema = z.object({ grams: z.number().positive(), net: z.number().positive() });

/** `manifest.json`: everything beside the big table. */
export const manifestSchema = z.object({
  model: z.literal(MODEL_NAME),
  modelVersion: z.string(),
  /** Of the table before compression, so that a zlib of another version changes nothing. */
  tableSha256: sha256,
  /** Of table and dense parameters of the word net, before compression. */
  netSha256: sha256,
  lexiconSha256: sha256,
  rows: z.literal(ROWS),
  netRows: z.literal(NET_ROWS),
  outputs: z.literal(OUTPUTS),
  /** What one step of a weight is worth, by output. */
  scales: perOutput.refine((scales) => scales.every((scale) => scale > 0)),
  /** What one step of a word net's row is worth, by column. */
  netScales: z.array(z.number().positive()).length(WIDTH),
  /** What the halves of the model count for. */
  factors: factorsSchema,
  /** The same for the risk: equal parts, because the n-grams tell a routine request from a complaint better. */
  riskFactors: factorsSchema,
  /** Bias towards the class shares of GoEmotions: for the seven scores. */
  biases: perOutput,
  /** Added to the logits before the seven scores: they choose the label. */
  scoreBoosts: perOutput,
  /** Highest score shown = sigmoid(slope * logit of the highest score + intercept): how often it is right. */
  confidence: z.object({ slope: z.number().positive(), intercept: z.number() }),
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
  readonly net: NetWeights;
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

async function unpack(packed: Buffer, name: string, size: number, checksum: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await promisify(gunzip)(packed, { maxOutputLength: size });
  } catch (cause) {
    throw damaged(`${name} cannot be unpacked`, cause);
  }
  if (bytes.length !== size) throw damaged(`${name} holds ${bytes.length} bytes`);
  if (hashOf(bytes) !== checksum) throw damaged(`the checksum of ${name} is wrong`);
  return bytes;
}

const NET_TABLE_SIZE = NET_ROWS * WIDTH;
export const NET_SIZE = NET_TABLE_SIZE + DENSE_SIZE * 4;

/** The net's table, then its dense parameters as 32-bit floats, little-endian. */
export function packNet({ table, dense }: Pick<NetWeights, "table" | "dense">): Buffer {
  const bytes = Buffer.alloc(NET_SIZE);
  bytes.set(new Uint8Array(table.buffer, table.byteOffset, table.length));
  for (let at = 0; at < DENSE_SIZE; at++) bytes.writeFloatLE(dense[at] ?? 0, NET_TABLE_SIZE + at * 4);
  return bytes;
}

function unpackNet(bytes: Buffer, scales: readonly number[]): NetWeights {
  const dense = Float32Array.from({ length: DENSE_SIZE }, (_, at) =>
    bytes.readFloatLE(NET_TABLE_SIZE + at * 4),
  );
  return { table: new Int8Array(bytes.buffer, bytes.byteOffset, NET_TABLE_SIZE), scales, dense };
}

/** Reads and checks the weights. Throws `RapportError` `emotion.weights-damaged`. `folder` ends with a slash. */
export async function loadWeights(folder: URL = MODEL_FOLDER): Promise<Weights> {
  const [manifestBytes, packed, packedNet, lexicon] = await Promise.all([
    readPart(folder, "manifest.json"),
    readPart(folder, "weights.bin.gz"),
    readPart(folder, "net.bin.gz"),
    readPart(folder, "lexicon.tsv"),
  ]);
  const manifest = parseManifest(manifestBytes);
  if (manifest.modelVersion !== MODEL_VERSION)
    throw damaged(`it is version ${manifest.modelVersion}, not ${MODEL_VERSION}`);
  const table = await unpack(packed, "weights.bin.gz", ROWS * OUTPUTS, manifest.tableSha256);
  const net = await unpack(packedNet, "net.bin.gz", NET_SIZE, manifest.netSha256);
  if (hashOf(lexicon) !== manifest.lexiconSha256) throw damaged("the checksum of lexicon.tsv is wrong");
  return {
    manifest,
    table: new Int8Array(table.buffer, table.byteOffset, table.length),
    net: unpackNet(net, manifest.netScales),
    lexicon: parseLexicon(lexicon.toString("utf8")),
  };
}
