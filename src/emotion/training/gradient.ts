import { NEGATIVE_MASK, OUTPUTS } from "../labels.ts";
import type { Example } from "./corpora.ts";

/** What telling unhappy from other texts counts for beside telling the labels apart. */
const RISK_WEIGHT = 0.5;

/** Turns logits into the gradient of the loss, in place; gives the loss of the labels. */
export function toErrors(values: Float64Array, example: Example): number {
  toProbabilities(values);
  const { mask, weight } = example;
  const wanted = massOf(values, mask);
  const members = bitCount(mask);
  const side = sideOf(mask);
  const sideMass = massOf(values, side);
  for (let output = 0; output < OUTPUTS; output++) {
    const probability = values[output] ?? 0;
    const bit = 1 << output;
    const target = (mask & bit) === 0 ? 0 : example.isExact ? 1 / members : probability / wanted;
    let error = probability - target;
    if (side !== 0) error += RISK_WEIGHT * (probability - ((side & bit) === 0 ? 0 : probability / sideMass));
    values[output] = weight * error;
  }
  return -weight * Math.log(wanted);
}

/** All negative outputs, or all others, when the text's labels are of one kind; 0 when they are mixed. */
function sideOf(mask: number): number {
  const isNegative = (mask & NEGATIVE_MASK) !== 0;
  const isOther = (mask & ~NEGATIVE_MASK) !== 0;
  if (isNegative === isOther) return 0;
  return isNegative ? NEGATIVE_MASK : ~NEGATIVE_MASK;
}

function toProbabilities(values: Float64Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > highest) highest = value;
  let total = 0;
  for (let output = 0; output < OUTPUTS; output++) {
    const power = Math.exp((values[output] ?? 0) - highest);
    values[output] = power;
    total += power;
  }
  for (let output = 0; output < OUTPUTS; output++) values[output] = (values[output] ?? 0) / total;
}

function massOf(probabilities: Float64Array, mask: number): number {
  let mass = 0;
  for (let output = 0; output < OUTPUTS; output++)
    if ((mask & (1 << output)) !== 0) mass += probabilities[output] ?? 0;
  return Math.max(mass, 1e-9);
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
