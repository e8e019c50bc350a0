import type { Message } from "../domain/message.ts";
import { paragraph, text } from "../domain/message-content.ts";
import { isStaff } from "../domain/role.ts";
import type { Thread } from "../domain/thread.ts";
import { markThread } from "./mark-thread.ts";
import { placeOfThread, plain } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { sayInThread } from "./say-in-thread.ts";
import { resolveTicket } from "./ticket-moves.ts";

/** From a message's own menu: this one solved the thread. Only whoever asked there, and staff, can say so. */
export async function markSolution(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const { actor, now } = context;
  const message = await stores.messages.findByKey(context.channel.id, event.messageKey);
  const found = await threadOf(press, message);
  const thread = found && (await stores.threads.getForUpdate(found.id));
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!thread || !home) return tell(press, plain("There is no request about this message."));
  if (thread.customerId !== actor.id && !isStaff(actor.role))
    return tell(press, plain("Only the person who asked, or the team, can mark a solution."));
  const cause = `e:${event.dedupeKey}`;
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `solution:${thread.id}:${event.messageKey}`,
    content: solutionMessage(actor.displayName, message?.permalink ?? null),
    now,
  });
  const ticket = await stores.tickets.findUnfinished(thread.id);
  if (ticket) await resolveTicket(stores, { ticket, actor, cause, now });
  else {
    await stores.threads.change(thread.id, { status: "solved" });
    await stores.timers.cancel("unanswered-check", thread.id);
    await markThread(stores, home, "solved", cause);
  }
  await tell(press, plain("Marked as the solution."));
}

async function threadOf({ stores, context, event }: Press, message: Message | null): Promise<Thread | null> {
  if (message !== null) return stores.threads.get(message.threadId);
  const key = event.threadKey ?? event.messageKey;
  return stores.threads.findByKey(context.channel.id, key);
}

function solutionMessage(name: string, url: string | null) {
  const words = `✓ Solved. ${name} marked the solution.`;
  return {
    summary: words,
    blocks: [
      url === null
        ? paragraph(text(words))
        : paragraph(text(`${words} `), { type: "link" as const, url, label: "Jump to it" }),
    ],
  };
}
