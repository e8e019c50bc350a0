import type { FlagVerdict } from "../domain/churn-risk.ts";
import type { Person } from "../domain/person.ts";
import { isUnfinished, mayMove, type Ticket } from "../domain/ticket.ts";
import { addMs, describeSpan } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { placeOfThread } from "./place.ts";
import { updateCard } from "./ticket-card.ts";
import {
  claimTicket,
  type Move,
  type MoveOutcome,
  reopenTicket,
  replyToCustomer,
  resolveTicket,
} from "./ticket-moves.ts";

/** What people do with a ticket in the console; the card in the agents' channel follows. */
export const consoleMoves = {
  claim: claimTicket,
  resolve: resolveTicket,
  reopen: reopenTicket,
  reply: replyToCustomer,
  assign: assignTicket,
  snooze: snoozeTicketFor,
  judge: judgeFlag,
  suggestion: draftedAnswer,
};

async function assignTicket(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  assignee: Person,
): Promise<MoveOutcome> {
  if (!isUnfinished(ticket.state)) return `Ticket #${ticket.number} is ${ticket.state} already.`;
  if (ticket.assigneeId === assignee.id) return `Ticket #${ticket.number} is theirs already.`;
  await stores.tickets.change(ticket.id, {
    assigneeId: assignee.id,
    assignedBecause: `assigned by ${actor.displayName}`,
  });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "assigned",
    actorId: actor.id,
    detail: `Assigned to ${assignee.displayName} by ${actor.displayName}`,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

/** Out of sight for a span of the agent's choice; the persisted timer brings it back. */
async function snoozeTicketFor(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  forMs: number,
): Promise<MoveOutcome> {
  if (!mayMove(ticket.state, "on-hold")) return `Ticket #${ticket.number} is ${ticket.state}.`;
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!home) return "The customer's thread is not there any more.";
  const untilAt = addMs(now, forMs);
  await stores.tickets.change(ticket.id, { state: "on-hold", snoozedUntilAt: untilAt });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "snoozed",
    actorId: actor.id,
    detail: `Snoozed for ${describeSpan(forMs)} by ${actor.displayName}`,
    happenedAt: now,
  });
  const { workspace, channel } = home;
  await stores.timers.set({
    workspaceId: workspace.id,
    name: "snooze-over",
    subjectId: ticket.id,
    dueAt: untilAt,
    event: {
      kind: "timer-due",
      timer: "snooze-over",
      subjectId: ticket.id,
      threadKey: null,
      platform: workspace.platform,
      workspaceKey: workspace.workspaceKey,
      channel: {
        channelKey: channel.channelKey,
        name: channel.name,
        isDirect: channel.purpose === "direct",
        isPrivate: channel.purpose === "direct",
      },
      actor: { personKey: actor.personKey, displayName: actor.displayName, isBot: false },
      dedupeKey: `timer:snooze-over:${ticket.id}:${untilAt.toISOString()}`,
      occurredAt: untilAt.toISOString(),
    },
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

const VERDICTS: Readonly<Record<FlagVerdict, string>> = {
  left: "The customer left",
  stayed: "The customer stayed",
  "false-alarm": "Not a risk",
};

async function judgeFlag(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  verdict: FlagVerdict,
): Promise<MoveOutcome> {
  const flag = await stores.riskFlags.findOpen(ticket.threadId);
  if (!flag) return "There is no open flag on this thread.";
  await stores.riskFlags.giveVerdict(flag.id, { verdict, verdictAt: now, verdictById: actor.id });
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (home) {
    const { platform } = home.workspace;
    await stores.figures.count({ at: now, platform, metric: "flags-judged" });
    if (verdict === "left") await stores.figures.count({ at: now, platform, metric: "flags-confirmed" });
  }
  if (verdict === "false-alarm")
    await stores.threads.change(ticket.threadId, { riskLevel: "low", riskScore: 0 });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "judged",
    actorId: actor.id,
    detail: `${VERDICTS[verdict]}, says ${actor.displayName}`,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

/** The last answer the documents gave in the ticket's thread; `null` where they had none. */
async function draftedAnswer(stores: TenantStores, ticket: Ticket) {
  const turns = await stores.turns.listByThread(ticket.threadId);
  const draft = turns.findLast((turn) => turn.draft?.kind === "cited")?.draft;
  if (draft?.kind !== "cited") return null;
  return { text: draft.text, citations: draft.citations, writer: draft.writer };
}
