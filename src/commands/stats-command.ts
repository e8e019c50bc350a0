import { EMOTIONS } from "../domain/emotion.ts";
import { type Inline, type MessageContent, text } from "../domain/message-content.ts";
import { addMs, DAY, HOUR, hourOf } from "../domain/time.ts";
import type { HourOfFigures, Metric } from "../ports/stores/figures-store.ts";
import { type Command, reply } from "./command.ts";

/** The desk's figures of the last seven days, from the roll-ups. */
export const statsCommand: Command = {
  name: "stats",
  usage: "",
  summary: "The desk's last seven days: messages, answers, tickets, ratings, moods",
  allowed: "staff",
  async run(invocation) {
    const { context, read } = invocation;
    const toAt = addMs(hourOf(context.now), HOUR);
    const found = await read(async (stores) => ({
      hours: await stores.figures.read(addMs(toAt, -7 * DAY), toAt),
      openTickets: await stores.figures.countOpenTickets(),
    }));
    return reply(invocation, statsMessage(found.hours, found.openTickets));
  },
};

export function statsMessage(hours: readonly HourOfFigures[], openTickets: number): MessageContent {
  const total = (metric: Metric): number =>
    hours.reduce((sum, hour) => sum + (hour.counts[metric]?.count ?? 0), 0);
  const messages = total("customer-messages");
  const emotions = EMOTIONS.map((label) => ({
    label,
    count: hours.reduce((sum, hour) => sum + hour.emotions[label], 0),
  }));
  const read = emotions.reduce((sum, { count }) => sum + count, 0);
  const rated = total("csat-responses");
  const fact = (label: string, value: string) => ({ label, value: [text(value)] as readonly Inline[] });
  return {
    summary: `Last seven days: ${messages} customer messages, ${total("answered")} answered by the bot, ${openTickets} open tickets`,
    blocks: [
      { type: "heading", text: "Last seven days" },
      {
        type: "facts",
        facts: [
          fact("Customer messages", `${messages} (${read} read for emotion)`),
          fact("Answered by the bot", `${total("answered")}, passed on ${total("abstained")}`),
          fact(
            "Tickets",
            `${total("tickets-opened")} opened, ${total("tickets-solved")} solved, ${openTickets} open now`,
          ),
          fact("At-risk threads", String(total("flagged"))),
          fact(
            "CSAT",
            rated === 0
              ? "no ratings yet"
              : `${Math.round((total("csat-good") / rated) * 100)} % of ${rated} ratings are 4 or 5`,
          ),
        ],
      },
      ...(read === 0
        ? []
        : [
            {
              type: "list" as const,
              items: emotions.map(({ label, count }): readonly Inline[] => [
                text(bar(count / read), "code"),
                text(` ${label} ${Math.round((count / read) * 100)} % (${count})`),
              ]),
            },
          ]),
    ],
  };
}

const BAR_CELLS = 12;

/** Twelve cells, filled by the share: reads without colour and without a picture. */
function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS);
  return "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
}
