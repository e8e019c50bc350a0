/** What Slack is told about one delivery, over whichever line it came. */
export type Reply =
  | { readonly kind: "ok"; readonly body?: string | object }
  /** Nothing was kept: send it again. */
  | { readonly kind: "try-again" }
  /** It will never be taken; sending again is no use. */
  | { readonly kind: "refused"; readonly code: string };

export const OK: Reply = { kind: "ok" };
export const TRY_AGAIN: Reply = { kind: "try-again" };

/** How often Slack has sent it before, and why again. */
export interface Retry {
  readonly num: number;
  readonly reason: string;
}
