export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Doubles with every attempt up to `mostMs`; the upper half is drawn, so that those that failed together do not come
 * back together. `draw` is 0..1.
 */
export function backOffMs(attempt: number, { firstMs, mostMs }: BackOff, draw: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(30, Math.max(0, attempt - 1)));
  return Math.round(full / 2 + (full / 2) * draw);
}
