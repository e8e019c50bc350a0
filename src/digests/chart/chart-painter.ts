import { Worker } from "node:worker_threads";
import { RapportError } from "../../domain/errors.ts";
import { SECOND } from "../../domain/time.ts";
import type { ChartPainter } from "../../ports/chart-painter.ts";

const DEADLINE_MS = 30 * SECOND;

/** Draws in a worker thread that lives for one picture, so that no acknowledgement waits for it. */
export function createChartPainter(deadlineMs = DEADLINE_MS): ChartPainter {
  return {
    paint: (summary) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL("./chart-worker-entry.mjs", import.meta.url), {
          workerData: summary,
          execArgv: [],
        });
        const fail = (cause: unknown): void => {
          clearTimeout(timer);
          reject(
            new RapportError(
              "chart.failed",
              "The chart could not be drawn.",
              "Look at the log's cause; the digest goes out without its picture.",
              { cause },
            ),
          );
        };
        const timer = setTimeout(() => {
          fail(new Error("deadline"));
          void worker.terminate();
        }, deadlineMs);
        worker.once("message", (png: Uint8Array) => {
          clearTimeout(timer);
          resolve(png);
        });
        worker.once("error", fail);
      }),
  };
}
