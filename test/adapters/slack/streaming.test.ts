import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answerMessage } from "../../../src/desk/answer-message.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import type { FakePost } from "./fake-slack.ts";
import { addressesIn, pingsIn, shownWords } from "./read-blocks.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

const OUTBOX_ID = "00000000-0000-4000-8000-000000000001";
const WORDS =
  "A parcel that is five days late counts as lost. We send it again. Or we pay it back, as you like.";
const draft = {
  kind: "cited",
  text: WORDS,
  citations: [
    {
      articleId: "a1",
      passageId: "p1",
      title: "Deliveries",
      heading: null,
      pageLabel: null,
      url: "https://help.acme.example/deliveries",
    },
  ],
  answerability: 0.9,
  writer: "generated:some-model",
} as const;
const ANSWER = answerMessage(draft, "answer-1", "I'm Rapport, an automated assistant.");

let harness: SlackHarness;
let intake: FakeIntake;
let rootTs: string;
beforeEach(async () => {
  intake = createFakeIntake();
  harness = await makeSlackHarness({ intake, completer: { complete: async () => [] } });
  rootTs = harness.slack.say({ channel: harness.channelKey, user: "U0MAYA", text: "Where is it?" }).ts;
});
afterEach(() => harness.close());

const streamed = (content: MessageContent = ANSWER): Outbound => ({
  kind: "post",
  platform: "slack",
  workspaceKey: harness.workspaceKey,
  channelKey: harness.channelKey,
  threadKey: rootTs,
  content,
  streamFor: "U0MAYA",
});
const context = { tenantId: TENANT, idempotencyKey: OUTBOX_ID, targetMessageKey: null };
const deliver = (outbound = streamed()) => harness.adapter.deliver(outbound, context);
const reconcile = () => harness.adapter.reconcile?.(streamed(), context);
const calls = (method: string) => harness.slack.callsOf(method);
const spoken = (): readonly FakePost[] =>
  harness.slack.posts.filter(({ user, isDeleted }) => user === "U0BOT" && !isDeleted);
const STEPS = ["chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update", "chat.postMessage"];
const steps = (): readonly string[] =>
  harness.slack.calls.map(({ method }) => method).filter((method) => STEPS.includes(method));

const expectWholeOnce = (): void => {
  const [only, ...more] = spoken();
  expect(more).toEqual([]);
  if (only === undefined) throw new Error("nothing was said");
  expect(only.isStreaming).toBeFalsy();
  const words = shownWords(only);
  for (const part of [WORDS, "Source: Deliveries", "[Solved]", "[Talk to a human]", "automated assistant"])
    expect(words).toContain(part);
};

describe("an answer that a model wrote", () => {
  test("appears sentence by sentence, and stands in the end as if it had been posted whole", async () => {
    expect(await deliver()).toMatchObject({ kind: "sent", messageKey: spoken()[0]?.ts });
    expect(steps()).toEqual([
      "chat.startStream",
      "chat.appendStream",
      "chat.appendStream",
      "chat.stopStream",
      "chat.update",
    ]);
    expectWholeOnce();
    const [start] = calls("chat.startStream");
    expect(start?.args).toMatchObject({
      thread_ts: rootTs,
      recipient_user_id: "U0MAYA",
      recipient_team_id: harness.workspaceKey,
    });
  });

  test("holds no link while it streams: Slack shows no preview of one that comes by a change", async () => {
    await deliver();
    for (const { args } of [...calls("chat.startStream"), ...calls("chat.appendStream")])
      expect(addressesIn({ text: "", blocks: JSON.parse(args.chunks ?? "[]") as unknown[] })).toEqual([]);
    expect(addressesIn(spoken()[0] ?? { text: "", blocks: [] })).toContain(draft.citations[0].url);
  });

  test("calls nobody, whatever the words say", async () => {
    const hostile = `<!channel> look. <@U0SUE> too. ${WORDS}`;
    await deliver(streamed(answerMessage({ ...draft, text: hostile }, "answer-1", null)));
    for (const { args } of [...calls("chat.startStream"), ...calls("chat.appendStream")])
      expect(pingsIn({ text: "", blocks: JSON.parse(args.chunks ?? "[]") as unknown[] })).toEqual([]);
    expect(pingsIn(spoken()[0] ?? { text: "", blocks: [] })).toEqual([]);
  });

  test.each([
    ["of one sentence", { ...draft, text: "We pay it back." }],
    ["found word by word in a document", draft],
  ])("%s is simply posted where a stream gives nothing", async (what, own) => {
    const content = answerMessage(own, "answer-1", null);
    const { streamFor: _nobody, ...whole } = streamed(content) as Extract<Outbound, { kind: "post" }>;
    await deliver(what === "of one sentence" ? streamed(content) : whole);
    expect(steps()).toEqual(["chat.postMessage"]);
  });
});

describe("where Slack does not stream", () => {
  test("the answer is posted whole, and the next one at once", async () => {
    harness.slack.trouble("chat.startStream", { kind: "error", code: "unknown_method" });
    expect(await deliver()).toMatchObject({ kind: "sent" });
    expectWholeOnce();
    await deliver();
    expect(calls("chat.startStream")).toHaveLength(1);
  });

  test("too many streams are no reason to wait", async () => {
    harness.slack.trouble("chat.startStream", { kind: "limited", retryAfter: "60" });
    expect(await deliver()).toMatchObject({ kind: "sent" });
    expectWholeOnce();
    harness.slack.trouble("chat.startStream", null);
    await deliver();
    expect(calls("chat.startStream")).toHaveLength(2);
  });
});

describe("a stream that breaks off", () => {
  test.each(["chat.appendStream", "chat.stopStream"])(
    "when Slack has ended it (%s): the whole stands in its place, once",
    async (method) => {
      harness.slack.trouble(method, { kind: "error", code: "message_not_in_streaming_state" });
      if (method === "chat.stopStream") {
        // Ended by Slack itself: a change is allowed.
        const begin = deliver();
        while (calls("chat.stopStream").length === 0) await new Promise(setImmediate);
        for (const { ts } of spoken()) harness.slack.change(ts, { isStreaming: false });
        await begin;
      } else expect(await deliver()).toMatchObject({ kind: "sent" });
      expectWholeOnce();
    },
  );

  test("by the death of the process: found by its first block and ended, never said twice", async () => {
    harness.slack.trouble("chat.startStream", { kind: "cut" });
    expect(await deliver()).toMatchObject({ kind: "uncertain" });
    expect(spoken()).toHaveLength(1);
    expect(await reconcile()).toMatchObject({ kind: "sent", messageKey: spoken()[0]?.ts });
    expectWholeOnce();
    expect(await reconcile()).toMatchObject({ kind: "sent", messageKey: spoken()[0]?.ts });
    expect(calls("chat.stopStream")).toHaveLength(1);
  });

  test("that never began is surely not there", async () => {
    harness.slack.trouble("chat.startStream", { kind: "error", code: "internal_error" });
    expect(await deliver()).toMatchObject({ kind: "uncertain" });
    expect(await reconcile()).toMatchObject({ kind: "retry" });
    expect(spoken()).toEqual([]);
  });

  test("and cannot be changed is taken back, and posted whole", async () => {
    harness.slack.trouble("chat.update", { kind: "error", code: "cant_update_message" });
    expect(await deliver()).toMatchObject({ kind: "sent" });
    expectWholeOnce();
    expect(calls("chat.delete")).toHaveLength(1);
  });

  test("and can be neither changed nor taken back is uncertain, and mended when it is looked for", async () => {
    harness.slack.trouble("chat.update", { kind: "status", status: 503 });
    harness.slack.trouble("chat.delete", { kind: "status", status: 503 });
    expect(await deliver()).toMatchObject({ kind: "uncertain" });
    expect(spoken()).toHaveLength(1);
    harness.slack.trouble("chat.update", null);
    expect(await reconcile()).toMatchObject({ kind: "sent" });
    expectWholeOnce();
  });
});

describe("Slack's own thumbs", () => {
  const thumbsIn = (post: FakePost | undefined) =>
    (post?.blocks ?? []).filter(({ type }) => type === "context_actions");

  test("stand below what a model wrote, and a press is the button's it stands for", async () => {
    await deliver();
    const [only] = spoken();
    expect(thumbsIn(only)).toHaveLength(1);
    const [element] = thumbsIn(only)[0]?.elements ?? [];
    const raw = element as unknown as { action_id: string; negative_button: { value: string } };
    await harness.sendForm(
      new URLSearchParams({
        payload: JSON.stringify({
          type: "block_actions",
          team: { id: harness.workspaceKey },
          user: { id: "U0MAYA", username: "maya", team_id: harness.workspaceKey },
          channel: { id: harness.channelKey, name: "help" },
          container: { message_ts: only?.ts, thread_ts: rootTs, channel_id: harness.channelKey },
          message: { ts: only?.ts, thread_ts: rootTs },
          trigger_id: "t1",
          response_url: "https://hooks.slack.test/1",
          actions: [
            {
              type: "feedback_buttons",
              action_id: raw.action_id,
              action_ts: "1772528500.000001",
              value: raw.negative_button.value,
            },
          ],
        }),
      }).toString(),
    );
    expect(intake.events.at(-1)).toMatchObject({
      kind: "control-used",
      controlId: "answer.not-helpful",
      value: "answer-1",
      threadKey: rootTs,
    });
  });

  test("give way to buttons with words where Slack knows none", async () => {
    const { streamFor: _nobody, ...whole } = streamed() as Extract<Outbound, { kind: "post" }>;
    harness.slack.knowsThumbs = false;
    for (const outbound of [streamed(), whole])
      expect(await deliver(outbound)).toMatchObject({ kind: "sent" });
    for (const post of spoken()) {
      expect(thumbsIn(post)).toEqual([]);
      expect(shownWords(post)).toContain("[Not helpful]");
    }
    expect(spoken()).toHaveLength(2);
  });
});
