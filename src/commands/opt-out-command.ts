import { optOut } from "../desk/forget-person.ts";
import { type Command, reply, words } from "./command.ts";

/** Stops the analysis of the person who types it, at once, and removes what was read; service goes on. */
export const optOutCommand: Command = {
  name: "rapport optout",
  usage: "[off]",
  summary: "Stop the analysis of your messages and remove what was read (off: allow it again)",
  allowed: "anyone",
  choices: ["off"],
  async run(invocation) {
    const { context, argument } = invocation;
    return async (stores) => {
      const wasOut = context.actor.optedOutAt !== null;
      if (argument === "off") {
        await stores.people.setOptedOut(context.actor.id, null);
        await reply(
          invocation,
          words(
            wasOut ? "Your messages may be analysed again." : "Your messages are being analysed as before.",
          ),
        )(stores);
        return;
      }
      const removed = await optOut(stores, context.actor, context.now);
      await stores.audit.add({
        actor: context.actor.id,
        action: "privacy.opt-out",
        subject: context.actor.id,
        detail: { removed },
        happenedAt: context.now,
      });
      await reply(
        invocation,
        words(
          `Your messages are not analysed any more; ${removed} earlier readings are gone. You are helped as before. “/rapport optout off” takes it back.`,
        ),
      )(stores);
    };
  },
};
