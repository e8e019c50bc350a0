import type { Capabilities } from "../../src/domain/capability.ts";

const yes = { support: "yes" } as const;

export const DISCORD_CAPABILITIES: Capabilities = {
  channels: yes,
  "direct-messages": yes,
  threads: yes,
  "native-replies": yes,
  edits: yes,
  deletes: yes,
  reactions: yes,
  buttons: yes,
  menus: yes,
  forms: yes,
  "slash-commands": yes,
  "command-autocomplete": yes,
  "message-shortcuts": yes,
  "ephemeral-messages": {
    support: "degraded",
    how: "as an answer to a press or a command, for 15 minutes; after that in a direct message",
  },
  "update-posted-message": yes,
  "attachments-in": yes,
  "attachments-out": yes,
  "images-inline": yes,
  "typing-indicator": {
    support: "degraded",
    how: "shown while a question that names the bot is read, for up to ten seconds",
  },
  "streaming-answers": { support: "degraded", how: "an answer appears whole and may be updated in place" },
  "mentions-made-inert": yes,
  "previews-off": yes,
  "idempotent-send": yes,
  "reconcile-send": yes,
  "home-view": { support: "impossible", why: "Discord gives an app no page of its own" },
};
