import { randomUUID } from "node:crypto";
import { DEFAULT_MEMBERS } from "../../adapters/web/index.ts";
import { composeDesk, type Desk, ensureTenant } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { WorkspaceKind } from "../../src/domain/channel.ts";
import type { EmotionTag } from "../../src/domain/emotion.ts";
import type {
  ActorRef,
  ControlUsed,
  FormSubmitted,
  InboundEvent,
  MessagePosted,
} from "../../src/domain/inbound-event.ts";
import type { AnswerDraft } from "../../src/domain/knowledge.ts";
import type { Control, Form } from "../../src/domain/message-content.ts";
import type { AnswerWriter } from "../../src/ports/answer-writer.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { EmotionTagger } from "../../src/ports/emotion-tagger.ts";
import type { KnowledgeIndex } from "../../src/ports/knowledge-index.ts";
import type { TenantStores } from "../../src/ports/stores/store.ts";
import type { PostRecord, RoomMember } from "../../src/ports/stores/web-room-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../fakes/logger.ts";
import { openTestDatabase } from "../support/database.ts";

/** The address of the only article that the fake writer cites. */
export const ARTICLE_URL = "https://help.parcels.example/address";

/**
 * A whole desk like `test/support/desk.ts`, with a writer that knows one answer and a tagger that reads one word:
 * stories about people and buttons need no models, and every call of a model can be counted.
 */
export interface QuickDesk {
  readonly desk: Desk;
  readonly database: Database;
  readonly tenantId: string;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  /** Texts that reached the tagger. */
  readonly tagged: readonly string[];
  /** Happens once, while the next message is being judged. */
  afterTagging(work: () => Promise<void>): void;
  say(personKey: string, channelKey: string, text: string, threadKey?: string | null): Promise<PostRecord>;
  /** Several people write at once, and only then the desk works. */
  sayTogether(
    said: readonly { readonly personKey: string; readonly channelKey: string; readonly text: string }[],
  ): Promise<readonly PostRecord[]>;
  /** Somebody new in the browser chat. */
  join(member: RoomMember): Promise<void>;
  /** Writes with a file attached. */
  attach(personKey: string, channelKey: string, text: string, file: string): Promise<PostRecord>;
  press(personKey: string, post: PostRecord, controlId: string): Promise<void>;
  command(personKey: string, channelKey: string, text: string, threadKey?: string | null): Promise<void>;
  react(personKey: string, post: PostRecord, emoji: string): Promise<void>;
  /** The form that was opened last for a person. */
  openedForm(personKey: string): Form;
  /** Events as an adapter would hand them in, several at once; then the desk works until nothing is due. */
  accept(...events: readonly InboundEvent[]): Promise<void>;
  controlEvent(personKey: string, change: Partial<ControlUsed>): ControlUsed;
  formEvent(personKey: string, change: Partial<FormSubmitted>): FormSubmitted;
  messageEvent(actor: ActorRef, change: Partial<MessagePosted>): MessagePosted;
  wait(spanMs: number): Promise<void>;
  posts(personKey: string, channelKey: string, threadKey?: string | null): Promise<readonly PostRecord[]>;
  read<T>(work: (stores: TenantStores) => Promise<T>): Promise<T>;
  setKind(kind: WorkspaceKind | null): Promise<void>;
  /** No dead letter, no post that failed or whose fate is unknown. */
  troubles(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

export async function openQuickDesk(
  at = "2026-03-03T09:00:00.000Z",
  others: readonly ChatAdapter[] = [],
  answerWriter: AnswerWriter = knowsOneAnswer,
): Promise<QuickDesk> {
  const clock = createFakeClock(at);
  const logger = createRecordingLogger();
  const database = await openTestDatabase();
  const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
  const tagged: string[] = [];
  let meanwhile: (() => Promise<void>) | null = null;
  const foundations = {
    config: readConfig({}),
    logger,
    database,
    store,
    index: emptyIndex,
    models: {
      chat: null,
      tagger: wordTagger(tagged, async () => {
        const work = meanwhile;
        meanwhile = null;
        await work?.();
      }),
      embedder: null,
      answerWriter,
      assistant: null,
    },
    close: () => database.close(),
  };
  const { tenantId } = await ensureTenant(foundations, { slug: "test", name: "Test company" }, clock.now());
  const desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: async () => ({ kind: "open" }),
    platforms: (web) => [web, ...others],
  });
  await desk.open();
  const work = (): Promise<void> => desk.spine.runUntilIdle();
  const read = <T>(reading: (stores: TenantStores) => Promise<T>): Promise<T> =>
    store.transaction(tenantId, reading);
  const forms = new Map<string, Form>();
  const hear = (member: RoomMember): unknown =>
    desk.room.core.feed.open(member, null, {
      send(entry) {
        const event = JSON.parse(entry.json) as { type: string; form?: Form };
        if (event.type === "form-opened" && event.form) forms.set(member.personKey, event.form);
      },
      end() {},
    });
  for (const member of DEFAULT_MEMBERS) hear(member);
  const base = (actor: ActorRef, kind: string) => ({
    platform: "web" as const,
    workspaceKey: "web",
    channel: { channelKey: "help", name: "help", isDirect: false, isPrivate: false },
    actor,
    dedupeKey: `test:${kind}:${randomUUID()}`,
    occurredAt: clock.now().toISOString(),
  });
  return {
    desk,
    database,
    tenantId,
    clock,
    logger,
    tagged,
    afterTagging(work) {
      meanwhile = work;
    },
    read,
    async say(personKey, channelKey, text, threadKey = null) {
      clock.advance(1_000);
      const wish = { clientKey: randomUUID(), channelKey, threadKey, replyToKey: null, text };
      const post = await desk.room.people.post(memberOf(personKey), wish, []);
      await work();
      return post;
    },
    async sayTogether(said) {
      const posted: PostRecord[] = [];
      for (const { personKey, channelKey, text } of said) {
        const wish = { clientKey: randomUUID(), channelKey, threadKey: null, replyToKey: null, text };
        posted.push(await desk.room.people.post(memberOf(personKey), wish, []));
      }
      await work();
      return posted;
    },
    async join(member) {
      joined.set(member.personKey, member);
      await desk.room.addMembers([member]);
      hear(member);
    },
    async attach(personKey, channelKey, text, file) {
      clock.advance(1_000);
      const wish = { clientKey: randomUUID(), channelKey, threadKey: null, replyToKey: null, text };
      const upload = { name: "note.txt", bytes: Buffer.from(file) };
      const post = await desk.room.people.post(memberOf(personKey), wish, [upload]);
      await work();
      return post;
    },
    async press(personKey, post, controlId) {
      const control = buttonOf(post, controlId);
      clock.advance(1_000);
      const { value } = control;
      const wish = { clientKey: randomUUID(), controlId: control.controlId, value };
      await desk.room.people.useControl(memberOf(personKey), post.postKey, wish);
      await work();
    },
    async command(personKey, channelKey, text, threadKey = null) {
      clock.advance(1_000);
      const wish = { clientKey: randomUUID(), channelKey, threadKey, text };
      await desk.room.people.command(memberOf(personKey), wish);
      await work();
    },
    async react(personKey, post, emoji) {
      clock.advance(1_000);
      const wish = { clientKey: randomUUID(), emoji, remove: false };
      await desk.room.people.react(memberOf(personKey), post.postKey, wish);
      await work();
    },
    openedForm(personKey) {
      const form = forms.get(personKey);
      if (!form) throw new Error(`no form was opened for ${personKey}`);
      return form;
    },
    async accept(...events) {
      for (const event of events) await desk.spine.intake.accept(event);
      await work();
    },
    controlEvent: (personKey, change) => ({
      ...base(actorOf(personKey), "control"),
      kind: "control-used",
      controlId: "answer.solved",
      value: "",
      messageKey: "none",
      threadKey: null,
      interactionKey: null,
      ...change,
    }),
    formEvent: (personKey, change) => ({
      ...base(actorOf(personKey), "form"),
      kind: "form-submitted",
      formId: "open-ticket",
      value: "",
      values: {},
      interactionKey: null,
      ...change,
    }),
    messageEvent: (actor, change) => ({
      ...base(actor, "message"),
      kind: "message-posted",
      messageKey: `m-${randomUUID()}`,
      threadKey: null,
      replyToKey: null,
      text: "Where is my parcel?",
      mentionsBot: false,
      mentionedKeys: [],
      files: [],
      permalink: null,
      ...change,
    }),
    async wait(spanMs) {
      clock.advance(spanMs);
      await work();
    },
    posts: (personKey, channelKey, threadKey = null) =>
      desk.room.core.store.listPosts({
        channelKey,
        threadKey,
        viewerKey: personKey,
        beforeKey: null,
        limit: 1_000,
      }),
    setKind: (kind) =>
      database.transaction("rapport_desk", tenantId, async (tx) => {
        const { sql } = await import("drizzle-orm");
        await tx.rows(sql`update workspaces set kind = ${kind}::text where tenant_id = ${tenantId}::uuid`);
      }),
    troubles: async () => [...(await desk.spine.deadLetters.list()), ...(await desk.spine.uncertain.list())],
    async close() {
      await desk.close();
      await foundations.close();
    },
  };
}

const joined = new Map<string, RoomMember>();

const memberOf = (personKey: string): RoomMember => {
  const member =
    joined.get(personKey) ?? DEFAULT_MEMBERS.find((candidate) => candidate.personKey === personKey);
  if (!member) throw new Error(`no persona ${personKey}`);
  return member;
};

export const actorOf = (personKey: string): ActorRef => {
  const { displayName, role } = memberOf(personKey);
  return { personKey, displayName, isBot: false, standing: { role } };
};

export const textOf = (value: unknown): string => JSON.stringify(value);

export const controlsOf = (post: PostRecord): readonly Control[] =>
  post.content?.blocks.flatMap((block) => (block.type === "controls" ? block.controls : [])) ?? [];

/** `csat.rate=4` names the button whose value ends in 4. */
function buttonOf(post: PostRecord, wanted: string) {
  const control = controlsOf(post).find(
    (candidate) =>
      candidate.controlId === wanted ||
      (candidate.type === "button" &&
        `${candidate.controlId}=${candidate.value.split("|").at(-1)}` === wanted),
  );
  if (control?.type !== "button") throw new Error(`no button ${wanted} on that post`);
  return control;
}

/** The cards in the agents' channel, by ticket number. */
export async function cardOf(desk: QuickDesk, number: number): Promise<PostRecord> {
  const posts = await desk.posts("ana", "agents");
  const card = posts.find((post) => post.text.includes(`#${number} ·`));
  if (!card) throw new Error(`no card #${number}`);
  return card;
}

const emptyIndex = {
  retrieve: async () => ({ passages: [], answerability: 0 }),
  refresh: async () => {},
  status: async () => ({
    articles: 0,
    passages: 0,
    vectors: 0,
    vectorSearch: "exact" as const,
    vectorSearchReason: "a test",
    embedder: "none",
  }),
  close: async () => {},
} satisfies KnowledgeIndex;

export const ANSWER = {
  kind: "cited" as const,
  text: "You can change the delivery address until 8 pm on the day before delivery.",
  citations: [
    {
      articleId: "a",
      passageId: "p",
      title: "Changing the address",
      heading: null,
      pageLabel: null,
      url: ARTICLE_URL,
    },
  ],
  answerability: 0.9,
  writer: "test",
} satisfies AnswerDraft;

const CLARIFY: AnswerDraft = {
  kind: "clarify",
  question: "Which address do you mean?",
  choices: [
    { label: "The delivery address of a parcel", passageId: "p" },
    { label: "The invoice", passageId: "q" },
  ],
  answerability: 0.6,
};

const knowsOneAnswer = {
  write: async ({ question }) => {
    if (/which/i.test(question) && !/delivery/i.test(question)) return CLARIFY;
    if (/delivery address/i.test(question)) return ANSWER;
    return { kind: "abstained", distance: "far", nearest: [], answerability: 0.1 };
  },
} satisfies AnswerWriter;

/** "furious" reads as anger, everything else as neutral. */
function wordTagger(tagged: string[], after: () => Promise<void>): EmotionTagger {
  return {
    model: "test",
    modelVersion: "1",
    async tag(text) {
      tagged.push(text);
      await after();
      return { kind: "tagged", tag: tagOf(/furious/i.test(text)) };
    },
  } satisfies EmotionTagger;
}

const tagOf = (isAngry: boolean): EmotionTag => ({
  scores: {
    anger: isAngry ? 0.9 : 0,
    disgust: 0,
    fear: 0,
    joy: 0,
    neutral: isAngry ? 0.1 : 1,
    sadness: 0,
    surprise: 0,
  },
  sentiment: isAngry ? -0.8 : 0,
  mood: isAngry ? "angry" : "neutral",
  risk: isAngry ? 0.9 : 0.1,
  model: "test",
  modelVersion: "1",
});
