import type { Person } from "../domain/person.ts";
import type { Thread } from "../domain/thread.ts";
import { mayMove } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { awaitCustomer } from "./await-customer.ts";
import { updateCard } from "./ticket-card.ts";

/** Waits that a human's words to the customer end. */
const ENDED_TIMERS = ["consider-request", "wait-for-human", "unanswered-check"];

/**
 * An agent's words reached the customer, by whatever way: the bot goes quiet, the first answer is counted, the ticket
 * waits for the customer and belongs to whoever answered first, and nobody is reminded any more.
 */
export async function noteHumanAnswer(
  stores: TenantStores,
  answer: {
    readonly thread: Thread;
    readonly platform: string;
    readonly actor: Person;
    readonly answeredAt: Date;
    /** Names the answer, so that the card is brought up to date once for it. */
    readonly cause: string;
    readonly now: Date;
  },
): Promise<void> {
  const { thread, actor, answeredAt } = answer;
  if (thread.firstAgentReplyAt === null) {
    await stores.figures.countFirstAnswer({
      at: answeredAt,
      platform: answer.platform,
      waitedMs: Math.max(0, answeredAt.getTime() - thread.openedAt.getTime()),
    });
  }
  await stores.threads.change(thread.id, {
    firstAgentReplyAt: thread.firstAgentReplyAt ?? answeredAt,
    botQuietAt: thread.botQuietAt ?? answeredAt,
    lastMessageAt: answeredAt > thread.lastMessageAt ? answeredAt : thread.lastMessageAt,
  });
  for (const timer of ENDED_TIMERS) await stores.timers.cancel(timer, thread.id);
  const ticket = await stores.tickets.findUnfinished(thread.id);
  if (!ticket) return;
  await stores.timers.cancel("sla-warning", ticket.id);
  if (ticket.state === "on-hold") await stores.timers.cancel("snooze-over", ticket.id);
  await stores.tickets.change(ticket.id, {
    ...(mayMove(ticket.state, "pending") && { state: "pending" as const, snoozedUntilAt: null }),
    ...(ticket.claimedAt === null && {
      claimedAt: answeredAt,
      assigneeId: actor.id,
      assignedBecause: "answered first",
    }),
  });
  await awaitCustomer(stores, ticket, answer.now);
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "replied",
    actorId: actor.id,
    detail: `${actor.displayName} answered`,
    happenedAt: answeredAt,
  });
  await updateCard(stores, ticket.id, answer.cause, answer.now);
}
