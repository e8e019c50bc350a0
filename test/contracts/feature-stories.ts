import { expect } from "vitest";
import type { Feature } from "../../src/domain/capability.ts";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import type { Form } from "../../src/domain/message-content.ts";
import type { FakeIntake } from "../fakes/intake.ts";
import type { AdapterHarness, Deed, SeenPost } from "./adapter-harness.ts";
import { addressOf, CONTROLS, contentOf, deliver, postKeyOf } from "./outbounds.ts";

export interface Stage {
  readonly harness: AdapterHarness;
  readonly intake: FakeIntake;
}

export const FORM: Form = {
  formId: "ticket.new",
  title: "New ticket",
  submitLabel: "Open",
  value: "t1",
  fields: [{ type: "text", fieldId: "subject", label: "Subject" }],
};

/** The newest event of a kind. */
export function lastEvent<K extends InboundEvent["kind"]>(
  stage: Stage,
  kind: K,
): Extract<InboundEvent, { kind: K }> {
  const found = stage.intake.events.findLast((event) => event.kind === kind);
  if (!found) throw new Error(`no event ${kind}`);
  return found as Extract<InboundEvent, { kind: K }>;
}

export async function say(
  stage: Stage,
  words: string,
  more: Partial<Extract<Deed, { kind: "say" }>> = {},
): Promise<string> {
  const { harness } = stage;
  const personKey = harness.people.customer;
  const told = await harness.act({
    kind: "say",
    personKey,
    channelKey: harness.channelKey,
    text: words,
    ...more,
  });
  if (told.messageKey === null) throw new Error("nothing was said");
  return told.messageKey;
}

export async function seen(
  stage: Stage,
  messageKey: string,
  by?: string,
  channelKey?: string,
): Promise<SeenPost | undefined> {
  const { harness } = stage;
  const posts = await harness.seenBy(by ?? harness.people.customer, channelKey ?? harness.channelKey);
  return posts.find((post) => post.messageKey === messageKey);
}

const post = (
  stage: Stage,
  content = contentOf("Hello there."),
  threadKey: string | null = null,
): Promise<string> =>
  postKeyOf(deliver(stage.harness, { ...addressOf(stage.harness, threadKey), kind: "post", content }));

/** A command gives the key by which an ephemeral answer or a form may follow. */
async function interactionKey(stage: Stage): Promise<string> {
  const { people, channelKey } = stage.harness;
  await stage.harness.act({ kind: "command", personKey: people.customer, channelKey, text: "/rapport help" });
  return lastEvent(stage, "command-invoked").interactionKey ?? "";
}

async function openForm(stage: Stage): Promise<void> {
  const personKey = stage.harness.people.customer;
  const key = await interactionKey(stage);
  const outcome = await deliver(stage.harness, {
    ...addressOf(stage.harness),
    kind: "open-form",
    personKey,
    interactionKey: key,
    form: FORM,
  });
  expect(outcome.kind).toBe("sent");
}

/** One story for each feature that a platform may claim; a new feature does not compile without one. */
export const FEATURE_STORIES = {
  channels: async (stage) => {
    const messageKey = await say(stage, "Is anybody here?");
    const event = lastEvent(stage, "message-posted");
    expect(event).toMatchObject({
      messageKey,
      threadKey: null,
      text: "Is anybody here?",
      mentionsBot: false,
    });
    expect(event.channel).toMatchObject({ channelKey: stage.harness.channelKey, isDirect: false });
    expect(event.actor).toMatchObject({ personKey: stage.harness.people.customer, isBot: false });
  },

  "direct-messages": async (stage) => {
    const { harness } = stage;
    const { customer, other, staff } = harness.people;
    const outbound = {
      ...addressOf(harness),
      kind: "direct",
      personKey: customer,
      content: contentOf("Just us."),
    } as const;
    const messageKey = await postKeyOf(deliver(harness, outbound));
    const direct = harness.directChannelOf(customer);
    expect(await seen(stage, messageKey, customer, direct)).toMatchObject({ isBot: true });
    for (const stranger of [other, staff])
      expect(await seen(stage, messageKey, stranger, direct)).toBeUndefined();
    await say(stage, "Hello", { channelKey: direct });
    expect(lastEvent(stage, "message-posted").channel).toMatchObject({ isDirect: true, isPrivate: true });
  },

  threads: async (stage) => {
    const root = await say(stage, "It fails.");
    const answer = await post(stage, contentOf("Since when?"), root);
    expect(await seen(stage, answer)).toMatchObject({ threadKey: root });
    await say(stage, "Since noon.", { threadKey: root });
    expect(lastEvent(stage, "message-posted").threadKey).toBe(root);
  },

  "native-replies": async (stage) => {
    const first = await say(stage, "Blue or green?");
    await say(stage, "Green.", { replyToKey: first, personKey: stage.harness.people.other });
    expect(lastEvent(stage, "message-posted")).toMatchObject({ replyToKey: first, threadKey: null });
  },

  edits: async (stage) => {
    const messageKey = await say(stage, "Helo");
    await stage.harness.act({
      kind: "edit",
      personKey: stage.harness.people.customer,
      messageKey,
      text: "Hello",
    });
    expect(lastEvent(stage, "message-edited")).toMatchObject({ messageKey, text: "Hello" });
  },

  deletes: async (stage) => {
    const messageKey = await say(stage, "Oops");
    await stage.harness.act({ kind: "delete", personKey: stage.harness.people.customer, messageKey });
    expect(lastEvent(stage, "message-deleted")).toMatchObject({ messageKey });
  },

  reactions: async (stage) => {
    const { harness } = stage;
    const messageKey = await say(stage, "Thanks");
    const deed = { kind: "react", personKey: harness.people.customer, messageKey, emoji: "👍" } as const;
    await harness.act(deed);
    expect(lastEvent(stage, "reaction-added")).toMatchObject({ messageKey });
    await harness.act({ ...deed, remove: true });
    expect(lastEvent(stage, "reaction-removed")).toMatchObject({ messageKey });
    const react = { ...addressOf(harness), kind: "react", messageKey, emoji: "👀", remove: false } as const;
    expect((await deliver(harness, react)).kind).toBe("sent");
    expect((await seen(stage, messageKey))?.reactions).toHaveLength(1);
    expect((await deliver(harness, { ...react, remove: true })).kind).toBe("sent");
    expect((await seen(stage, messageKey))?.reactions).toEqual([]);
  },

  buttons: async (stage) => {
    const messageKey = await post(stage, contentOf("Did it help?", CONTROLS));
    const personKey = stage.harness.people.customer;
    await stage.harness.act({
      kind: "use-control",
      personKey,
      messageKey,
      controlId: "answer.solved",
      value: "a1",
    });
    expect(lastEvent(stage, "control-used")).toMatchObject({
      controlId: "answer.solved",
      value: "a1",
      messageKey,
    });
    expect(lastEvent(stage, "control-used").actor.personKey).toBe(personKey);
  },

  menus: async (stage) => {
    const messageKey = await post(stage, contentOf("Who takes it?", CONTROLS));
    const personKey = stage.harness.people.staff;
    await stage.harness.act({
      kind: "use-control",
      personKey,
      messageKey,
      controlId: "ticket.assign",
      value: "ben",
    });
    expect(lastEvent(stage, "control-used")).toMatchObject({ controlId: "ticket.assign", value: "ben" });
  },

  forms: async (stage) => {
    await openForm(stage);
    const personKey = stage.harness.people.customer;
    await stage.harness.act({ kind: "submit-form", personKey, values: { subject: "Broken" } });
    expect(lastEvent(stage, "form-submitted")).toMatchObject({
      formId: "ticket.new",
      value: "t1",
      values: { subject: "Broken" },
    });
  },

  "slash-commands": async (stage) => {
    const { harness } = stage;
    const personKey = harness.people.staff;
    await harness.act({
      kind: "command",
      personKey,
      channelKey: harness.channelKey,
      text: "/history @maya now",
    });
    expect(lastEvent(stage, "command-invoked")).toMatchObject({
      command: "history",
      argumentText: "@maya now",
    });
  },

  "command-autocomplete": async (stage) => {
    expect(await stage.harness.complete(stage.harness.people.staff, "/rapport he")).toEqual([
      "/rapport help",
    ]);
  },

  "message-shortcuts": async (stage) => {
    const messageKey = await say(stage, "How do refunds work?", { mentionsBot: true });
    const personKey = stage.harness.people.staff;
    await stage.harness.act({ kind: "use-shortcut", personKey, messageKey });
    const event = lastEvent(stage, "command-invoked");
    expect(event).toMatchObject({ command: "rapport", argumentText: "ask How do refunds work?" });
    expect(event).toMatchObject({ threadKey: messageKey, actor: { personKey } });
  },

  "ephemeral-messages": async (stage) => {
    const { harness } = stage;
    const { customer, other, staff } = harness.people;
    const content = contentOf("For your eyes only.");
    const key = await interactionKey(stage);
    const outbound = {
      ...addressOf(harness),
      kind: "ephemeral",
      personKey: customer,
      interactionKey: key,
      content,
    } as const;
    expect((await deliver(harness, outbound)).kind).toBe("sent");
    const isThere = async (personKey: string): Promise<boolean> =>
      (await harness.seenBy(personKey, harness.channelKey)).some(
        (one) => one.isEphemeral && one.text.includes("your eyes"),
      );
    expect(await Promise.all([customer, other, staff].map(isThere))).toEqual([true, false, false]);
  },

  "update-posted-message": async (stage) => {
    const { harness } = stage;
    const messageKey = await post(stage, contentOf("Looking."));
    const count = (await harness.seenBy(harness.people.customer, harness.channelKey)).length;
    const update = {
      ...addressOf(harness),
      kind: "update",
      targetRef: "r",
      content: contentOf("Found it."),
    } as const;
    expect((await deliver(harness, update, { targetMessageKey: messageKey })).kind).toBe("sent");
    expect((await seen(stage, messageKey))?.text).toContain("Found it.");
    expect(await harness.seenBy(harness.people.customer, harness.channelKey)).toHaveLength(count);
    const remove = { ...addressOf(harness), kind: "delete", targetRef: "r" } as const;
    expect((await deliver(harness, remove, { targetMessageKey: messageKey })).kind).toBe("sent");
    expect((await seen(stage, messageKey))?.isDeleted ?? true).toBe(true);
  },

  "attachments-in": async (stage) => {
    await say(stage, "See the picture", { withFile: true });
    const [file] = lastEvent(stage, "message-posted").files;
    expect(file).toMatchObject({ mediaType: "image/png" });
    expect(file?.sizeBytes).toBeGreaterThan(0);
  },

  "attachments-out": async (stage) => {
    await say(stage, "my data, please", { withFile: true });
    const [file] = lastEvent(stage, "message-posted").files;
    if (!file) throw new Error("no file to send");
    const named = { ...file, name: "export.json" };
    const messageKey = await post(stage, contentOf("Here it is", [{ type: "file", file: named }]));
    expect((await seen(stage, messageKey))?.files).toEqual(["export.json"]);
  },

  "images-inline": async (stage) => {
    await say(stage, "chart please", { withFile: true });
    const [file] = lastEvent(stage, "message-posted").files;
    if (!file) throw new Error("no file to show");
    const messageKey = await post(
      stage,
      contentOf("The week", [{ type: "image", file, alt: "Bars per day" }]),
    );
    expect((await seen(stage, messageKey))?.images).toBe(1);
  },

  "typing-indicator": async () => undefined,
  "streaming-answers": async (stage) => {
    const { harness } = stage;
    const { customer: personKey } = harness.people;
    const asked = await say(stage, "Where is it?");
    const words = "It is on its way. It comes on Monday. Ask again if it does not.";
    const threadKey = asked;
    const content = contentOf(words, CONTROLS);
    const streamed = {
      ...addressOf(harness, threadKey),
      kind: "post",
      content,
      streamFor: personKey,
    } as const;
    const messageKey = await postKeyOf(deliver(harness, streamed));
    const posts = await harness.seenBy(personKey, harness.channelKey);
    expect(posts.filter(({ isBot }) => isBot)).toHaveLength(1);
    const shown = posts.find((one) => one.messageKey === messageKey);
    expect(shown?.text).toContain(words);
    expect(shown?.controls).toContainEqual({ controlId: "answer.solved", value: "a1" });
    expect(shown?.hasPreview).toBe(false);
  },

  "mentions-made-inert": async (stage) => {
    const { harness } = stage;
    const person = { type: "person", personKey: harness.people.staff, displayName: "everyone" } as const;
    const blocks = [{ type: "paragraph", inlines: [{ ...person, notify: false }] }] as const;
    const quiet = await post(stage, contentOf("@everyone look @here", [...blocks]));
    expect((await seen(stage, quiet))?.notified).toEqual([]);
    const loud = [{ type: "paragraph", inlines: [{ ...person, notify: true }] }] as const;
    const called = await post(stage, contentOf("Yours:", [...loud]));
    expect((await seen(stage, called))?.notified).toEqual([harness.people.staff]);
  },

  "previews-off": async (stage) => {
    const link = { type: "link", url: "https://docs.example/refunds", label: "Refunds" } as const;
    const messageKey = await post(stage, contentOf("Read", [{ type: "context", inlines: [link] }]));
    expect((await seen(stage, messageKey))?.hasPreview).toBe(false);
  },

  "idempotent-send": async (stage) => {
    const { harness } = stage;
    const outbound = { ...addressOf(harness), kind: "post", content: contentOf("Once only.") } as const;
    const idempotencyKey = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    const keys = await Promise.all(
      [1, 2, 3].map(() => postKeyOf(deliver(harness, outbound, { idempotencyKey }))),
    );
    expect(new Set(keys).size).toBe(1);
    const posts = await harness.seenBy(harness.people.customer, harness.channelKey);
    expect(posts.filter((one) => one.text.includes("Once only."))).toHaveLength(1);
  },

  "reconcile-send": async (stage) => {
    const { harness } = stage;
    const outbound = { ...addressOf(harness), kind: "post", content: contentOf("Did it arrive?") } as const;
    const context = { tenantId: harness.tenantId, idempotencyKey: "6f9619ff-8b86-4d01-b42d-00cf4fc96400" };
    expect((await harness.adapter.reconcile?.(outbound, context))?.kind).not.toBe("sent");
    const messageKey = await postKeyOf(deliver(harness, outbound, context));
    expect(await harness.adapter.reconcile?.(outbound, context)).toMatchObject({ kind: "sent", messageKey });
  },

  "home-view": async () => undefined,
} satisfies Record<Feature, (stage: Stage) => Promise<void>>;
