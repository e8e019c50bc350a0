import type { ChurnRisk } from "./churn-risk.ts";
import type { AnswerDraft } from "./knowledge.ts";
import type { EarlierAnswer } from "./turn.ts";

type CitedDraft = Extract<AnswerDraft, { kind: "cited" }>;
type ClarifyDraft = Extract<AnswerDraft, { kind: "clarify" }>;

/** One thing to do about a message, with the reason that is shown under "Why?". */
export type Action = {
  readonly reason: string;
} /** `replaces`: an answer to the beginning of the same burst, which is rewritten in its place. */ & (
  | { readonly kind: "reply"; readonly draft: CitedDraft; readonly replaces?: EarlierAnswer }
  /** The draft goes to agents only. */
  | { readonly kind: "suggest"; readonly draft: CitedDraft }
  | { readonly kind: "clarify"; readonly draft: ClarifyDraft }
  /** One quiet "passed to the team". */
  | { readonly kind: "hand-off"; readonly says: "asked-for-human" | "no-answer" | "unavailable" }
  /** What it is and can do, to somebody who asked for nothing else. */
  | { readonly kind: "introduce" }
  | { readonly kind: "stay-silent" }
  /** Come back to it: the asker may still be writing, or a human may answer first. */
  | { readonly kind: "wait"; readonly timer: "consider-request" | "wait-for-human"; readonly forMs: number }
  | { readonly kind: "open-ticket"; readonly priority: "normal" | "high" | "urgent" }
  | { readonly kind: "escalate"; readonly risk: ChurnRisk }
  | { readonly kind: "flag-thread"; readonly risk: ChurnRisk }
  | { readonly kind: "ask-csat" }
);

export type ActionKind = Action["kind"];
export type Decision = readonly Action[];
