import type { Capabilities } from "../../src/domain/capability.ts";

const yes = { support: "yes" } as const;

export const SLACK_CAPABILITIES: Capabilities = {
  channels: yes,
  "direct-messages": yes,
  threads: yes,
  "native-replies": { support: "impossible", why: "Slack has threads and no replies inside a channel" },
  edits: yes,
  deletes: yes,
  reactions: yes,
  buttons: yes,
  menus: yes,
  forms: yes,
  "slash-commands": yes,
  "command-autocomplete": {
    support: "impossible",
    why: "Slack completes the command's name and offers nothing for what follows it",
  },
  "message-shortcuts": yes,
  "ephemeral-messages": yes,
  "update-posted-message": yes,
  "attachments-in": yes,
  "attachments-out": yes,
  "images-inline": yes,
  "typing-indicator": {
    support: "degraded",
    how: "the assistant pane says that a question is being read, other places do not",
  },
  "streaming-answers": yes,
  "mentions-made-inert": yes,
  "previews-off": yes,
  "idempotent-send": {
    support: "impossible",
    why: "Slack takes a second copy of a post; an uncertain one is looked for by its metadata",
  },
  "reconcile-send": yes,
  "home-view": yes,
};
