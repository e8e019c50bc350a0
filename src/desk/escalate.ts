import { text } from "../domain/message-content.ts";
import { answerDueAt } from "../domain/sla.ts";
import { isUnfinished, type Ticket } from "../domain/ticket.ts";
import type { DecidedTurn } from "../domain/turn.ts";
import type { DeskActions } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { stopAwaiting } from "./await-customer.ts";
import { CONTROLS } from "./control-ids.ts";
import { sendSurvey } from "./csat-survey.ts";
import { noteHumanAnswer } from "./note-human-answer.ts";
import { openTicket } from "./open-ticket.ts";
import { ephemeral, inThread, mention, plain } from "./place.ts";
import { setSlaWarning } from "./sla-warning.ts";
import { tellOwner } from "./tell-owner.ts";
import { cardRef, postCard, updateCard } from "./ticket-card.ts";
import { markReopened } from "./ticket-moves.ts";
import { teamClock } from "./when-back.ts";

/** Tickets, flags and cards that a turn's decision asks for, and what replies of people mean for them. */
export const escalate: Pick<
  DeskActions,
  | "openTicket"
  | "escalate"
  | "flagThread"
  | "askCsat"
  | "noteAgentReply"
  | "noteStaffTalk"
  | "noteCustomerReply"
> = {
  async openTicket(stores, turn, action) {
    const { ticket, isNew } = await openTicket(stores, {
      thread: turn.thread,
      customer: turn.author,
      subject: turn.message.text,
      priority: action.priority,
      openedBy: "bot",
      reason: action.reason,
      home: inThread(turn.workspace, turn.channel, turn.thread),
      now: turn.now,
    });
    if (isNew && !turn.decision.some((other) => other.kind === "escalate"))
      await postCard(stores, ticket, turn.now);
  },

  async flagThread(stores, turn, { risk }) {
    const { thread, now } = turn;
    if ((await stores.riskFlags.findOpen(thread.id)) === null || turn.thread.riskLevel !== risk.level) {
      await stores.riskFlags.add({
        threadId: thread.id,
        customerId: thread.customerId,
        level: risk.level,
        score: risk.score,
        negativeEmotionSharePercent: risk.negativeEmotionSharePercent,
        signals: risk.signals,
        flaggedAt: now,
      });
    }
    await stores.threads.change(thread.id, { flaggedAt: thread.flaggedAt ?? now });
    if (thread.flaggedAt === null)
      await stores.figures.count({ at: now, platform: turn.workspace.platform, metric: "flagged" });
  },

  async escalate(stores, turn, { risk }) {
    const ticket = await stores.tickets.findUnfinished(turn.thread.id);
    if (!ticket) return;
    const priority = risk.level === "high" ? "urgent" : "high";
    if (ticket.priority !== "urgent" && ticket.priority !== priority) {
      const dueAt = answerDueAt({ openedAt: ticket.openedAt, priority }, await teamClock(stores));
      await stores.tickets.change(ticket.id, { priority, dueAt });
      if (turn.thread.firstAgentReplyAt === null)
        await setSlaWarning(stores, { ...ticket, priority, dueAt }, turn.now);
    }
    const current = (await stores.tickets.get(ticket.id)) ?? ticket;
    if (await isCardPosted(stores, ticket.id, turn))
      await updateCard(stores, ticket.id, `m:${turn.message.id}:${turn.cause}`, turn.now);
    else await postCard(stores, current, turn.now);
  },

  async askCsat(stores, turn) {
    await sendSurvey(stores, { thread: turn.thread, ticketId: null, ownerId: null, now: turn.now });
  },

  async noteAgentReply(stores, turn) {
    await noteHumanAnswer(stores, {
      thread: turn.thread,
      platform: turn.workspace.platform,
      actor: turn.author,
      answeredAt: turn.message.sentAt,
      cause: `reply:${turn.message.id}`,
      now: turn.now,
    });
  },

  async noteStaffTalk(stores, turn) {
    const rootKey = turn.event.threadKey;
    const ref = rootKey === null ? null : await stores.posts.findRef(turn.channel.channelKey, rootKey);
    const ticketId = ref?.startsWith("card:") ? ref.slice("card:".length) : null;
    const ticket = ticketId === null ? null : await stores.tickets.get(ticketId);
    if (!ticket || !isUnfinished(ticket.state)) return;
    await stores.outbox.add({
      workspaceId: turn.workspace.id,
      causeKey: `m:${turn.message.id}:relay`,
      outbound: ephemeral(
        { workspace: turn.workspace, channelKey: turn.channel.channelKey, threadKey: rootKey },
        turn.author,
        null,
        {
          summary: "Only the team has seen this. Send it to the customer?",
          blocks: [
            { type: "paragraph", inlines: [text("Only the team has seen this.")] },
            {
              type: "controls",
              controls: [
                {
                  type: "button",
                  controlId: CONTROLS.relay,
                  label: "Send to the customer",
                  value: `${ticket.id}|${turn.message.id}`,
                  style: "primary",
                },
              ],
            },
          ],
        },
      ),
    });
  },

  async noteCustomerReply(stores, turn) {
    if (turn.author.id !== turn.thread.customerId) return;
    const ticket = await latestTicket(stores, turn);
    if (!ticket) return;
    const cause = `customer:${turn.message.id}`;
    if (ticket.state === "pending" || ticket.state === "on-hold") {
      await stores.tickets.change(ticket.id, { state: "open", snoozedUntilAt: null });
      await stopAwaiting(stores, ticket.id);
      if (ticket.state === "on-hold") await endSnooze(stores, turn, ticket);
      await updateCard(stores, ticket.id, cause, turn.now);
      return;
    }
    if (ticket.state !== "solved" || isGoodbye(turn)) return;
    await markReopened(stores, ticket, {
      actorId: turn.author.id,
      detail: "Reopened: the customer wrote again",
      cause,
      now: turn.now,
    });
    await pingOwner(stores, turn, ticket, "a thread you solved");
  },
};

/** A customer who writes does not wait for the clock of a snooze. */
async function endSnooze(stores: TenantStores, turn: DecidedTurn, ticket: Ticket): Promise<void> {
  await stores.timers.cancel("snooze-over", ticket.id);
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "moved",
    actorId: turn.author.id,
    detail: "Snooze ended: the customer wrote again",
    happenedAt: turn.now,
  });
  await pingOwner(stores, turn, ticket, "a thread you snoozed");
}

const isGoodbye = (turn: DecidedTurn): boolean =>
  turn.request.noise === "thanks" ||
  turn.request.noise === "works-now" ||
  turn.request.noise === "praise" ||
  turn.request.noise === "talk-between-others";

async function latestTicket(stores: TenantStores, turn: DecidedTurn) {
  const unfinished = await stores.tickets.findUnfinished(turn.thread.id);
  if (unfinished || turn.thread.customerId === null) return unfinished;
  const all = await stores.tickets.list({ customerId: turn.thread.customerId, limit: 20 });
  return all.find((ticket) => ticket.threadId === turn.thread.id) ?? null;
}

/** The card may wait in the outbox still: then the ticket is older than this turn. */
async function isCardPosted(stores: TenantStores, ticketId: string, turn: DecidedTurn): Promise<boolean> {
  if ((await stores.posts.find(cardRef(ticketId))) !== null) return true;
  return !turn.decision.some((action) => action.kind === "open-ticket");
}

async function pingOwner(
  stores: TenantStores,
  turn: DecidedTurn,
  ticket: Ticket,
  where: string,
): Promise<void> {
  await tellOwner(stores, {
    ownerId: ticket.assigneeId,
    aboutId: turn.author.id,
    causeKey: `m:${turn.message.id}:ping`,
    content: plain(
      `${turn.author.displayName} wrote again in ${where} (#${ticket.number}).`,
      mention(turn.author, false),
      text(` wrote again in ${where} (#${ticket.number}), in #${turn.channel.name}.`),
    ),
  });
}
