import type { DigestSummary } from "../domain/digest.ts";

/** Draws a digest's picture, away from the event loop. Rejects with `RapportError` `chart.*`; a digest goes out without it then. */
export interface ChartPainter {
  /** PNG, 760 by 700 pixels at double density. */
  paint(summary: DigestSummary): Promise<Uint8Array>;
}
