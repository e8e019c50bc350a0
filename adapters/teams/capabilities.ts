import type { Capabilities } from "../../src/domain/capability.ts";

const yes = { support: "yes" } as const;

export const TEAMS_CAPABILITIES: Capabilities = {
  channels: yes,
  "direct-messages": yes,
  threads: yes,
  "native-replies": {
    support: "degraded",
    how: "a quoted message in a chat is read as a reply; in a channel a reply is a thread",
  },
  edits: yes,
  deletes: yes,
  reactions: {
    support: "degraded",
    how: "reactions to the bot's own messages are read; a bot cannot react in Teams",
  },
  buttons: yes,
  menus: yes,
  forms: yes,
  "slash-commands": {
    support: "degraded",
    how: "the same commands as words to the bot (@Rapport history), listed when it is mentioned",
  },
  "command-autocomplete": {
    support: "degraded",
    how: "Teams lists up to ten commands of the manifest and offers nothing for what follows them",
  },
  "message-shortcuts": yes,
  "ephemeral-messages": {
    support: "degraded",
    how: "in the dialog or card that was pressed, else in the channel before that person's eyes alone; in their private chat where Microsoft's cloud cannot",
  },
  "update-posted-message": yes,
  "attachments-in": yes,
  "attachments-out": {
    support: "degraded",
    how: "as a link to the desk that is good for a day; needs PUBLIC_URL",
  },
  "images-inline": {
    support: "degraded",
    how: "charts are drawn by Teams itself; small pictures lie inside the card, larger ones are fetched from the desk, which needs PUBLIC_URL",
  },
  "typing-indicator": { support: "degraded", how: "in private chats, in place of a reaction" },
  "streaming-answers": {
    support: "degraded",
    how: "sentence by sentence in private chats, where Teams streams; whole everywhere else",
  },
  "mentions-made-inert": yes,
  "previews-off": yes,
  "idempotent-send": {
    support: "impossible",
    why: "Teams takes a second copy of a post; an uncertain one is shown to a human",
  },
  "reconcile-send": {
    support: "impossible",
    why: "a bot may not read a conversation, so an uncertain post cannot be looked for",
  },
  "home-view": { support: "degraded", how: "the private chat with its commands, and the console" },
};
