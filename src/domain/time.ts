export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Start of the UTC hour that holds the instant: the bucket of every roll-up. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR) * HOUR);
}

export const addMs = (at: Date, spanMs: number): Date => new Date(at.getTime() + spanMs);

/** "40 s", "12 min", "3 h", "2 d": how a span reads on a card. */
export function describeSpan(spanMs: number): string {
  if (spanMs < MINUTE) return `${Math.max(0, Math.round(spanMs / SECOND))} s`;
  if (spanMs < HOUR) return `${Math.round(spanMs / MINUTE)} min`;
  if (spanMs < 2 * DAY) return `${Math.round(spanMs / HOUR)} h`;
  return `${Math.round(spanMs / DAY)} d`;
}
