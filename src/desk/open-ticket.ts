import type { Person } from "../domain/person.ts";
import { answerDueAt } from "../domain/sla.ts";
import type { Thread } from "../domain/thread.ts";
import type { Ticket, TicketPriority } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { chooseAssignee } from "./choose-assignee.ts";
import { agentsAt, agentsPlace, type Place } from "./place.ts";
import { setSlaWarning } from "./sla-warning.ts";
import { teamClock } from "./when-back.ts";

export interface TicketRequest {
  readonly thread: Thread;
  readonly customer: Person | null;
  readonly subject: string;
  readonly priority: TicketPriority;
  readonly openedBy: Ticket["openedBy"];
  readonly reason: string;
  /** Where the thread lives. */
  readonly home: Place;
  readonly now: Date;
}

/** Opens the ticket of a thread and assigns it; a thread that has an unfinished one keeps it. */
export async function openTicket(
  stores: TenantStores,
  request: TicketRequest,
): Promise<{ readonly ticket: Ticket; readonly isNew: boolean }> {
  const { thread, now } = request;
  const place = await agentsPlace(stores, request.home.workspace.id);
  const agents = await agentsAt(stores, place ?? request.home);
  const assignment = chooseAssignee(agents, await stores.tickets.loads());
  const opened = await stores.tickets.open({
    threadId: thread.id,
    customerId: thread.customerId,
    subject: subjectOf(request.subject),
    state: "open",
    priority: request.priority,
    assigneeId: assignment?.assigneeId ?? null,
    assignedBecause: assignment?.because ?? null,
    openedBy: request.openedBy,
    openedAt: now,
    dueAt: answerDueAt({ openedAt: now, priority: request.priority }, await teamClock(stores)),
  });
  if (!opened.isNew) return opened;
  await stores.tickets.addEvent({
    ticketId: opened.ticket.id,
    kind: "opened",
    actorId: request.customer?.id ?? null,
    detail: `Opened: ${request.reason}`,
    happenedAt: now,
  });
  if (assignment) {
    await stores.tickets.addEvent({
      ticketId: opened.ticket.id,
      kind: "assigned",
      actorId: assignment.assigneeId,
      detail: `Assigned: ${assignment.because}`,
      happenedAt: now,
    });
  }
  await stores.figures.count({
    at: now,
    platform: request.home.workspace.platform,
    metric: "tickets-opened",
  });
  if (thread.firstAgentReplyAt === null) await setSlaWarning(stores, opened.ticket, now);
  return opened;
}

const SUBJECT_LENGTH = 90;

export function subjectOf(words: string): string {
  const flat = words.replace(/\s+/g, " ").trim();
  if (flat === "") return "A customer needs help";
  return flat.length <= SUBJECT_LENGTH ? flat : `${flat.slice(0, SUBJECT_LENGTH - 1).trimEnd()}…`;
}
