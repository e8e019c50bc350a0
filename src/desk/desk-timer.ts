import type { TimerName } from "../domain/inbound-event.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { TimerWriter } from "../ports/stores/outbox-writer.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { placeOfThread } from "./place.ts";

/**
 * A persisted wait about a ticket. Its actor is the bot: a clock is no evidence of who a person is, and nobody's role
 * may be read from it. `null` when the ticket's channel is gone.
 */
export async function deskTimer(
  stores: TenantStores,
  wait: {
    readonly ticket: Ticket;
    readonly name: TimerName;
    readonly dueAt: Date;
  },
): Promise<Parameters<TimerWriter["set"]>[0] | null> {
  const { ticket, name, dueAt } = wait;
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
      actor: { personKey: "rapport", displayName: "Rapport", isBot: true },
      dedupeKey: `timer:${name}:${ticket.id}:${dueAt.toISOString()}`,
      occurredAt: dueAt.toISOString(),
    },
  };
}
