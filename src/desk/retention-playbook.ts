import type { ChurnRisk, RiskSignalName } from "../domain/churn-risk.ts";

/** One thing an agent could do next, with the evidence it rests on. Never carried out by itself. */
export interface NextAction {
  readonly action: string;
  readonly reason: string;
}

/** In order of what loses a customer first. */
const PLAYBOOK: readonly { readonly when: readonly RiskSignalName[]; readonly action: string }[] = [
  {
    when: ["cancel-words", "competitor-words"],
    action:
      "Write personally today, name one person who owns this until it is solved, and ask what would make them stay",
  },
  {
    when: ["refund-words"],
    action: "Say now whether the refund is due, how much and on which day it arrives",
  },
  {
    when: ["asked-again", "unanswered"],
    action: "Answer before anything else, with what happened and a time for the next news",
  },
  { when: ["answer-failed"], action: "Take over from the bot: the documented answer did not fit this case" },
  { when: ["low-rating"], action: "Ask what went wrong, in one question, before closing anything" },
  {
    when: ["deadline-words"],
    action: "State whether the deadline can be met; if not, offer the fastest way that can",
  },
  {
    when: ["strong-emotion", "worsening-path"],
    action: "Name the one fact that went wrong, once, then the next step with a time",
  },
];

export function nextBestAction(risk: ChurnRisk): NextAction {
  for (const { when, action } of PLAYBOOK) {
    const evidence = risk.signals.find((signal) => when.includes(signal.name));
    if (evidence) return { action, reason: `${evidence.detail}: “${evidence.quote}”` };
  }
  return { action: "Answer with the next step and a time", reason: "no stronger evidence" };
}
