/** A round number not below the highest bar. */
export function ceilingOf(highest: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(highest, 1)));
  const found = [1, 2, 5, 10].find((times) => times * step >= highest);
  return Math.max(4, (found ?? 10) * step);
}
