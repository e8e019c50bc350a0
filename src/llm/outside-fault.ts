/** What can go wrong with an outside model, as the guard sees it. */
export type FaultKind =
  | "deadline"
  | "aborted"
  | "unreachable"
  | "http"
  | "too-large"
  | "unreadable"
  | "empty"
  | "busy"
  | "breaker-open";

/**
 * A failed outside call, stripped of everything that could hold a key or a customer's words: SDK errors carry
 * request headers and bodies, so they are never chained as `cause`.
 * The message avoids the word for a missed deadline: the OpenAI SDK sorts errors by it and would drop this one.
 */
export class OutsideFault extends Error {
  readonly kind: FaultKind;
  readonly status: number | null;
  readonly retryAfterMs: number | null;

  constructor(kind: FaultKind, details: { status?: number; retryAfterMs?: number | null } = {}) {
    super(`outside model: ${kind}${details.status === undefined ? "" : ` ${details.status}`}`);
    this.name = "OutsideFault";
    this.kind = kind;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** SDKs wrap what our `fetch` threw; the fault lies in the chain of causes. Anything else is an answer nobody could read. */
export function faultOf(error: unknown): OutsideFault {
  let link: unknown = error;
  for (let depth = 0; depth < 8 && link instanceof Error; depth += 1) {
    if (link instanceof OutsideFault) return link;
    link = link.cause;
  }
  return new OutsideFault("unreadable");
}
