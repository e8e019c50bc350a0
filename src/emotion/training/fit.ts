/** Coordinate descent over a few rounds of ever smaller steps: keeps each step that `loss` likes better. */
export function descend(
  first: readonly number[],
  steps: readonly number[],
  loss: (values: readonly number[]) => number,
): number[] {
  let values = [...first];
  let lowest = loss(values);
  for (const step of steps) {
    for (let index = 0; index < values.length; index++) {
      for (const move of [step, -step]) {
        const tried = values.with(index, (values[index] ?? 0) + move);
        const reached = loss(tried);
        if (reached >= lowest) continue;
        lowest = reached;
        values = tried;
        break;
      }
    }
  }
  return values;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}
const ROUNDS = 25;
const SMALLEST_SLOPE = 0.1;

/** Logistic regression on one input, by Newton's method: how often the target is true at each input. */
export function fitLogistic(inputs: readonly number[], targets: readonly boolean[]): Line {
  let slope = 1;
  let intercept = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let [slopeMove, interceptMove, squares, products, weights] = [0, 0, 0, 0, 1e-9];
    for (const [index, input] of inputs.entries()) {
      const share = 1 / (1 + Math.exp(-(slope * input + intercept)));
      const miss = share - (targets[index] ? 1 : 0);
      const weight = share * (1 - share);
      slopeMove += miss * input;
      interceptMove += miss;
      squares += weight * input * input;
      products += weight * input;
      weights += weight;
    }
    const determinant = squares * weights - products * products;
    if (determinant < 1e-9) break;
    slope -= (weights * slopeMove - products * interceptMove) / determinant;
    intercept -= (squares * interceptMove - products * slopeMove) / determinant;
  }
  return { slope: Math.max(SMALLEST_SLOPE, slope), intercept };
}
