import { randomUUID } from "node:crypto";
import { draftOfThread, draftTicket, ticketForm } from "../desk/ticket-form.ts";
import { type Command, reply, words } from "./command.ts";

/** Opens the ticket form, filled in with what was typed. */
export const ticketCommand: Command = {
  name: "rapport ticket",
  usage: "[subject]",
  summary: "Ask the team: opens a ticket",
  allowed: "anyone",
  async run(invocation) {
    const { context, event, argument } = invocation;
    const { interactionKey } = event;
    if (interactionKey === null)
      return reply(
        invocation,
        words("A ticket can be opened here by the button “Talk to a human” under an answer."),
      );
    return async (stores) => {
      const thread =
        event.threadKey === null ? null : await stores.threads.findByKey(context.channel.id, event.threadKey);
      // Not from a thread of the own: an id for this one form, under which the ticket gets its thread.
      const own = thread?.customerId === context.actor.id ? thread : null;
      const draft = own === null ? draftTicket([], null) : await draftOfThread(stores, own);
      const subject = argument.slice(0, 200);
      await stores.outbox.add({
        workspaceId: context.workspace.id,
        causeKey: `e:${event.dedupeKey}:form`,
        outbound: {
          platform: context.workspace.platform,
          workspaceKey: context.workspace.workspaceKey,
          channelKey: context.channel.channelKey,
          threadKey: event.threadKey,
          kind: "open-form",
          personKey: context.actor.personKey,
          interactionKey,
          form: ticketForm(own?.id ?? randomUUID(), {
            subject: subject === "" ? draft.subject : subject,
            details: draft.details,
          }),
        },
      });
    };
  },
};
