import { EMOTIONS, type EmotionLabel, type NotAnalysedReason } from "../../../src/domain/emotion.ts";
import type { ActionView, TurnView } from "../../../src/http/contract.ts";
import { percent, span, stepMs } from "../lib/format.ts";

const NOT_ANALYSED: Readonly<Record<NotAnalysedReason, string>> = {
  staff: "staff are never analysed",
  bot: "written by the bot",
  "standing-unknown": "it is not known whether the author is a customer",
  "opted-out": "the person has opted out",
  "emotion-off": "reading emotions is off in this workspace",
  "nothing-to-read": "no words of the person's own to read",
  "tagger-unavailable": "the emotion model did not answer",
};
export const notAnalysedWords = (reason: NotAnalysedReason): string => NOT_ANALYSED[reason];

export function topOf(scores: Readonly<Record<string, number>>): { label: EmotionLabel; score: number } {
  let best: { label: EmotionLabel; score: number } = { label: "neutral", score: scores.neutral ?? 0 };
  for (const label of EMOTIONS) {
    const score = scores[label] ?? 0;
    if (score > best.score) best = { label, score };
  }
  return best;
}

const titleOf = (draft: { citations: readonly { title: string; heading: string | null }[] }): string =>
  draft.citations[0] ? ` from “${draft.citations[0].heading ?? draft.citations[0].title}”` : "";

/** One action in a few words: "answered from “Refunds”". */
export function actionWords(action: ActionView): string {
  switch (action.kind) {
    case "reply":
      return `answered${titleOf(action.draft)}`;
    case "suggest":
      return `suggested to agents${titleOf(action.draft)}`;
    case "clarify":
      return "asked back";
    case "hand-off":
      return "handed to a human";
    case "introduce":
      return "said what it is and can do";
    case "stay-silent":
      return "stayed silent";
    case "wait":
      return action.timer === "wait-for-human"
        ? `waits ${span(action.forMs)} for a human`
        : `waits ${span(action.forMs)} for more`;
    case "open-ticket":
      return "opened a ticket";
    case "escalate":
      return "escalated to agents";
    case "flag-thread":
      return "flagged as at risk";
    case "ask-csat":
      return "asked for a rating";
  }
}

export const totalMs = (turn: TurnView): number => {
  const named = turn.timingsMs.total ?? turn.timingsMs.totalMs;
  return named ?? Object.values(turn.timingsMs).reduce((sum, ms) => sum + ms, 0);
};

const emotionWords = (turn: TurnView): string => {
  if (turn.emotion.kind === "not-analysed") return "not analysed";
  const top = topOf(turn.emotion.tag.scores);
  return `${top.label} ${percent(top.score)}`;
};

/** The line under a customer's message: "anger 62 % · answered from “Refunds” · 14 ms". */
export function turnLine(turns: readonly TurnView[]): string {
  const last = turns.at(-1);
  if (!last) return "";
  const deeds = last.decision.map(actionWords);
  const said = deeds.length > 0 ? deeds.slice(0, 2).join(", ") : "nothing to do";
  return [emotionWords(last), said, stepMs(totalMs(last))].join(" · ");
}

/** Time of the first step whose name holds one of the words. */
export function timeOf(turn: TurnView, parts: readonly string[]): number | null {
  for (const [name, ms] of Object.entries(turn.timingsMs)) {
    if (parts.some((part) => name.toLowerCase().includes(part))) return ms;
  }
  return null;
}

export function draftWords(draft: TurnView["draft"]): string {
  if (!draft) return "No answer was wanted";
  switch (draft.kind) {
    case "cited":
      return `Answer with ${draft.citations.length === 1 ? "1 citation" : `${draft.citations.length} citations`}`;
    case "clarify":
      return "A question back";
    case "abstained":
      return draft.distance === "near"
        ? "Abstained: only something close was found"
        : "Abstained: nothing on this";
    case "unavailable":
      return `The writer did not answer (${draft.code})`;
  }
}

const CAUSES: Readonly<Record<TurnView["cause"], string>> = {
  message: "When it was written",
  "burst-over": "When the asker fell silent",
  "human-wait-over": "When no human had answered",
  unanswered: "When it stayed unanswered",
};
export const causeWords = (cause: TurnView["cause"]): string => CAUSES[cause];
