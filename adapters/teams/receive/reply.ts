/** What Bot Service is told about one activity. */
export type Reply =
  | { readonly kind: "ok"; readonly body?: object }
  /** Nothing was kept: send it again. */
  | { readonly kind: "try-again" }
  /** It will never be taken; sending again is no use. */
  | { readonly kind: "refused"; readonly status: 400 | 401 | 501; readonly code: string };

export const OK: Reply = { kind: "ok" };
export const TRY_AGAIN: Reply = { kind: "try-again" };
