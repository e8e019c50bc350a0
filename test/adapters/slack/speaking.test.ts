import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { interactionKeyOf } from "../../../adapters/slack/thread-key.ts";
import type { Form, MessageContent } from "../../../src/domain/message-content.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { shownWords } from "./read-blocks.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

const OUTBOX_ID = "00000000-0000-4000-8000-000000000001";
let harness: SlackHarness;
let intake: FakeIntake;
beforeEach(async () => {
  intake = createFakeIntake();
  harness = await makeSlackHarness({ intake, completer: { complete: async () => [] } });
});
afterEach(() => harness.close());

const HELLO: MessageContent = {
  summary: "Hello",
  blocks: [{ type: "paragraph", inlines: [{ type: "text", text: "Hello" }] }],
};
const FILE = { fileId: "f1", name: "week.png", mediaType: "image/png", sizeBytes: 5 };
const address = () => ({
  platform: "slack" as const,
  workspaceKey: harness.workspaceKey,
  channelKey: harness.channelKey,
  threadKey: null,
});
const post = (content = HELLO): Outbound => ({ ...address(), kind: "post", content });
const context = { tenantId: TENANT, idempotencyKey: OUTBOX_ID, targetMessageKey: null };
const deliver = (outbound: Outbound) => harness.adapter.deliver(outbound, context);
const reconcile = (outbound = post()) => harness.adapter.reconcile?.(outbound, context);
const calls = (method: string) => harness.slack.callsOf(method);

describe("a post whose fate is unknown", () => {
  test("is found again by the id it carries, in the channel and in a thread", async () => {
    const root = harness.slack.say({ channel: harness.channelKey, user: "U0MAYA", text: "Help" });
    harness.slack.trouble("chat.postMessage", { kind: "cut" });
    for (const threadKey of [null, root.ts]) {
      const outbound: Outbound = { ...address(), kind: "post", content: HELLO, threadKey };
      const own = { ...context, idempotencyKey: `outbox-${threadKey}` };
      expect(await harness.adapter.deliver(outbound, own)).toMatchObject({ kind: "uncertain" });
      const messageKey = harness.slack.posts.at(-1)?.ts;
      expect(await harness.adapter.reconcile?.(outbound, own)).toMatchObject({ kind: "sent", messageKey });
    }
  });

  test("may be sent again when the whole place was read and it is not there", async () => {
    harness.slack.say({ channel: harness.channelKey, user: "U0MAYA", text: "Hello" });
    expect(await reconcile()).toMatchObject({ kind: "retry", scope: "channel" });
  });

  test("in a busy channel is surely not there only when all was read since it was tried", async () => {
    for (let said = 0; said < 150; said += 1)
      harness.slack.say({ channel: harness.channelKey, user: "U0MAYA", text: "Busy" });
    expect(await reconcile()).toMatchObject({ kind: "uncertain" });
    harness.clock.advance(3_600_000);
    harness.slack.trouble("chat.postMessage", { kind: "error", code: "internal_error" });
    expect(await deliver(post())).toMatchObject({ kind: "uncertain" });
    expect(await reconcile()).toMatchObject({ kind: "retry" });
  });

  test("after the death of the process is looked for since it was written, not in the whole history", async () => {
    for (let said = 0; said < 500; said += 1)
      harness.slack.say({ channel: harness.channelKey, user: "U0MAYA", text: "Busy" });
    harness.clock.advance(3_600_000);
    const outboundKey = { ...context, idempotencyKey: "outbox-of-the-dead" };
    const look = () =>
      harness.adapter.reconcile?.(post(), { ...outboundKey, writtenAt: harness.clock.now() });
    expect(await look()).toMatchObject({ kind: "retry" });
    expect(calls("conversations.history")).toHaveLength(1);
    expect(Number(calls("conversations.history")[0]?.args.oldest)).toBeGreaterThan(
      harness.clock.now().getTime() / 1_000 - 600,
    );
  });

  test("stays unknown when Slack does not let us look, and where nobody can", async () => {
    harness.slack.trouble("conversations.history", { kind: "limited", retryAfter: "60" });
    expect(await reconcile()).toMatchObject({ kind: "uncertain" });
    const whisper = { ...address(), kind: "ephemeral", personKey: "U0MAYA", interactionKey: null } as const;
    expect(await reconcile({ ...whisper, content: HELLO })).toMatchObject({ kind: "uncertain" });
    expect(calls("conversations.history")).toHaveLength(1);
  });
});

describe("files", () => {
  test("a chart stands in its message, a transcript follows below it", async () => {
    const outcome = await deliver(
      post({
        ...HELLO,
        blocks: [
          { type: "image", file: FILE, alt: "Bars per day" },
          { type: "file", file: { ...FILE, name: "all.json" } },
        ],
      }),
    );
    expect(outcome).toMatchObject({ kind: "sent" });
    expect(harness.slack.posts[0]?.blocks[0]).toMatchObject({ type: "image", slack_file: { id: "F1" } });
    expect(harness.slack.speaking.shared).toMatchObject([
      { fileId: "F2", channel: harness.channelKey, threadTs: harness.slack.posts[0]?.ts },
    ]);
  });

  test("nothing is said while a file cannot be taken, and words stand for one that never will be", async () => {
    const withChart = post({ ...HELLO, blocks: [{ type: "image", file: FILE, alt: "Bars per day" }] });
    harness.slack.trouble("files.getUploadURLExternal", { kind: "limited", retryAfter: "3" });
    expect(await deliver(withChart)).toMatchObject({ kind: "retry", retryAfterMs: 3_000 });
    expect(harness.slack.posts).toEqual([]);
    harness.slack.trouble("files.getUploadURLExternal", { kind: "error", code: "missing_scope" });
    expect(await deliver(withChart)).toMatchObject({ kind: "sent" });
    expect(shownWords(harness.slack.posts[0] ?? { text: "", blocks: [] })).toBe("Bars per day");
  });

  test("a message says so when its file did not come along", async () => {
    harness.slack.trouble("files.completeUploadExternal", { kind: "error", code: "internal_error" });
    await deliver(post({ ...HELLO, blocks: [{ type: "file", file: FILE }] }));
    expect(shownWords(harness.slack.posts[0] ?? { text: "", blocks: [] })).toContain("could not be sent");
  });

  test("a file for one person's eyes goes to their direct channel, and they are told", async () => {
    const content = { ...HELLO, blocks: [{ type: "file", file: FILE }] } as const;
    await deliver({ ...address(), kind: "ephemeral", personKey: "U0MAYA", interactionKey: null, content });
    expect(harness.slack.speaking.shared).toMatchObject([{ channel: "DU0MAYA" }]);
    const inChannel = harness.slack.posts.filter(({ channel }) => channel === harness.channelKey);
    expect(inChannel).toMatchObject([{ only: "U0MAYA" }]);
  });
});

describe("answers to one person", () => {
  const whisperBy = (responseUrl: string): Outbound => ({
    ...address(),
    kind: "ephemeral",
    personKey: "U0MAYA",
    interactionKey: interactionKeyOf({ personKey: "U0MAYA", triggerId: null, responseUrl }),
    content: HELLO,
  });

  test("go where the press says, and past it once that is used up", async () => {
    expect(await deliver(whisperBy(`${harness.slack.apiUrl}response/good`))).toMatchObject({ kind: "sent" });
    expect(harness.slack.speaking.responses).toMatchObject([{ response_type: "ephemeral" }]);
    expect(calls("chat.postEphemeral")).toEqual([]);
    expect(await deliver(whisperBy(`${harness.slack.apiUrl}response/spent`))).toMatchObject({ kind: "sent" });
    expect(calls("chat.postEphemeral")).toHaveLength(1);
  });

  test("never go to an address that is not Slack's", async () => {
    expect(await deliver(whisperBy("http://127.0.0.1:9/steal"))).toMatchObject({ kind: "sent" });
    expect(calls("chat.postEphemeral")).toHaveLength(1);
  });

  test("the direct channel is asked for once", async () => {
    const direct = { ...address(), kind: "direct", personKey: "U0MAYA", content: HELLO } as const;
    await deliver(direct);
    await deliver(direct);
    expect(calls("conversations.open")).toHaveLength(1);
    expect(harness.slack.posts).toHaveLength(2);
  });
});

const FORM: Form = {
  formId: "reply-to-customer",
  title: "Reply on #7",
  submitLabel: "Send",
  value: "t7",
  fields: [{ type: "text", fieldId: "text", label: "Your reply", multiline: true, value: "x".repeat(3_000) }],
};

test("a form that comes too late is offered as a button, which opens it at once and never reaches the desk", async () => {
  const interactionKey = interactionKeyOf({ personKey: "U0SUE", triggerId: "old", responseUrl: null });
  const late = { ...address(), kind: "open-form", personKey: "U0SUE", interactionKey, form: FORM } as const;
  expect(await deliver(late)).toMatchObject({ kind: "sent" });
  const [offer] = harness.slack.posts;
  expect(offer).toMatchObject({ only: "U0SUE" });
  const value = offer?.blocks.find(({ type }) => type === "actions")?.elements?.[0]?.value ?? "";
  const pressed = await harness.act({
    kind: "use-control",
    personKey: "U0SUE",
    messageKey: offer?.ts ?? "",
    controlId: "slack.open-form",
    value,
  });
  expect(pressed.answer).toBe("ok");
  expect(await harness.formsBefore("U0SUE")).toEqual(["reply-to-customer"]);
  expect(intake.events).toEqual([]);
  await harness.act({ kind: "submit-form", personKey: "U0SUE", values: { text: "Done." } });
  expect(intake.events).toMatchObject([
    { kind: "form-submitted", value: "t7", values: { text: "Done." }, channel: { isPrivate: false } },
  ]);
});

test("a channel that must be joined is joined once; one that cannot be is a refusal", async () => {
  harness.slack.trouble("chat.postMessage", { kind: "error", code: "not_in_channel" });
  expect(await deliver(post())).toMatchObject({ kind: "refused", code: "slack.not_in_channel" });
  expect(calls("conversations.join")).toHaveLength(1);
  expect(calls("chat.postMessage")).toHaveLength(2);
  harness.slack.trouble("conversations.join", {
    kind: "error",
    code: "method_not_supported_for_channel_type",
  });
  expect(await deliver(post())).toMatchObject({ kind: "refused", code: "slack.not_in_channel" });
  expect(calls("chat.postMessage")).toHaveLength(3);
});
