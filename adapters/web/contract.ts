import { z } from "zod";
import { WEB_LIMITS as LIMITS } from "./limits.ts";

/**
 * The room's HTTP API and live events: the one file that both the server and the browser read.
 *
 * Who acts: the window sends its persona as header `X-Rapport-Persona`; a GET may say `?as=<personKey>` instead
 * (EventSource and <img> cannot set headers). Everything that changes something needs the header.
 * Every change carries a `clientKey` of the window's making (`crypto.randomUUID()`): repeat the request with the
 * same key after a failure and it happens once.
 * Every fault is `{ error: { code, message, cure } }` with status 400, 401, 403, 404, 409, 413, 415, 429 or 503; after 503 send again.
 *
 * | method, path under /web/api                 | request                          | answer            |
 * |---------------------------------------------|----------------------------------|-------------------|
 * | GET    /personas                            |                                  | `Personas`        |
 * | GET    /room                                |                                  | `RoomState`       |
 * | GET    /channels/:channelKey/posts          | `?before=<postKey>&limit=`       | `PostPage`        |
 * | GET    /channels/:channelKey/threads/:key   | `?before=<postKey>&limit=`       | `ThreadPage`      |
 * | GET    /posts/:postKey                      |                                  | `PostAnswer`      |
 * | POST   /posts                               | `NewPost`, or multipart: field `post` with that JSON and up to 5 `file` parts | `PostAnswer` |
 * | PATCH  /posts/:postKey                      | `PostEdit`                       | `PostAnswer`      |
 * | DELETE /posts/:postKey                      |                                  | `PostAnswer`      |
 * | POST   /posts/:postKey/reactions            | `ReactionChange`                 | `PostAnswer`      |
 * | POST   /posts/:postKey/controls             | `ControlUse`                     | `Accepted`        |
 * | POST   /posts/:postKey/shortcuts            | `ShortcutUse`                    | `Accepted`        |
 * | GET    /posts/:postKey/files/:fileId        |                                  | the bytes         |
 * | POST   /commands                            | `CommandUse`                     | `Accepted`        |
 * | GET    /commands/completions                | `?text=`                         | `Completions`     |
 * | POST   /forms                               | `FormSubmission`                 | `Accepted`        |
 * | GET    /events                              | `Last-Event-ID` header           | `text/event-stream` of `RoomEvent` |
 *
 * Live: each SSE message has an `id` and JSON `data` (a `RoomEvent`), no event name. Open the stream first, then load.
 * EventSource resumes by itself; when the gap is too old the server sends `reset`: load again.
 */
export const WEB_API_PATH = "/web/api";
export const PERSONA_HEADER = "x-rapport-persona";
/** Key and sign of the bot in this room; `@rapport` addresses it. */
export const BOT_KEY = "rapport";
export const BOT_NAME = "Rapport";

const key = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/)
  .max(LIMITS.key);
const shortText = z.string().max(LIMITS.blockText);
/** Made by the window, one for each thing a person does; at most 64 characters. */
const clientKey = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
/** ISO 8601, UTC. */
const instant = z.string();

export const fileRefSchema = z.object({
  fileId: z.string(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number(),
});

const inlineSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    text: z.string(),
    style: z.enum(["bold", "italic", "code"]).optional(),
  }),
  z.object({ type: z.literal("link"), url: z.string(), label: z.string() }),
  z.object({
    type: z.literal("person"),
    personKey: z.string(),
    displayName: z.string(),
    notify: z.boolean(),
  }),
]);
const optionSchema = z.object({ label: z.string(), value: z.string() });
const controlSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("button"),
    controlId: z.string(),
    label: z.string(),
    value: z.string(),
    style: z.enum(["primary", "danger"]).optional(),
  }),
  z.object({
    type: z.literal("menu"),
    controlId: z.string(),
    label: z.string(),
    options: z.array(optionSchema),
  }),
]);
const blockSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("heading"), text: z.string() }),
  z.object({ type: z.literal("paragraph"), inlines: z.array(inlineSchema) }),
  z.object({ type: z.literal("quote"), text: z.string(), url: z.string().optional() }),
  z.object({ type: z.literal("list"), items: z.array(z.array(inlineSchema)) }),
  z.object({
    type: z.literal("facts"),
    facts: z.array(z.object({ label: z.string(), value: z.array(inlineSchema) })),
  }),
  z.object({ type: z.literal("meter"), label: z.string(), share: z.number(), word: z.string() }),
  z.object({ type: z.literal("image"), file: fileRefSchema, alt: z.string() }),
  /** To be downloaded from `/posts/:postKey/files/:fileId`. */
  z.object({ type: z.literal("file"), file: fileRefSchema }),
  z.object({ type: z.literal("context"), inlines: z.array(inlineSchema) }),
  z.object({ type: z.literal("divider") }),
  z.object({ type: z.literal("controls"), controls: z.array(controlSchema) }),
]);

/** The neutral message of `src/domain/message-content.ts`; every text in it is plain text, never markup. */
export const contentSchema = z.object({
  summary: z.string(),
  blocks: z.array(blockSchema),
  accent: z.enum(["neutral", "low", "elevated", "high", "closed"]).optional(),
});

const fieldSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    fieldId: z.string(),
    label: z.string(),
    value: z.string().optional(),
    multiline: z.boolean().optional(),
    optional: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("select"),
    fieldId: z.string(),
    label: z.string(),
    options: z.array(optionSchema),
    value: z.string().optional(),
    optional: z.boolean().optional(),
  }),
]);
export const formSchema = z.object({
  formId: z.string(),
  title: z.string(),
  submitLabel: z.string(),
  fields: z.array(fieldSchema),
  value: z.string(),
});

export const roomPersonSchema = z.object({
  personKey: z.string(),
  displayName: z.string(),
  role: z.enum(["customer", "agent", "manager", "admin", "bot"]),
});

export const roomChannelSchema = z.object({
  channelKey: z.string(),
  name: z.string(),
  /** `direct`: this person and the bot, nobody else. */
  kind: z.enum(["public", "staff", "direct"]),
});

export const roomPostSchema = z.object({
  /** Sorts by time of posting. */
  postKey: z.string(),
  channelKey: z.string(),
  /** `postKey` of the thread's root; `null` at the top of the channel. */
  threadKey: z.string().nullable(),
  /** The post this one answers inside the channel. */
  replyToKey: z.string().nullable(),
  author: roomPersonSchema,
  /** Plain text; of the bot's posts the plain reading of `content`. Empty when deleted. */
  text: z.string(),
  content: contentSchema.nullable(),
  files: z.array(fileRefSchema),
  reactions: z.array(z.object({ emoji: z.string(), personKeys: z.array(z.string()) })),
  /** Only you can see it. */
  isEphemeral: z.boolean(),
  /** Posts in the thread under this one. */
  replyCount: z.number(),
  lastReplyAt: instant.nullable(),
  postedAt: instant,
  editedAt: instant.nullable(),
  deletedAt: instant.nullable(),
  /** `/#/room/<channelKey>/<postKey>`, after the public address of the server where one is set. */
  permalink: z.string(),
});

/** Personas this window may take. `open`: anybody on this machine chooses; `person`: of the signed-in account, its own first. */
export const personasSchema = z.object({
  access: z.enum(["open", "person"]),
  people: z.array(roomPersonSchema),
});

export const roomStateSchema = z.object({
  you: roomPersonSchema,
  bot: roomPersonSchema,
  /** Whom this persona can see and mention. */
  people: z.array(roomPersonSchema),
  channels: z.array(roomChannelSchema),
  /** Without the slash. */
  commands: z.array(z.string()),
  /** Entries of a post's own menu. */
  shortcuts: z.array(z.object({ shortcut: z.string(), label: z.string() })),
  limits: z.object({ postText: z.number(), filesPerPost: z.number(), fileBytes: z.number() }),
});

/** Oldest first. `hasMore`: older ones exist; ask with `before` the first of these. */
export const postPageSchema = z.object({ posts: z.array(roomPostSchema), hasMore: z.boolean() });
export const threadPageSchema = z.object({
  root: roomPostSchema,
  posts: z.array(roomPostSchema),
  hasMore: z.boolean(),
});
export const postAnswerSchema = z.object({ post: roomPostSchema });
export const acceptedSchema = z.object({ accepted: z.literal(true) });
export const completionsSchema = z.object({
  completions: z.array(z.object({ value: z.string(), hint: z.string() })),
});
export const faultSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), cure: z.string() }),
});

export const newPostSchema = z.object({
  clientKey,
  channelKey: key,
  threadKey: key.nullable().default(null),
  replyToKey: key.nullable().default(null),
  /** People are mentioned as `@Maya`, the bot as `@rapport`. May be empty when files travel with it. */
  text: z.string().max(LIMITS.postText),
});
export const postEditSchema = z.object({ clientKey, text: z.string().min(1).max(LIMITS.postText) });
export const reactionChangeSchema = z.object({
  clientKey,
  emoji: z.string().min(1).max(LIMITS.emoji),
  remove: z.boolean().default(false),
});
export const controlUseSchema = z.object({
  clientKey,
  controlId: z.string().min(1).max(LIMITS.controlId),
  /** A button's value, or the value of the chosen option. */
  value: z.string().max(LIMITS.controlValue),
});
export const shortcutUseSchema = z.object({ clientKey, shortcut: z.string().min(1).max(LIMITS.labelText) });
export const commandUseSchema = z.object({
  clientKey,
  channelKey: key,
  threadKey: key.nullable().default(null),
  /** As typed: `/rapport help`. */
  text: z.string().min(2).max(LIMITS.commandText),
});
export const formSubmissionSchema = z.object({
  clientKey,
  /** From the `form-opened` event. */
  formToken: z.string().min(1).max(8_000),
  /** By `fieldId`. */
  values: z.record(shortText.max(LIMITS.controlId), z.string().max(LIMITS.formFieldText)),
});

export const roomEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("post-added"), post: roomPostSchema }),
  /** Edited, deleted, reacted to, or changed by the bot: replace what you have. */
  z.object({ type: z.literal("post-changed"), post: roomPostSchema }),
  z.object({ type: z.literal("channel-added"), channel: roomChannelSchema }),
  /** For this person's windows only. Show it as a modal; answer with `POST /forms`. */
  z.object({
    type: z.literal("form-opened"),
    form: formSchema,
    formToken: z.string(),
    channelKey: z.string(),
    threadKey: z.string().nullable(),
  }),
  /** What came between is no longer known: load again. */
  z.object({ type: z.literal("reset") }),
]);

export type RoomPerson = z.infer<typeof roomPersonSchema>;
export type RoomChannel = z.infer<typeof roomChannelSchema>;
export type RoomPost = z.infer<typeof roomPostSchema>;
export type RoomEvent = z.infer<typeof roomEventSchema>;
export type RoomState = z.infer<typeof roomStateSchema>;
export type Personas = z.infer<typeof personasSchema>;
export type PostPage = z.infer<typeof postPageSchema>;
export type ThreadPage = z.infer<typeof threadPageSchema>;
export type PostAnswer = z.infer<typeof postAnswerSchema>;
export type Completions = z.infer<typeof completionsSchema>;
export type Fault = z.infer<typeof faultSchema>;
export type NewPost = z.input<typeof newPostSchema>;
export type PostEdit = z.input<typeof postEditSchema>;
export type ReactionChange = z.input<typeof reactionChangeSchema>;
export type ControlUse = z.input<typeof controlUseSchema>;
export type ShortcutUse = z.input<typeof shortcutUseSchema>;
export type CommandUse = z.input<typeof commandUseSchema>;
export type FormSubmission = z.input<typeof formSubmissionSchema>;
