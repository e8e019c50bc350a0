import { OUTPUTS } from "../labels.ts";
import { parseLexicon } from "../lexicon.ts";
import { ROWS } from "../rows.ts";
import { hashOf, type Manifest, MODEL_NAME, MODEL_VERSION, type Weights } from "../weights.ts";
import { calibrate } from "./calibrate.ts";
import { readExamples, TEMPLATE_CORPUS } from "./corpora.ts";
import { quantise } from "./quantise.ts";
import { templateExamples } from "./templates.ts";
import { listFeatures, train } from "./train.ts";

/** Chosen on goemotions.dev and airline.dev. */
const PLAN = { epochs: 8, learningRate: 0.8, dropout: 0.6, seed: 7, corpora: TEMPLATE_CORPUS + 1 };
/** How far the risk leans from the class shares of GoEmotions (0) to those of the support templates (1). */
const SUPPORT_LEANING = 0.25;

/** Learns the model from the data folder. The same data give the same bytes. `report` hears a stage and its share done. */
export function buildModel(
  folder: string,
  lexiconFile: Buffer,
  report: (stage: string, share: number) => void,
): Weights {
  const lexicon = parseLexicon(lexiconFile.toString("utf8"));
  report("reading", 0);
  const examples = [...readExamples(folder), ...templateExamples(TEMPLATE_CORPUS)];
  report("features", 0);
  const listed = listFeatures(examples, lexicon);
  const trained = train(examples, listed, PLAN, (share) => report("training", share));
  const { table, scales } = quantise(trained.weights);
  const biasesOf = (corpus: number): number[] => [
    ...trained.biases.subarray(corpus * OUTPUTS, (corpus + 1) * OUTPUTS),
  ];
  const biases = biasesOf(0);
  const manifest: Manifest = {
    model: MODEL_NAME,
    modelVersion: MODEL_VERSION,
    tableSha256: hashOf(new Uint8Array(table.buffer)),
    lexiconSha256: hashOf(lexiconFile),
    rows: ROWS,
    outputs: OUTPUTS,
    scales,
    biases,
    scoreBoosts: biases.map(() => 0),
    scoreSharpness: 1,
    riskBoosts: biasesOf(TEMPLATE_CORPUS).map(
      (bias, output) => SUPPORT_LEANING * (bias - (biases[output] ?? 0)),
    ),
    moodBoosts: new Array<number>(10).fill(0),
    sentiment: { intercept: 0, weights: biases.map(() => 0) },
    risk: { slope: 1, intercept: 0 },
  };
  report("calibrating", 0);
  const calibrated = calibrate(folder, { manifest, table, lexicon });
  return { manifest: calibrated, table, lexicon };
}
