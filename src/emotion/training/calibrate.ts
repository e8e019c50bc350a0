import { EMOTIONS, MOODS, topEmotion } from "../../domain/emotion.ts";
import { chosenScores, groupScores, logit, logitsOf, negativeLogit, probabilities } from "../interpret.ts";
import { EMOTION_INDEX, OUTPUTS } from "../labels.ts";
import { moodOf } from "../mood.ts";
import { MessageReader, type Reading } from "../reader.ts";
import type { Manifest, Weights } from "../weights.ts";
import { type CorpusRow, readCorpus, readHeldOut } from "./corpora.ts";
import { descend, fitLogistic } from "./fit.ts";
import { accuracy, macroF1 } from "./measures.ts";
import { fitRidge } from "./ridge.ts";

/** Shares of routine requests (held out of the training) that may reach risk 0.5. */
const FLAGGED_ROUTINE: ReadonlyMap<string, number> = new Map([
  ["banking77.train", 0.1],
  ["bitext.train", 0.06],
]);
/** What multipliers for the rare classes may cost in accuracy. */
const ACCURACY_PRICE = 0.002;
/** How much of the class shares of GoEmotions the risk keeps; complaints are rarer there than at a support desk. */
const RISK_BIAS_SHARE = 0.67;
const RIDGE_PENALTY = 3;
/** Spread (standard deviation) that the sentiment is stretched to, so that it fills -1..1. */
const SENTIMENT_SPREAD = 0.35;
const FACTOR_STEPS = [0.16, 0.16, 0.08, 0.08, 0.08, 0.04, 0.04, 0.02, 0.02, 0.01];
const BOOST_STEPS = [0.4, 0.4, 0.4, 0.2, 0.2, 0.1];

interface Read {
  readonly row: CorpusRow;
  readonly reading: Reading;
}

function readWith(weights: Weights, rows: readonly CorpusRow[]): Read[] {
  const reader = new MessageReader(weights);
  return rows.map((row) => ({ row, reading: reader.read(row.text) }));
}

/** Fits what is not learnt, on rows that were kept out of the training. */
export function calibrate(folder: string, raw: Weights, keptOut: readonly CorpusRow[]): Manifest {
  const reads = readWith(raw, keptOut);
  const [grams = 0, net = 0, bias = 0] = bestFactors(reads, raw.manifest);
  const biases = times(raw.manifest.biases, bias);
  const half = (grams + net) / 2;
  const scaled: Manifest = {
    ...raw.manifest,
    factors: { grams, net },
    riskFactors: { grams: half, net: half },
    biases,
    riskBoosts: raw.manifest.riskBoosts.map(
      (boost, output) => boost + (RISK_BIAS_SHARE - 1) * (biases[output] ?? 0),
    ),
  };
  const boosted = { ...scaled, scoreBoosts: bestScoreBoosts(reads, scaled) };
  return {
    ...boosted,
    confidence: fitConfidence(reads, boosted),
    moodBoosts: bestMoodBoosts(reads, scaled),
    sentiment: fitSentiment(readWith(raw, readCorpus(folder, "emobank.train")), scaled),
    risk: fitRisk(reads, scaled, routineThreshold(folder, raw, scaled)),
  };
}

const times = (values: readonly number[], factor: number): number[] => values.map((value) => value * factor);

/** Training drops features, reading does not: n-grams, word net and biases each want a factor of their own. */
function bestFactors(reads: readonly Read[], manifest: Manifest): number[] {
  const rows = reads.flatMap(({ row, reading }) => (row.label ? [{ label: row.label, reading }] : []));
  const { factors } = manifest;
  return descend([factors.grams, factors.net, 1], FACTOR_STEPS, ([grams = 0, net = 0, bias = 0]) => {
    const biases = times(manifest.biases, bias);
    let loss = 0;
    for (const { label, reading } of rows) {
      const logits = logitsOf(reading, { grams, net });
      loss -= Math.log(groupScores(probabilities(logits, biases))[label] + 1e-12);
    }
    return loss;
  });
}

/** Multipliers that favour the rare emotions, at a bounded price. */
function bestScoreBoosts(reads: readonly Read[], manifest: Manifest): number[] {
  const rows = reads.flatMap(({ row, reading }) =>
    row.label ? [{ truth: row.label, scores: chosenScores(reading, manifest) }] : [],
  );
  const guessed = (boosts: readonly number[]) =>
    rows.map(({ truth, scores }) => {
      const values = EMOTIONS.map(
        (emotion, index) => Math.log(scores[emotion] + 1e-12) + (boosts[index] ?? 0),
      );
      return { truth, guess: EMOTIONS[values.indexOf(Math.max(...values))] ?? "neutral" };
    });
  const least = accuracy(guessed([])) - ACCURACY_PRICE;
  const boosts = descend(zeros(EMOTIONS.length), BOOST_STEPS, (values) => {
    const guesses = guessed(values);
    return 4 * Math.max(0, least - accuracy(guesses)) - macroF1(guesses);
  });
  return EMOTION_INDEX.map((emotion) => boosts[emotion] ?? 0);
}

const zeros = (size: number): number[] => new Array<number>(size).fill(0);

/** How often the label chosen is right, by how high its score is. */
function fitConfidence(reads: readonly Read[], manifest: Manifest): Manifest["confidence"] {
  const rows = reads.flatMap(({ row, reading }) => {
    if (!row.label) return [];
    const scores = chosenScores(reading, manifest);
    const top = topEmotion(scores);
    return [{ confidence: logit(scores[top]), isRight: top === row.label }];
  });
  return fitLogistic(
    rows.map(({ confidence }) => confidence),
    rows.map(({ isRight }) => isRight),
  );
}

function bestMoodBoosts(reads: readonly Read[], manifest: Manifest): number[] {
  const rows = reads.flatMap(({ row, reading }) =>
    row.mood
      ? [
          {
            truth: row.mood,
            reading,
            fine: probabilities(logitsOf(reading, manifest.factors), manifest.biases),
          },
        ]
      : [],
  );
  return descend(
    zeros(MOODS.length),
    BOOST_STEPS,
    (boosts) =>
      -macroF1(
        rows.map(({ truth, reading, fine }) => ({
          truth,
          guess: MOODS[moodOf(fine, reading.cues, boosts)] ?? "neutral",
        })),
      ),
  );
}

/** EmoBank's valence from the probabilities, centred on a neutral text and stretched. */
function fitSentiment(reads: readonly Read[], manifest: Manifest): Manifest["sentiment"] {
  const inputs = reads.map(({ reading }) => [
    ...probabilities(logitsOf(reading, manifest.factors), manifest.biases),
  ]);
  const fitted = fitRidge(
    inputs,
    reads.map(({ row }) => row.valence ?? 0),
    RIDGE_PENALTY,
  );
  const neutral = fitted.weights[OUTPUTS - 1] ?? 0;
  const values = inputs.map((input) =>
    input.reduce((sum, share, output) => sum + share * (fitted.weights[output] ?? 0), 0),
  );
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const stretch = SENTIMENT_SPREAD / spread;
  return { intercept: -neutral * stretch, weights: times(fitted.weights, stretch) };
}

/** Slope: how often a text is unhappy, by its negative share. Intercept: the bound on routine requests at 0.5. */
function fitRisk(reads: readonly Read[], manifest: Manifest, threshold: number): Manifest["risk"] {
  const rows = reads.filter(({ row }) => row.risk !== undefined);
  const { slope } = fitLogistic(
    rows.map(({ reading }) => negativeLogit(reading, manifest)),
    rows.map(({ row }) => row.risk === 1),
  );
  return { slope, intercept: -slope * threshold };
}

function routineThreshold(folder: string, weights: Weights, manifest: Manifest): number {
  return Math.max(
    ...[...FLAGGED_ROUTINE].map(([name, share]) => {
      const values = readWith(weights, readHeldOut(folder, name)).map(({ reading }) =>
        negativeLogit(reading, manifest),
      );
      values.sort((a, b) => b - a);
      return values[Math.floor(values.length * share)] ?? 0;
    }),
  );
}
