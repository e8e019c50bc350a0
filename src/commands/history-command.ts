import { findPerson } from "../desk/find-person.ts";
import { type Block, type Inline, type MessageContent, paragraph, text } from "../domain/message-content.ts";
import { moodPath, turningPoint } from "../domain/mood-path.ts";
import type { Person } from "../domain/person.ts";
import { isStaff } from "../domain/role.ts";
import { describeSpan } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { type Command, reply, words } from "./command.ts";

/** A customer sees the own tickets; staff see a customer's mood over time, tickets and ratings. */
export const historyCommand: Command = {
  name: "history",
  usage: "[@person]",
  summary: "Your tickets; for staff: a customer's mood, tickets and ratings",
  allowed: "anyone",
  async run(invocation) {
    const { context, argument, read } = invocation;
    if (!isStaff(context.actor.role))
      return reply(invocation, await read((stores) => ownHistory(stores, context.actor)));
    if (argument.replace(/^@/, "").trim() === "")
      return reply(invocation, words("Whose? Type /history @name."));
    const person = await read((stores) => findPerson(stores, argument));
    if (!person) return reply(invocation, words("Nobody of that name has written here."));
    if (isStaff(person.role))
      return reply(invocation, words(`${person.displayName} is staff; staff are never analysed.`));
    const history = await read((stores) => customerHistory(stores, person, context.now));
    return reply(invocation, history, person.id);
  },
};

async function ownHistory(stores: TenantStores, person: Person): Promise<MessageContent> {
  const tickets = await stores.tickets.list({ customerId: person.id, limit: 10 });
  if (tickets.length === 0) return words("You have no tickets. Type /rapport ticket to open one.");
  return {
    summary: `Your last ${tickets.length} tickets`,
    blocks: [
      { type: "heading", text: "Your tickets" },
      {
        type: "list",
        items: tickets.map((ticket): readonly Inline[] => [
          text(`#${ticket.number} `, "bold"),
          text(`${ticket.subject} (${ticket.state}, ${dayOf(ticket.openedAt)})`),
        ]),
      },
    ],
  };
}

async function customerHistory(stores: TenantStores, person: Person, now: Date): Promise<MessageContent> {
  const readings = [...(await stores.emotions.moodsOfPerson(person.id, 60))].sort(
    (a, b) => a.sentAt.getTime() - b.sentAt.getTime(),
  );
  const tickets = await stores.tickets.list({ customerId: person.id, limit: 5 });
  const ratings = await stores.csat.listByCustomer(person.id);
  const threads = await stores.threads.listByCustomer(person.id, 5);
  const path = moodPath(
    readings.map(({ messageId, mood, tag }) => ({ messageId, mood, sentiment: tag.sentiment })),
  );
  const turn = turningPoint(
    readings.map(({ messageId, mood, tag }) => ({ messageId, mood, sentiment: tag.sentiment })),
  );
  const last = threads[0];
  const blocks: Block[] = [
    { type: "heading", text: person.displayName },
    {
      type: "facts",
      facts: [
        {
          label: "Mood over time",
          value: [
            text(
              person.optedOutAt
                ? "analysis is switched off"
                : path.length === 0
                  ? "nothing read yet"
                  : path
                      .slice(-8)
                      .map((step) => step.mood)
                      .join(" → "),
            ),
          ],
        },
        { label: "Read messages", value: [text(String(readings.length))] },
        {
          label: "Ratings",
          value: [
            text(
              ratings.length === 0
                ? "none"
                : ratings
                    .slice(0, 8)
                    .map((given) => `${given.rating}/5`)
                    .join(", "),
            ),
          ],
        },
        {
          label: "Last wrote",
          value: [text(last ? `${describeSpan(now.getTime() - last.lastMessageAt.getTime())} ago` : "never")],
        },
        { label: "Highest open risk", value: [text(highestRisk(threads))] },
      ],
    },
  ];
  if (turn)
    blocks.push(
      paragraph(text("Turning point: ", "bold"), text(`${turn.from} → ${turn.to} (${turn.direction})`)),
    );
  if (tickets.length > 0) {
    blocks.push({
      type: "list",
      items: tickets.map((ticket): readonly Inline[] => [
        text(`#${ticket.number} `, "bold"),
        text(`${ticket.subject} (${ticket.state})`),
      ]),
    });
  }
  blocks.push({ type: "context", inlines: [text("For the support team only. Readings may be wrong.")] });
  return { summary: `History of ${person.displayName}`, blocks };
}

function highestRisk(
  threads: readonly { readonly status: string; readonly riskLevel: string; readonly riskScore: number }[],
): string {
  const open = threads
    .filter((thread) => thread.status === "open")
    .sort((a, b) => b.riskScore - a.riskScore)[0];
  return open ? `${open.riskLevel} (${open.riskScore.toFixed(2)} of 1)` : "no open thread";
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
