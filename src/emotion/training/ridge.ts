/** Weights and intercept of a linear regression with an L2 penalty, by the normal equations. */
export function fitRidge(
  inputs: readonly (readonly number[])[],
  targets: readonly number[],
  penalty: number,
): { readonly weights: number[]; readonly intercept: number } {
  const size = (inputs[0]?.length ?? 0) + 1;
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const [index, input] of inputs.entries()) {
    const row = [...input, 1];
    for (let i = 0; i < size; i++) {
      const line = system[i] ?? [];
      for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      line[size] = (line[size] ?? 0) + (row[i] ?? 0) * (targets[index] ?? 0);
    }
  }
  for (let i = 0; i < size - 1; i++) {
    const line = system[i] ?? [];
    line[i] = (line[i] ?? 0) + penalty;
  }
  const solution = solve(system);
  return { weights: solution.slice(0, -1), intercept: solution.at(-1) ?? 0 };
}

/** Gauss-Jordan elimination; the matrix is positive definite, so no pivoting is needed. */
function solve(system: number[][]): number[] {
  for (const [at, line] of system.entries()) {
    const pivot = line[at] ?? 1;
    for (let column = 0; column < line.length; column++) line[column] = (line[column] ?? 0) / pivot;
    for (const [other, target] of system.entries()) {
      const factor = target[at] ?? 0;
      if (other === at || factor === 0) continue;
      for (let column = 0; column < target.length; column++) {
        target[column] = (target[column] ?? 0) - factor * (line[column] ?? 0);
      }
    }
  }
  return system.map((line) => line.at(-1) ?? 0);
}
