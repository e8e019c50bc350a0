import { type AnswerDraft, type Citation, isModelWritten } from "../domain/knowledge.ts";
import {
  type Block,
  type Button,
  type Inline,
  type MessageContent,
  paragraph,
  text,
} from "../domain/message-content.ts";
import type { Policy } from "../domain/turn.ts";
import { CONTROLS, joinValue } from "./control-ids.ts";

type Cited = Extract<AnswerDraft, { kind: "cited" }>;
type Clarify = Extract<AnswerDraft, { kind: "clarify" }>;

const ANALYSED = "Messages here are analysed, including mood, to help support. ";

/** Said once per person, before or with the first answer. One who is not analysed is not told the contrary. */
export const noticeFor = ({ notAnalysedReason }: Pick<Policy, "notAnalysedReason">): string =>
  `I'm Rapport, an automated assistant. ${notAnalysedReason === null ? ANALYSED : ""}“/rapport privacy” shows, exports and erases what is stored.`;

const noticeBlocks = (notice: string | null): readonly Block[] =>
  notice === null ? [] : [{ type: "context", inlines: [text(notice)] }];

/** At most three sentences, the sources on one line, a human one tap away. */
export function answerMessage(draft: Cited, answerId: string, notice: string | null): MessageContent {
  return {
    summary: draft.text,
    blocks: [
      paragraph(text(draft.text)),
      { type: "context", inlines: citationLine(draft.citations) },
      { type: "controls", controls: answerControls(answerId, isModelWritten(draft)) },
      ...noticeBlocks(notice),
    ],
  };
}

function answerControls(answerId: string, isByModel: boolean): readonly Button[] {
  const judged = (feedback: "positive" | "negative") => (isByModel ? { feedback } : {});
  return [
    {
      type: "button",
      controlId: CONTROLS.answerSolved,
      label: "Solved",
      value: answerId,
      style: "primary",
      ...judged("positive"),
    },
    {
      type: "button",
      controlId: CONTROLS.answerNotHelpful,
      label: "Not helpful",
      value: answerId,
      ...judged("negative"),
    },
    { type: "button", controlId: CONTROLS.answerHuman, label: "Talk to a human", value: answerId },
  ];
}

/** The answer after somebody judged it: the words stay, the buttons go. */
export function settledAnswer(
  answerText: string,
  citations: readonly Citation[],
  verdict: string,
): MessageContent {
  return {
    summary: answerText,
    blocks: [
      paragraph(text(answerText)),
      ...(citations.length > 0 ? [{ type: "context" as const, inlines: citationLine(citations) }] : []),
      { type: "context", inlines: [text(verdict)] },
    ],
    accent: "closed",
  };
}

export function clarifyMessage(draft: Clarify, answerId: string, notice: string | null): MessageContent {
  const choices = draft.choices.slice(0, 4).map((choice, position) => ({
    type: "button" as const,
    controlId: CONTROLS.clarifyChoose,
    label: choice.label.slice(0, 75),
    value: joinValue(answerId, position),
  }));
  return {
    summary: draft.question,
    blocks: [
      paragraph(text(draft.question)),
      {
        type: "controls",
        controls: [
          ...choices,
          { type: "button", controlId: CONTROLS.answerHuman, label: "Talk to a human", value: answerId },
        ],
      },
      ...noticeBlocks(notice),
    ],
  };
}

const INTRODUCTION =
  "I'm an automated assistant, not a person. Ask me a question: I answer from our documents and name the source, and what I am not sure of I pass to the team. Write “human please” and a person takes over. /rapport help lists the rest.";

/** What it is and can do. */
export const introductionMessage = (notice: string | null): MessageContent => ({
  summary: INTRODUCTION,
  blocks: [paragraph(text(INTRODUCTION)), ...noticeBlocks(notice)],
});

const HAND_OFF = {
  "asked-for-human": "A person from the team will answer you here.",
  "no-answer":
    "I have nothing certain on this in our documents, so I've passed it to the team. They will answer here.",
  unavailable: "I can't look this up right now, so I've passed it to the team. They will answer here.",
} as const;

export function handOffMessage(
  says: keyof typeof HAND_OFF,
  ticketNumber: number | null,
  notice: string | null,
  /** When a person is back, where nobody is there: `whenBack`. */
  back = "",
): MessageContent {
  const ticket = ticketNumber === null ? "" : ` Ticket #${ticketNumber}.`;
  const words = `${HAND_OFF[says]}${ticket}${back}`;
  return { summary: words, blocks: [paragraph(text(words)), ...noticeBlocks(notice)] };
}

/** "Refunds › Late deliveries (p. 4) · Tracking". */
export function citationLine(citations: readonly Citation[]): readonly Inline[] {
  const line: Inline[] = [text("Source: ")];
  citations.forEach((citation, position) => {
    if (position > 0) line.push(text(" · "));
    const label = citationLabel(citation);
    line.push(citation.url === null ? text(label) : { type: "link", url: citation.url, label });
  });
  return line;
}

export function citationLabel(citation: Citation): string {
  const heading =
    citation.heading !== null && citation.heading !== citation.title ? ` › ${citation.heading}` : "";
  const page = citation.pageLabel === null ? "" : ` (p. ${citation.pageLabel})`;
  return `${citation.title}${heading}${page}`;
}
