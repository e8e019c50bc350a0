/** Vectors around a few centres, as real embeddings lie; the same for the same seed. */
export function randomVectors(count: number, dimensions: number, seed = 1): Float32Array[] {
  let state = seed * 2654435761;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const centres = Array.from({ length: 8 }, () => Float32Array.from({ length: dimensions }, next));
  return Array.from({ length: count }, (_, at) =>
    Float32Array.from(centres[at % 8] ?? [], (value) => value + 0.6 * next()),
  );
}
