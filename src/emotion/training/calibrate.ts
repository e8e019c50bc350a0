import { EMOTIONS, MOODS, topEmotion } from "../../domain/emotion.ts";
import { groupScores, negativeLogit, probabilities, scoresOf } from "../interpret.ts";
import { EMOTION_INDEX, OUTPUTS } from "../labels.ts";
import { moodOf } from "../mood.ts";
import { MessageReader, type Reading } from "../reader.ts";
import type { Manifest, Weights } from "../weights.ts";
import { type CorpusRow, readCorpus, readHeldOut } from "./corpora.ts";
import { accuracy, calibrationError, macroF1 } from "./measures.ts";
import { fitRidge } from "./ridge.ts";

/** Shares of routine requests (held out of the training) that may reach risk 0.5. */
const FLAGGED_ROUTINE: ReadonlyMap<string, number> = new Map([
  ["banking77.train", 0.1],
  ["bitext.train", 0.06],
]);
/** What multipliers for the rare classes may cost in accuracy on goemotions.dev. */
const ACCURACY_PRICE = 0.002;
/** How much of the class shares of GoEmotions the risk keeps; complaints are rarer there than at a support desk. */
const RISK_BIAS_SHARE = 0.67;
const RIDGE_PENALTY = 3;
/** Spread (standard deviation) that the sentiment is stretched to, so that it fills -1..1. */
const SENTIMENT_SPREAD = 0.35;

interface Read {
  readonly row: CorpusRow;
  readonly reading: Reading;
}

/** Fits on development data what is not learnt. `raw` has the scales and biases as they were trained. */
export function calibrate(folder: string, raw: Weights): Manifest {
  const readWith = (manifest: Manifest, rows: readonly CorpusRow[]): Read[] => {
    const reader = new MessageReader({ ...raw, manifest });
    return rows.map((row) => ({ row, reading: reader.read(row.text) }));
  };
  const devRows = readCorpus(folder, "goemotions.dev");
  const cooled = cool(raw.manifest, bestFactors(readWith(raw.manifest, devRows), raw.manifest));
  const dev = readWith(cooled, devRows);
  const routine = [...FLAGGED_ROUTINE].map(([name, share]) => ({
    share,
    reads: readWith(cooled, readHeldOut(folder, name)),
  }));
  const boosted = { ...cooled, scoreBoosts: bestScoreBoosts(dev, cooled) };
  return {
    ...boosted,
    scoreSharpness: bestSharpness(dev, boosted),
    moodBoosts: bestMoodBoosts(dev, cooled),
    sentiment: fitSentiment(readWith(cooled, readCorpus(folder, "emobank.train")), cooled),
    risk: fitRisk(dev, routine, cooled),
  };
}

/** The power at which the highest score says best how often it is right. */
function bestSharpness(dev: readonly Read[], manifest: Manifest): number {
  const errorAt = (scoreSharpness: number): number =>
    calibrationError(
      dev.flatMap(({ row, reading }) => {
        if (!row.label) return [];
        const scores = scoresOf(reading, { ...manifest, scoreSharpness });
        const top = topEmotion(scores);
        return [{ confidence: scores[top], isRight: top === row.label }];
      }),
    );
  const powers = Array.from({ length: 31 }, (_, index) => 0.7 + index * 0.02);
  const errors = powers.map(errorAt);
  return powers[errors.indexOf(Math.min(...errors))] ?? 1;
}

const times = (values: readonly number[], factor: number): number[] => values.map((value) => value * factor);

/** Training drops features, reading does not: logits and biases each want a factor of their own. */
interface Factors {
  readonly logits: number;
  readonly biases: number;
}

function cool(manifest: Manifest, factors: Factors): Manifest {
  const biases = times(manifest.biases, factors.biases);
  return {
    ...manifest,
    scales: times(manifest.scales, factors.logits),
    biases,
    riskBoosts: manifest.riskBoosts.map(
      (boost, output) => boost * factors.logits + (RISK_BIAS_SHARE - 1) * (biases[output] ?? 0),
    ),
  };
}

/** The factors that make the single-emotion rows of the development data most likely. */
function bestFactors(dev: readonly Read[], manifest: Manifest): Factors {
  const rows = dev.flatMap(({ row, reading }) => (row.label ? [{ label: row.label, reading }] : []));
  const lossAt = (factors: Factors): number => {
    const biases = times(manifest.biases, factors.biases);
    let loss = 0;
    for (const { label, reading } of rows) {
      const logits = reading.logits.map((value) => value * factors.logits);
      loss -= Math.log(groupScores(probabilities(logits, biases))[label]);
    }
    return loss;
  };
  let best: Factors = { logits: 1, biases: 1 };
  let lowest = lossAt(best);
  for (const step of [0.16, 0.08, 0.04, 0.02]) {
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (const [logits, biases] of [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ] as const) {
        const tried = { logits: best.logits + logits, biases: best.biases + biases };
        const loss = lossAt(tried);
        if (loss >= lowest || tried.logits <= 0) continue;
        lowest = loss;
        best = tried;
        hasMoved = true;
      }
    }
  }
  return best;
}

/** Coordinate ascent over a few rounds: tries steps on each value and keeps what `goodness` likes better. */
function climb(size: number, goodness: (values: readonly number[]) => number): number[] {
  const values = new Array<number>(size).fill(0);
  let best = goodness(values);
  for (const step of [0.4, 0.4, 0.4, 0.2, 0.2, 0.1]) {
    for (let index = 0; index < size; index++) {
      for (const move of [step, -step]) {
        const tried = values.with(index, (values[index] ?? 0) + move);
        const reached = goodness(tried);
        if (reached <= best) continue;
        best = reached;
        values[index] = tried[index] ?? 0;
        break;
      }
    }
  }
  return values;
}

function bestScoreBoosts(dev: readonly Read[], manifest: Manifest): number[] {
  const rows = dev.flatMap(({ row, reading }) =>
    row.label
      ? [{ truth: row.label, scores: groupScores(probabilities(reading.logits, manifest.biases)) }]
      : [],
  );
  const guessed = (boosts: readonly number[]) =>
    rows.map(({ truth, scores }) => {
      const values = EMOTIONS.map(
        (emotion, index) => Math.log(scores[emotion] + 1e-12) + (boosts[index] ?? 0),
      );
      return { truth, guess: EMOTIONS[values.indexOf(Math.max(...values))] ?? "neutral" };
    });
  const least = accuracy(guessed([])) - ACCURACY_PRICE;
  const boosts = climb(EMOTIONS.length, (values) => {
    const guesses = guessed(values);
    return macroF1(guesses) - 4 * Math.max(0, least - accuracy(guesses));
  });
  return EMOTION_INDEX.map((emotion) => boosts[emotion] ?? 0);
}

function bestMoodBoosts(dev: readonly Read[], manifest: Manifest): number[] {
  const rows = dev.flatMap(({ row, reading }) =>
    row.mood ? [{ truth: row.mood, reading, fine: probabilities(reading.logits, manifest.biases) }] : [],
  );
  return climb(MOODS.length, (boosts) =>
    macroF1(
      rows.map(({ truth, reading, fine }) => ({
        truth,
        guess: MOODS[moodOf(fine, reading.cues, boosts)] ?? "neutral",
      })),
    ),
  );
}

/** EmoBank's valence from the probabilities, centred on a neutral text and stretched. */
function fitSentiment(reads: readonly Read[], manifest: Manifest): Manifest["sentiment"] {
  const inputs = reads.map(({ reading }) => [...probabilities(reading.logits, manifest.biases)]);
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

/** Slope: logistic regression on the development data. Intercept: the bound on routine requests at 0.5. */
function fitRisk(
  dev: readonly Read[],
  routine: readonly { readonly share: number; readonly reads: readonly Read[] }[],
  manifest: Manifest,
): Manifest["risk"] {
  const rows = dev.filter(({ row }) => row.risk !== undefined);
  const logits = rows.map(({ reading }) => negativeLogit(reading, manifest));
  const targets = rows.map(({ row }) => row.risk ?? 0);
  let slope = 1;
  let offset = 0;
  for (let round = 0; round < 400; round++) {
    let slopeMove = 0;
    let offsetMove = 0;
    for (const [index, logit] of logits.entries()) {
      const miss = 1 / (1 + Math.exp(-(slope * logit + offset))) - (targets[index] ?? 0);
      slopeMove += miss * logit;
      offsetMove += miss;
    }
    slope = Math.max(0.1, slope - (0.5 * slopeMove) / logits.length);
    offset -= (0.5 * offsetMove) / logits.length;
  }
  const threshold = Math.max(
    ...routine.map(({ share, reads }) => {
      const values = reads.map(({ reading }) => negativeLogit(reading, manifest)).sort((a, b) => b - a);
      return values[Math.floor(values.length * share)] ?? 0;
    }),
  );
  return { slope, intercept: -slope * threshold };
}
