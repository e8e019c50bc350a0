import { mkdir, writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { consoleNotice, renderForm, renderMessage } from "../../adapters/slack/index.ts";
import {
  answerMessage,
  clarifyMessage,
  handOffMessage,
  introductionMessage,
  settledAnswer,
} from "../desk/answer-message.ts";
import { channelForm } from "../desk/channel-form.ts";
import { FORMS } from "../desk/control-ids.ts";
import { ratedMessage } from "../desk/csat-survey.ts";
import { declarationForm } from "../desk/declaration-form.ts";
import { emojiForm } from "../desk/emoji-form.ts";
import { type CardFacts, escalationCard } from "../desk/escalation-card.ts";
import { commentForm } from "../desk/rating-controls.ts";
import { reminder } from "../desk/silent-customer.ts";
import { staffForm } from "../desk/staff-form.ts";
import { draftTicket, ticketForm } from "../desk/ticket-form.ts";
import { digestMessage } from "../digests/digest-message.ts";
import type { DigestSummary, Figure } from "../domain/digest.ts";
import { DEFAULT_EMOJI_RULES } from "../domain/emoji-rules.ts";
import { type Citation, modelWriter } from "../domain/knowledge.ts";
import type { Form, MessageContent } from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import { DAY, MINUTE } from "../domain/time.ts";

/** `npm run examples:slack` writes each card to `adapters/slack/examples/`, as Slack's Block Kit Builder takes it. */
export const EXAMPLES_DIR = new URL("../../adapters/slack/examples/", import.meta.url);

const NOW = new Date("2026-03-03T09:42:00.000Z");
const ANSWER_ID = "0f1e2d3c-0000-4000-8000-000000000001";
const WORKSPACE_ID = "0f1e2d3c-0000-4000-8000-000000000005";
const TICKET_ID = "0f1e2d3c-0000-4000-8000-000000000002";
const PERMALINK = "https://acme.slack.com/archives/C0HELP/p1772528400000100";

const citation: Citation = {
  articleId: "a1",
  passageId: "p1",
  title: "Deliveries",
  heading: "Late parcels",
  pageLabel: null,
  url: "https://help.acme.example/deliveries#late",
};
const ANSWER =
  "A parcel that is more than five working days late counts as lost. We then send it again or pay it back, as you like.";

const person = (id: string, personKey: string, displayName: string, role: Person["role"]): Person => ({
  id,
  workspaceId: "w1",
  personKey,
  displayName,
  role,
  optedOutAt: null,
  noticeAt: null,
});
const maya = person("c1", "U0MAYA", "Maya", "customer");
const ana = person("0f1e2d3c-0000-4000-8000-000000000003", "U0ANA", "Ana", "agent");

const signal = (name: "cancel-words" | "unanswered", detail: string, quote: string) =>
  ({ name, weight: 0.4, detail, quote, messageId: "m1", permalink: PERMALINK }) as const;

const card: CardFacts = {
  ticket: {
    id: TICKET_ID,
    number: 7,
    threadId: "t1",
    customerId: maya.id,
    subject: "Third parcel lost",
    state: "open",
    priority: "high",
    assigneeId: ana.id,
    assignedBecause: "she has the fewest open tickets",
    openedBy: "bot",
    openedAt: new Date("2026-03-03T09:30:00.000Z"),
    claimedAt: null,
    solvedAt: null,
    snoozedUntilAt: null,
    dueAt: new Date("2026-03-03T10:00:00.000Z"),
  },
  customer: maya,
  assignee: ana,
  where: "#help",
  wants: { quote: "This is the third parcel that got lost. I will cancel my account.", permalink: PERMALINK },
  files: ["tracking.png"],
  waitingSinceAt: new Date("2026-03-03T09:00:00.000Z"),
  moods: ["neutral", "frustrated", "resigned"],
  turnedAtUrl: PERMALINK,
  flag: {
    id: "f1",
    threadId: "t1",
    customerId: maya.id,
    level: "high",
    score: 0.72,
    negativeEmotionSharePercent: 64,
    signals: [
      signal("cancel-words", "speaks of leaving", "I will cancel my account."),
      signal("unanswered", "waiting 42 min", "Is anybody there?"),
    ],
    flaggedAt: new Date("2026-03-03T09:31:00.000Z"),
    verdict: null,
  },
  suggestion: { text: ANSWER, citations: [citation] },
  similarTickets: [{ number: 3, subject: "Second parcel lost" }],
  progress: [],
  agents: [ana],
  notify: true,
};

const figure = (value: number | null, before: number | null = null): Figure => ({ value, before });
const emotions = { anger: 6, disgust: 1, fear: 2, joy: 8, neutral: 22, sadness: 3, surprise: 2 };
const summary: DigestSummary = {
  kind: "daily",
  startAt: new Date("2026-03-02T00:00:00.000Z"),
  endAt: new Date("2026-03-03T00:00:00.000Z"),
  timeZone: "UTC",
  customerMessages: figure(44, 38),
  analysed: figure(43, 38),
  threadsOpened: figure(20, 18),
  answeredByBot: figure(12, 9),
  abstained: figure(2, 3),
  ticketsOpened: figure(3, 5),
  ticketsSolved: figure(4, 4),
  openTickets: figure(6),
  unanswered: figure(1),
  firstAnswerMedianMs: figure(240_000, 300_000),
  csatScore: figure(0.8, 0.9),
  csatCount: figure(10, 10),
  flagged: figure(1, 0),
  emotionCounts: emotions,
  emotionCountsBefore: emotions,
  negativeSharePercent: figure(27, 21),
  trend: [],
  atRisk: [
    {
      threadId: "t1",
      customerName: "Maya",
      level: "high",
      detail: "speaks of leaving: “I will cancel my account.”",
      permalink: PERMALINK,
    },
  ],
  flagVerdicts: { given: 8, confirmed: 6 },
};

const cited = {
  kind: "cited",
  text: ANSWER,
  citations: [citation],
  answerability: 0.9,
  writer: "embedded",
} as const;
const question = {
  kind: "clarify",
  question: "Which parcel do you mean?",
  choices: [
    { label: "One that is late", passageId: "p1" },
    { label: "One that came broken", passageId: "p2" },
  ],
  answerability: 0.6,
} as const;

const MESSAGES: Readonly<Record<string, MessageContent>> = {
  answer: answerMessage(cited, ANSWER_ID, null),
  "answer-by-model": answerMessage({ ...cited, writer: modelWriter("example") }, ANSWER_ID, null),
  "answer-solved": settledAnswer(ANSWER, [citation], "✓ Marked as solved"),
  "question-back": clarifyMessage(question, ANSWER_ID, null),
  "hand-off": handOffMessage("no-answer", 7, null),
  "escalation-card": escalationCard(card, NOW),
  "escalation-card-closed": escalationCard(
    {
      ...card,
      ticket: { ...card.ticket, state: "solved", solvedAt: NOW },
      progress: ["Claimed by Ana", "Solved by Ana in 12 min"],
      notify: false,
    },
    NOW,
  ),
  digest: digestMessage(summary, null),
  introduction: introductionMessage(null),
  reminder: reminder(card.ticket, 3 * DAY),
  rated: ratedMessage("0f1e2d3c-0000-4000-8000-000000000004"),
};

const ASKED = "My parcel is a week late. Where is it, and can I have my money back?";

const FORM_EXAMPLES: Readonly<Record<string, Form>> = {
  "reply-form": {
    formId: FORMS.reply,
    title: "Reply on #7",
    submitLabel: "Send to the customer",
    value: TICKET_ID,
    fields: [{ type: "text", fieldId: "text", label: "Your reply", multiline: true, value: ANSWER }],
  },
  "ticket-form": ticketForm(
    TICKET_ID,
    draftTicket([ASKED, "The tracking page says nothing."], {
      id: ANSWER_ID,
      threadId: "t1",
      messageId: "m1",
      kind: "reply",
      text: ANSWER,
      citations: [citation],
      answerability: 0.9,
      writer: "embedded",
      answeredAt: NOW,
      feedback: "not-helpful",
    }),
  ),
  "comment-form": commentForm("0f1e2d3c-0000-4000-8000-000000000004"),
  "emoji-form": emojiForm(WORKSPACE_ID, DEFAULT_EMOJI_RULES),
  "staff-form": staffForm(WORKSPACE_ID, [{ groupKey: "S0SUPPORT", name: "@support" }]),
  "channel-form": channelForm(WORKSPACE_ID, [
    { channelKey: "C0HELP", name: "help", says: "customers, auto" },
    { channelKey: "C0QUESTIONS", name: "questions", says: "I would join it" },
  ]),
  "declaration-form": declarationForm(WORKSPACE_ID),
};

const CONSOLE_LINK = { url: "https://desk.acme.example/api/v1/sign-in?t=example", validMs: 5 * MINUTE };

/** File names and what stands in them. */
export function slackExamples(): Readonly<Record<string, string>> {
  const place = { channelKey: "C0AGENTS", threadKey: null, isDirect: false, isPrivate: null };
  const forms = Object.entries(FORM_EXAMPLES).map(([name, form]) => [name, renderForm(form, place)] as const);
  const rendered = Object.entries(MESSAGES).map(
    ([name, content]) => [name, renderMessage(content)[0]] as const,
  );
  return Object.fromEntries(
    [...rendered, ...forms, ["console-link", consoleNotice(CONSOLE_LINK)] as const].map(([name, held]) => [
      `${name}.json`,
      `${JSON.stringify(held, null, 2)}\n`,
    ]),
  );
}

async function main(): Promise<void> {
  await mkdir(EXAMPLES_DIR, { recursive: true });
  for (const [name, words] of Object.entries(slackExamples()))
    await writeFile(new URL(name, EXAMPLES_DIR), words);
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
