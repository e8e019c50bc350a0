/** What a chat platform may or may not be able to do; the table in the README is generated from these. */
export const FEATURES = [
  "channels",
  "direct-messages",
  "threads",
  "native-replies",
  "edits",
  "deletes",
  "reactions",
  "buttons",
  "menus",
  "forms",
  "slash-commands",
  "command-autocomplete",
  "message-shortcuts",
  "ephemeral-messages",
  "update-posted-message",
  "attachments-in",
  "attachments-out",
  "images-inline",
  "typing-indicator",
  "streaming-answers",
  "mentions-made-inert",
  "previews-off",
  "idempotent-send",
  "reconcile-send",
  "home-view",
] as const;
export type Feature = (typeof FEATURES)[number];

export type Support =
  | { readonly support: "yes" }
  | { readonly support: "degraded"; readonly how: string }
  | { readonly support: "impossible"; readonly why: string };

export type Capabilities = Readonly<Record<Feature, Support>>;
