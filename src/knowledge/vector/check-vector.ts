import { RapportError } from "../../domain/errors.ts";

/**
 * The vector at length 1, or an error: hnswlib aborts the process on a non-number, is made blind by a NaN and finds a zero
 * vector equally far from everything. Throws `embedder.bad-vector`.
 */
export function unitVector(vector: Float32Array, dimensions: number): Float32Array {
  if (!(vector instanceof Float32Array) || vector.length !== dimensions)
    throw badVector("has another length");
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) throw badVector("holds a value that is not a finite number");
  if (squares < 1e-12) throw badVector("is zero");
  const norm = Math.sqrt(squares);
  return vector.map((value) => value / norm);
}

/** Whether the vector may be stored; a text without words has none. */
export function isUsableVector(vector: Float32Array, dimensions: number): boolean {
  if (!(vector instanceof Float32Array) || vector.length !== dimensions) return false;
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Number.isFinite(squares) && squares >= 1e-12;
}

function badVector(why: string): RapportError {
  return new RapportError(
    "embedder.bad-vector",
    `A vector from the embedder ${why}.`,
    "Check the configured embedding model and its dimension; the lexical index goes on without it.",
  );
}

export function dotProduct(a: Float32Array, aStart: number, b: Float32Array, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at += 1) sum += (a[aStart + at] ?? 0) * (b[at] ?? 0);
  return sum;
}
