import { OUTPUTS } from "../labels.ts";
import type { Lexicon } from "../lexicon.ts";
import { NET_ROWS, ROWS } from "../rows.ts";
import { hashOf, type Manifest, MODEL_NAME, MODEL_VERSION, packNet, type Weights } from "../weights.ts";
import { WIDTH } from "../word-net.ts";
import { type Example, TEMPLATE_CORPUS } from "./corpora.ts";
import { listTokens, type NetToken } from "./list-tokens.ts";
import { quantise } from "./quantise.ts";
import { type Listed, listFeatures, train } from "./train.ts";
import { type NetPlan, trainNet } from "./train-net.ts";

const CORPORA_COUNT = TEMPLATE_CORPUS + 1;
/** Chosen on a tenth of goemotions.train that was kept out of the training. */
const GRAM_PLAN = { epochs: 6, learningRate: 0.6, dropout: 0.5, seed: 7, corpora: CORPORA_COUNT };
const NET_PLAN: NetPlan = {
  epochs: 5,
  rowRate: 0.3,
  denseRate: 0.001,
  biasRate: 0.5,
  batch: 16,
  dropout: { words: 0.1, grams: 0.2, filters: 0.1 },
  seed: 7,
  corpora: CORPORA_COUNT,
};
/** How far the risk leans from the class shares of GoEmotions (0) to those of the support templates (1). */
const SUPPORT_LEANING = 0.1;

/** All there is to learn from, cut into features and tokens once. */
export interface Lessons {
  readonly examples: readonly Example[];
  readonly listed: Listed;
  readonly tokens: readonly (readonly NetToken[])[];
  readonly lexicon: Lexicon;
  readonly lexiconFile: Buffer;
}

export function prepare(examples: readonly Example[], lexicon: Lexicon, lexiconFile: Buffer): Lessons {
  return {
    examples,
    listed: listFeatures(examples, lexicon),
    tokens: listTokens(examples, lexicon),
    lexicon,
    lexiconFile,
  };
}

/** Learns both halves of the model; nothing in its manifest is calibrated. `report` hears the share done, 0..1. */
export function learn(
  { examples, listed, tokens, lexicon, lexiconFile }: Lessons,
  learnt: Int32Array,
  report: (share: number) => void,
): Weights {
  const grams = train(examples, listed, learnt, GRAM_PLAN, (share) => report(share / 2));
  const trainedNet = trainNet(examples, tokens, learnt, NET_PLAN, (share) => report((1 + share) / 2));
  const { table, scales } = quantise(grams.weights, OUTPUTS);
  const quantised = quantise(trainedNet.table, WIDTH);
  const net = { ...quantised, dense: trainedNet.dense };
  const biasesOf = (corpus: number): number[] =>
    Array.from({ length: OUTPUTS }, (_, output) => {
      const at = corpus * OUTPUTS + output;
      return ((grams.biases[at] ?? 0) + (trainedNet.biases[at] ?? 0)) / 2;
    });
  const biases = biasesOf(0);
  const manifest: Manifest = {
    model: MODEL_NAME,
    modelVersion: MODEL_VERSION,
    tableSha256: hashOf(new Uint8Array(table.buffer)),
    netSha256: hashOf(packNet(net)),
    lexiconSha256: hashOf(lexiconFile),
    rows: ROWS,
    netRows: NET_ROWS,
    outputs: OUTPUTS,
    scales,
    netScales: net.scales,
    factors: { grams: 0.5, net: 0.5 },
    riskFactors: { grams: 0.5, net: 0.5 },
    biases,
    scoreBoosts: biases.map(() => 0),
    confidence: { slope: 1, intercept: 0 },
    riskBoosts: biasesOf(TEMPLATE_CORPUS).map(
      (bias, output) => SUPPORT_LEANING * (bias - (biases[output] ?? 0)),
    ),
    moodBoosts: new Array<number>(10).fill(0),
    sentiment: { intercept: 0, weights: biases.map(() => 0) },
    risk: { slope: 1, intercept: 0 },
  };
  return { manifest, table, net, lexicon };
}
