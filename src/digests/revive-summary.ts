import type { DigestSummary } from "../domain/digest.ts";

/** A stored summary, its instants made dates again. The row was written by `createDigests`, so its shape is ours. */
export function reviveSummary(stored: unknown): DigestSummary {
  const summary = stored as DigestSummary & {
    readonly startAt: Date | string;
    readonly endAt: Date | string;
  };
  return { ...summary, startAt: new Date(summary.startAt), endAt: new Date(summary.endAt) };
}
