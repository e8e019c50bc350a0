import { OUTPUTS } from "../labels.ts";
import { DENSE_SIZE } from "../word-net.ts";
import type { Example } from "./corpora.ts";
import { toErrors } from "./gradient.ts";
import type { NetToken } from "./list-tokens.ts";
import { Random } from "./random.ts";
import { type NetDropout, WordNetLearner } from "./word-net-learner.ts";

export interface NetPlan {
  readonly epochs: number;
  readonly rowRate: number;
  readonly denseRate: number;
  readonly biasRate: number;
  readonly batch: number;
  readonly dropout: NetDropout;
  readonly seed: number;
  readonly corpora: number;
}

export interface TrainedNet {
  readonly table: Float32Array;
  readonly dense: Float32Array;
  /** One row of `OUTPUTS` per corpus. */
  readonly biases: Float64Array;
}

const MOMENTUM = 0.9;
const SQUARE_MEMORY = 0.999;

/** Adam over the dense parameters. */
class DenseSteps {
  readonly #means = new Float64Array(DENSE_SIZE);
  readonly #squares = new Float64Array(DENSE_SIZE);
  #count = 0;

  step(dense: Float64Array, gradient: Float64Array, batch: number, rate: number): void {
    this.#count++;
    const corrected = (rate * Math.sqrt(1 - SQUARE_MEMORY ** this.#count)) / (1 - MOMENTUM ** this.#count);
    for (let at = 0; at < DENSE_SIZE; at++) {
      const error = (gradient[at] ?? 0) / batch;
      const mean = MOMENTUM * (this.#means[at] ?? 0) + (1 - MOMENTUM) * error;
      const square = SQUARE_MEMORY * (this.#squares[at] ?? 0) + (1 - SQUARE_MEMORY) * error * error;
      this.#means[at] = mean;
      this.#squares[at] = square;
      dense[at] = (dense[at] ?? 0) - (corrected * mean) / (Math.sqrt(square) + 1e-8);
    }
    gradient.fill(0);
  }
}

/** Learns the word net from the examples whose indexes are in `learnt`. `report` hears the share done, 0..1. */
export function trainNet(
  examples: readonly Example[],
  tokens: readonly (readonly NetToken[])[],
  learnt: Int32Array,
  plan: NetPlan,
  report: (share: number) => void,
): TrainedNet {
  const random = new Random(plan.seed);
  const net = new WordNetLearner(random, plan.dropout);
  const denseSteps = new DenseSteps();
  const biases = new Float64Array(plan.corpora * OUTPUTS);
  const biasHistory = new Float64Array(plan.corpora).fill(1);
  const order = learnt.slice();
  const steps = plan.epochs * order.length;
  let step = 0;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    random.shuffle(order);
    for (const index of order) {
      if ((step & 4095) === 0) report(step / steps);
      const left = 1 - step++ / steps;
      const example = examples[index];
      const words = tokens[index];
      if (example === undefined || words === undefined || words.length === 0) continue;
      net.readForwards(words);
      const errors = net.outputs;
      const start = example.corpus * OUTPUTS;
      for (let output = 0; output < OUTPUTS; output++)
        errors[output] = (errors[output] ?? 0) + (biases[start + output] ?? 0);
      toErrors(errors, example);
      moveBiases(errors, example.corpus, plan.biasRate * left);
      net.learnBackwards(errors, plan.rowRate * left);
      if (step % plan.batch === 0)
        denseSteps.step(net.dense, net.gradient, plan.batch, plan.denseRate * left);
    }
  }
  report(1);
  return { table: net.table, dense: Float32Array.from(net.dense), biases };

  function moveBiases(errors: Float64Array, corpus: number, rate: number): void {
    let square = biasHistory[corpus] ?? 1;
    for (const error of errors) square += error * error;
    biasHistory[corpus] = square;
    const start = corpus * OUTPUTS;
    for (let output = 0; output < OUTPUTS; output++)
      biases[start + output] =
        (biases[start + output] ?? 0) - (rate / Math.sqrt(square)) * (errors[output] ?? 0);
  }
}
