import { SECOND } from "../domain/time.ts";

const WIDTH = 30;
const REDRAW_MS = 100;

export interface ProgressOut {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** Monotonic milliseconds. */
  elapsedMs(): number;
}

export interface Progress {
  step(done: number): void;
  end(): void;
}

/** A bar with rate and time left on a terminal; a line for every tenth of the way elsewhere. */
export function createProgress(total: number, out: ProgressOut, things = "messages"): Progress {
  const beganMs = out.elapsedMs();
  let drawnMs = Number.NEGATIVE_INFINITY;
  let saidTenth = 0;
  return {
    step(done) {
      const nowMs = out.elapsedMs();
      const words = describe(done, total, nowMs - beganMs, things);
      if (out.isTerminal) {
        if (nowMs - drawnMs < REDRAW_MS && done < total) return;
        drawnMs = nowMs;
        const filled = Math.round((WIDTH * done) / Math.max(1, total));
        out.write(`\r\u001b[K${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${words}`);
        return;
      }
      const tenth = Math.floor((10 * done) / Math.max(1, total));
      if (tenth <= saidTenth) return;
      saidTenth = tenth;
      out.write(`${words}\n`);
    },
    end() {
      if (out.isTerminal) out.write("\r\u001b[K");
    },
  };
}

function describe(done: number, total: number, spentMs: number, things: string): string {
  const perSecond = spentMs > 0 ? (done / spentMs) * SECOND : 0;
  const leftSeconds = perSecond > 0 ? Math.ceil((total - done) / perSecond) : 0;
  const share = Math.floor((100 * done) / Math.max(1, total));
  return `${done} of ${total} ${things} (${share} %), ${Math.round(perSecond)} a second, ${leftSeconds} s left`;
}
