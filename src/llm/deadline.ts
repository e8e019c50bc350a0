import { OutsideFault } from "./outside-fault.ts";

/**
 * Runs until `deadlineMs` is over, then rejects with an `OutsideFault` ("deadline"), or "aborted" when the caller gave up first.
 * The inner signal is aborted in both cases; the race ends even when `run` pays no attention to it.
 */
export async function withDeadline<T>(
  run: (signal: AbortSignal) => Promise<T>,
  deadlineMs: number,
  outer?: AbortSignal,
): Promise<T> {
  if (outer?.aborted) throw new OutsideFault("aborted");
  const inner = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onOuterAbort: (() => void) | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    const end = (kind: "deadline" | "aborted") => {
      const fault = new OutsideFault(kind);
      reject(fault);
      inner.abort(fault);
    };
    timer = setTimeout(end, deadlineMs, "deadline");
    onOuterAbort = () => end("aborted");
    outer?.addEventListener("abort", onOuterAbort, { once: true });
  });
  try {
    return await Promise.race([run(inner.signal), over]);
  } finally {
    clearTimeout(timer);
    if (onOuterAbort) outer?.removeEventListener("abort", onOuterAbort);
  }
}

/** Waits, or rejects with "aborted" when the signal says so. */
export function sleep(spanMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new OutsideFault("aborted"));
    const onAbort = () => {
      clearTimeout(timer);
      reject(new OutsideFault("aborted"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, spanMs);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
