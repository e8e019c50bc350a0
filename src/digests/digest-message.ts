import type { DigestSummary, Figure } from "../domain/digest.ts";
import { EMOTIONS } from "../domain/emotion.ts";
import {
  type Block,
  type FileRef,
  type Inline,
  type MessageContent,
  paragraph,
  text,
} from "../domain/message-content.ts";
import { describeSpan } from "../domain/time.ts";
import { localTime, MONTHS } from "../domain/zone.ts";
import { digestCharts } from "./digest-charts.ts";

/** The post in the managers' channel: what changed, five to ten lines, the picture, who is at risk, the flags' own record. */
export function digestMessage(summary: DigestSummary, chart: FileRef | null): MessageContent {
  const title = titleOf(summary);
  const headline = headlineOf(summary);
  return {
    summary: `${title}: ${headline}`,
    blocks: [
      { type: "heading", text: title },
      paragraph(text(headline)),
      { type: "facts", facts: factsOf(summary) },
      ...(chart
        ? [{ type: "image" as const, file: chart, alt: altOf(summary), charts: digestCharts(summary) }]
        : []),
      ...atRiskBlocks(summary),
      { type: "context", inlines: [text(verdictLine(summary))] },
    ],
  };
}

function titleOf({ kind, startAt, endAt, timeZone }: DigestSummary): string {
  const name = kind === "daily" ? "Daily digest" : "Weekly digest";
  return `${name} · ${moment(startAt, timeZone)} – ${moment(endAt, timeZone)} (${timeZone})`;
}

function moment(at: Date, timeZone: string): string {
  const { month, day, hour, minute } = localTime(at, timeZone);
  const clock =
    hour === 0 && minute === 0 ? "" : ` ${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  return `${day} ${MONTHS[month - 1]}${clock}`;
}

/** The one thing that changed most, in a sentence. */
function headlineOf(summary: DigestSummary): string {
  const { csatScore, negativeSharePercent, customerMessages, flagged } = summary;
  if ((flagged.value ?? 0) > 0)
    return `${plural(flagged.value ?? 0, "customer")} newly at risk among ${plural(customerMessages.value ?? 0, "message")}.`;
  const csatMove = difference(csatScore);
  if (csatMove !== null && Math.abs(csatMove) >= 0.05)
    return `CSAT ${csatMove > 0 ? "rose" : "fell"} by ${Math.round(Math.abs(csatMove) * 100)} points.`;
  const moodMove = difference(negativeSharePercent);
  if (moodMove !== null && Math.abs(moodMove) >= 5)
    return `Negative emotion ${moodMove > 0 ? "rose" : "fell"} by ${Math.round(Math.abs(moodMove))} points.`;
  return `${plural(customerMessages.value ?? 0, "customer message")}, nothing out of the ordinary.`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const difference = ({ value, before }: Figure): number | null =>
  value === null || before === null ? null : value - before;

type Fact = { readonly label: string; readonly value: readonly Inline[] };

function factsOf(summary: DigestSummary): readonly Fact[] {
  const line = (label: string, said: string): Fact => ({ label, value: [text(said)] });
  const csat = summary.csatScore.value;
  return [
    line(
      "CSAT",
      csat === null
        ? "no ratings"
        : `${Math.round(csat * 100)} % good of ${summary.csatCount.value ?? 0}${moved(summary.csatScore, (by) => `${signed(by * 100)} points`)}`,
    ),
    line(
      "Customer messages",
      `${summary.customerMessages.value ?? 0}${moved(summary.customerMessages, signed)}`,
    ),
    line(
      "Negative emotion share",
      summary.negativeSharePercent.value === null
        ? "nothing read"
        : `${Math.round(summary.negativeSharePercent.value)} %${moved(summary.negativeSharePercent, (by) => `${signed(by)} points`)}`,
    ),
    line(
      "Answered by the bot",
      `${summary.answeredByBot.value ?? 0}${moved(summary.answeredByBot, signed)}; passed on ${summary.abstained.value ?? 0}`,
    ),
    line(
      "First human answer",
      summary.firstAnswerMedianMs.value === null
        ? "none given"
        : `about ${describeSpan(summary.firstAnswerMedianMs.value)} (median)`,
    ),
    line(
      "Tickets",
      `${summary.ticketsOpened.value ?? 0} opened, ${summary.ticketsSolved.value ?? 0} solved, ${summary.openTickets.value ?? 0} open now`,
    ),
    line("Nobody answered yet", plural(summary.unanswered.value ?? 0, "request")),
  ];
}

function moved(figure: Figure, say: (by: number) => string): string {
  const by = difference(figure);
  return by === null || Math.round(by * 100) === 0 ? "" : ` (${say(by)})`;
}

const signed = (by: number): string => `${by > 0 ? "+" : "−"}${Math.abs(Math.round(by))}`;

function altOf({ emotionCounts, trend }: DigestSummary): string {
  const counts = EMOTIONS.map((label) => `${label} ${emotionCounts[label]}`).join(", ");
  return `Emotions of this period: ${counts}. Below, negative emotion share and CSAT over ${trend.length} days.`;
}

function atRiskBlocks({ atRisk }: DigestSummary): readonly Block[] {
  if (atRisk.length === 0) return [];
  const items = atRisk.map((row): readonly Inline[] => {
    const link: readonly Inline[] =
      row.permalink === null ? [] : [text(" "), { type: "link", url: row.permalink, label: "open" }];
    return [text(`${row.customerName} (${row.level}): `, "bold"), text(row.detail), ...link];
  });
  return [paragraph(text("Needs a decision", "bold")), { type: "list", items }];
}

function verdictLine({ flagVerdicts: { given, confirmed } }: DigestSummary): string {
  if (given === 0) return "No flag has been judged yet; “Not a risk” on a card teaches this line.";
  return `Of ${plural(given, "judged flag")} in two weeks, ${confirmed} came true.`;
}
