import type { DigestOutcome, DigestRunner } from "../ports/desk.ts";
import { type Command, reply, words } from "./command.ts";

const SAID: Readonly<Record<DigestOutcome, string>> = {
  posted: "The digest is on its way to the managers' channel.",
  "posted-before": "The digest of this period has been posted already.",
  "nothing-happened": "Nothing happened in this period, so there is nothing to post.",
  "no-managers-channel": "No channel is named for managers yet. Name one under Settings, Channels.",
};

/** Posts the digest up to now in the managers' channel. */
export const digestCommand = (digests: DigestRunner): Command => ({
  name: "rapport digest",
  usage: "[daily|weekly]",
  summary: "Post the digest to the managers' channel now",
  allowed: "managers",
  choices: ["daily", "weekly"],
  async run(invocation) {
    const kind = invocation.argument === "weekly" ? "weekly" : "daily";
    const { context, read } = invocation;
    const post = await digests.prepare(
      {
        tenantId: context.tenantId,
        kind,
        askedBy: "command",
        workspaceId: context.workspace.id,
        now: context.now,
      },
      read,
    );
    return async (stores) => {
      const outcome = await post(stores);
      await reply(invocation, words(SAID[outcome]))(stores);
    };
  },
});
