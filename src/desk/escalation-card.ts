import { shortenText } from "../domain/chat-text.ts";
import type { Mood } from "../domain/emotion.ts";
import type { Citation } from "../domain/knowledge.ts";
import {
  type Block,
  type Control,
  type Inline,
  type MessageContent,
  paragraph,
  text,
} from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import { isUnfinished, type Ticket } from "../domain/ticket.ts";
import { describeSpan, MINUTE } from "../domain/time.ts";
import { MONTHS } from "../domain/zone.ts";
import type { RiskFlag } from "../ports/stores/desk-stores.ts";
import { citationLine } from "./answer-message.ts";
import { CONTROLS, joinValue } from "./control-ids.ts";
import { mention } from "./place.ts";
import { nextBestAction } from "./retention-playbook.ts";

/** Everything the card in the agents' channel shows. */
export interface CardFacts {
  readonly ticket: Ticket;
  readonly customer: Person | null;
  readonly assignee: Person | null;
  /** "#help", "a direct message". */
  readonly where: string;
  readonly wants: { readonly quote: string; readonly permalink: string | null };
  /** Names of what the customer attached, newest last. */
  readonly files: readonly string[];
  readonly waitingSinceAt: Date | null;
  /** Equal neighbours joined, oldest first. */
  readonly moods: readonly Mood[];
  /** Where the mood turned, as a link. */
  readonly turnedAtUrl: string | null;
  readonly flag: RiskFlag | null;
  readonly suggestion: { readonly text: string; readonly citations: readonly Citation[] };
  readonly similarTickets: readonly { readonly number: number; readonly subject: string }[];
  /** "Claimed by Ana", "Solved by Ana in 14 min"; newest last. */
  readonly progress: readonly string[];
  /** To whom the ticket can be given. */
  readonly agents: readonly Person[];
  /** Pings the assignee: on the first post only, never on updates. */
  readonly notify: boolean;
}

const LEVEL_WORDS = { low: "Low risk", elevated: "Elevated risk", high: "High risk" } as const;

/** Who, what, mood, evidence, drafted reply, next action, buttons: in the order agents need them. Pure. */
export function escalationCard(facts: CardFacts, now: Date): MessageContent {
  const isClosed = facts.ticket.state === "solved" || facts.ticket.state === "closed";
  const level = facts.flag?.level ?? null;
  const headline = headlineOf(facts, now);
  return {
    summary: headline,
    accent: isClosed ? "closed" : (level ?? "neutral"),
    blocks: [
      { type: "heading", text: headline },
      {
        type: "quote",
        text: facts.wants.quote,
        ...(facts.wants.permalink !== null && { url: facts.wants.permalink }),
      },
      ...whoBlock(facts, now),
      ...moodBlock(facts),
      ...(facts.flag ? riskBlocks(facts.flag) : []),
      ...(isClosed ? [] : suggestionBlocks(facts)),
      ...similarBlock(facts),
      ...progressBlock(facts),
      { type: "controls", controls: cardControls(facts) },
    ],
  };
}

function headlineOf(facts: CardFacts, now: Date): string {
  const risk = facts.flag ? `${LEVEL_WORDS[facts.flag.level]} · ` : "";
  const who = facts.customer?.displayName ?? "A customer";
  const isWaiting = facts.waitingSinceAt !== null && isUnfinished(facts.ticket.state);
  const waitedMs = isWaiting ? now.getTime() - (facts.waitingSinceAt?.getTime() ?? 0) : 0;
  const waiting = waitedMs < MINUTE ? "" : ` · waiting ${describeSpan(waitedMs)}`;
  const { state: current, snoozedUntilAt } = facts.ticket;
  const snoozed = current === "on-hold" && snoozedUntilAt !== null;
  const state =
    current === "open" ? "" : ` · ${snoozed ? `snoozed until ${clockWords(snoozedUntilAt)}` : current}`;
  return `${risk}#${facts.ticket.number} · ${who} in ${facts.where}${waiting}${state}`;
}

function whoBlock(facts: CardFacts, now: Date): readonly Block[] {
  const assigned: readonly Inline[] = facts.assignee
    ? [
        mention(facts.assignee, facts.notify),
        text(facts.ticket.assignedBecause === null ? "" : ` (${facts.ticket.assignedBecause})`),
      ]
    : [text("nobody yet: no agent is available")];
  const due: readonly { label: string; value: readonly Inline[] }[] =
    facts.ticket.dueAt === null || facts.waitingSinceAt === null || !isUnfinished(facts.ticket.state)
      ? []
      : [{ label: "Answer due", value: [text(dueWords(facts.ticket.dueAt, now))] }];
  return [
    {
      type: "facts",
      facts: [
        { label: "Assigned to", value: assigned },
        { label: "Priority", value: [text(facts.ticket.priority)] },
        ...due,
        ...(facts.files.length === 0 ? [] : [{ label: "Attached", value: [text(filesLine(facts.files))] }]),
      ],
    },
  ];
}

/** "shot.png, log.txt and 3 more, in the console". */
function filesLine(names: readonly string[]): string {
  const shown = names.slice(-MOST_FILES).map((name) => shortenText(name, FILE_NAME_LENGTH));
  const more = names.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}, in the console`;
}
const MOST_FILES = 3;
const FILE_NAME_LENGTH = 40;

/** "20 Nov, 18:26 UTC", and by how much it was missed. */
function dueWords(dueAt: Date, now: Date): string {
  const lateMs = now.getTime() - dueAt.getTime();
  const late = lateMs > 0 ? ` (late by ${describeSpan(lateMs)})` : "";
  return `${dueAt.getUTCDate()} ${MONTHS[dueAt.getUTCMonth()]}, ${dueAt.toISOString().slice(11, 16)} UTC${late}`;
}

const clockWords = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`;

function moodBlock({ moods, turnedAtUrl }: CardFacts): readonly Block[] {
  if (moods.length === 0) return [];
  const link: readonly Inline[] =
    turnedAtUrl === null ? [] : [text("  "), { type: "link", url: turnedAtUrl, label: "turned here" }];
  return [paragraph(text("Mood: ", "bold"), text(moods.slice(-5).join(" → ")), ...link)];
}

function riskBlocks(flag: RiskFlag): readonly Block[] {
  const evidence = flag.signals.slice(0, 3).map((signal): readonly Inline[] => {
    const link: readonly Inline[] =
      signal.permalink === null ? [] : [text(" "), { type: "link", url: signal.permalink, label: "message" }];
    return [text(`${signal.detail}: `, "bold"), text(`“${signal.quote}”`), ...link];
  });
  return [
    {
      type: "meter",
      label: "Risk",
      share: flag.score,
      word: `${flag.level} (${flag.score.toFixed(2)} of 1)`,
    },
    { type: "list", items: evidence },
    {
      type: "context",
      inlines: [
        text(
          `Negative emotion share ${Math.round(flag.negativeEmotionSharePercent)} % (seed formula, not a probability). Rapport may be wrong.`,
        ),
      ],
    },
  ];
}

function suggestionBlocks(facts: CardFacts): readonly Block[] {
  const next = facts.flag
    ? nextBestAction({
        level: facts.flag.level,
        score: facts.flag.score,
        signals: facts.flag.signals,
        negativeEmotionSharePercent: facts.flag.negativeEmotionSharePercent,
      })
    : null;
  return [
    paragraph(text("Drafted reply: ", "bold"), text(facts.suggestion.text)),
    ...(facts.suggestion.citations.length > 0
      ? [{ type: "context" as const, inlines: citationLine(facts.suggestion.citations) }]
      : []),
    ...(next ? [paragraph(text("Next: ", "bold"), text(next.action), text(` — ${next.reason}`))] : []),
  ];
}

function similarBlock(facts: CardFacts): readonly Block[] {
  if (facts.similarTickets.length === 0) return [];
  const words = facts.similarTickets.map((ticket) => `#${ticket.number} ${ticket.subject}`).join(" · ");
  return [{ type: "context", inlines: [text(`Similar: ${words}`)] }];
}

/** What was done so far, on one line. */
const progressBlock = ({ progress }: CardFacts): readonly Block[] =>
  progress.length === 0 ? [] : [{ type: "context", inlines: [text(progress.join(" · "))] }];

/** A menu of more is none that anybody reads; the console lists everybody. */
const MOST_AGENTS = 20;

function assignMenu({ ticket, agents }: CardFacts): readonly Control[] {
  const others = agents.filter((agent) => agent.id !== ticket.assigneeId).slice(0, MOST_AGENTS);
  if (others.length === 0) return [];
  const options = others.map((agent) => ({
    label: agent.displayName.slice(0, 75),
    value: joinValue(ticket.id, agent.id),
  }));
  return [{ type: "menu", controlId: CONTROLS.assign, label: "Assign", options }];
}

function cardControls(facts: CardFacts): readonly Control[] {
  const { ticket, flag } = facts;
  const button = (controlId: string, label: string, style?: "primary" | "danger"): Control => ({
    type: "button",
    controlId,
    label,
    value: ticket.id,
    ...(style && { style }),
  });
  const past = [button(CONTROLS.transcript, "Transcript"), button(CONTROLS.why, "Why?")];
  if (ticket.state === "closed") return past;
  if (ticket.state === "solved") return [button(CONTROLS.reopen, "Reopen"), ...past];
  return [
    ...(ticket.claimedAt === null
      ? [button(CONTROLS.claim, "Claim", "primary")]
      : [button(CONTROLS.claim, "Take over")]),
    button(CONTROLS.reply, "Reply"),
    ...assignMenu(facts),
    button(CONTROLS.snooze, "Snooze 1 h"),
    button(CONTROLS.resolve, "Resolve"),
    ...(flag && flag.verdict === null ? [button(CONTROLS.notARisk, "Not a risk")] : []),
    button(CONTROLS.why, "Why?"),
  ];
}
