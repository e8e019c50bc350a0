import type { TimerName } from "../domain/inbound-event.ts";
import type { Person } from "../domain/person.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { TimerWriter } from "../ports/stores/outbox-writer.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { placeOfThread } from "./place.ts";

/**
 * A persisted wait about a ticket. The event carries no standing of the actor: it is ours, it tells nothing about
 * roles, so nobody's role is read from it. `null` when the ticket's channel is gone.
 */
export async function deskTimer(
  stores: TenantStores,
  wait: {
    readonly ticket: Ticket;
    readonly name: TimerName;
    readonly dueAt: Date;
    readonly actor: Person;
  },
): Promise<Parameters<TimerWriter["set"]>[0] | null> {
  const { ticket, name, dueAt, actor } = wait;
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!home) return null;
  const { workspace, channel } = home;
  return {
    workspaceId: workspace.id,
    name,
    subjectId: ticket.id,
    dueAt,
    event: {
      kind: "timer-due",
      timer: name,
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
      dedupeKey: `timer:${name}:${ticket.id}:${dueAt.toISOString()}`,
      occurredAt: dueAt.toISOString(),
    },
  };
}
