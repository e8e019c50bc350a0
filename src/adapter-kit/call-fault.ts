/** Why a call to a platform brought no answer, and whether it can have done something all the same. */
export type CallFault =
  | { readonly kind: "unreachable"; readonly why: "unreachable" }
  | { readonly kind: "uncertain"; readonly why: "no-answer" | "cut-off" };

/** The connection was never made, so nothing was sent. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Of what `fetch` or an SDK threw. Pure. */
export function callFault(error: unknown): CallFault {
  const { code, name, cause } = (error ?? {}) as {
    readonly code?: unknown;
    readonly name?: unknown;
    readonly cause?: { readonly code?: unknown };
  };
  const found = [code, cause?.code].find((value) => typeof value === "string");
  if (typeof found === "string" && NEVER_SENT.has(found)) return { kind: "unreachable", why: "unreachable" };
  const isLate = name === "AbortError" || name === "TimeoutError";
  return { kind: "uncertain", why: isLate ? "no-answer" : "cut-off" };
}
