/** A round number not below the highest bar, whose half is whole too: the axis names both. */
export function ceilingOf(highest: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(highest, 1)));
  const found = [1, 2, 4, 6, 8, 10].find((times) => times * step >= highest);
  return Math.max(4, (found ?? 10) * step);
}
