import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** How long the event loop was held up. */
export interface LoopMeter {
  start(): void;
  stop(): void;
  /** Longest since it was last asked, in ms; 0 while it does not run. */
  longestMs(): number;
}

const RESOLUTION_MS = 10;

export function createLoopMeter(): LoopMeter {
  let histogram: IntervalHistogram | null = null;
  return {
    start() {
      histogram ??= monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      histogram.enable();
    },
    stop() {
      histogram?.disable();
      histogram = null;
    },
    longestMs() {
      if (histogram === null) return 0;
      // The histogram holds the time between two ticks, of which the resolution is meant.
      const longest = Math.max(0, histogram.max / 1e6 - RESOLUTION_MS);
      histogram.reset();
      return longest;
    },
  };
}
