import type { Capabilities } from "../../src/domain/capability.ts";

const yes = { support: "yes" } as const;

export const WEB_CAPABILITIES: Capabilities = {
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
  "ephemeral-messages": yes,
  "update-posted-message": yes,
  "attachments-in": yes,
  "attachments-out": yes,
  "images-inline": yes,
  "typing-indicator": { support: "degraded", how: "a reaction on the message says that it is being read" },
  "streaming-answers": { support: "degraded", how: "an answer appears whole and may be updated in place" },
  "mentions-made-inert": yes,
  "previews-off": yes,
  "idempotent-send": yes,
  "reconcile-send": yes,
  "home-view": { support: "degraded", how: "the pages of the console" },
};
