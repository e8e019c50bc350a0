import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { piecesOf } from "../../../adapters/teams/speak/streaming.ts";
import { answerMessage } from "../../../src/desk/answer-message.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { deliver } from "../../contracts/outbounds.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { BOT, type FakePost } from "./fake-teams.ts";
import { wordsOf } from "./read-card.ts";
import { CHANNEL, makeTeamsHarness, PEOPLE, type TeamsHarness } from "./teams-harness.ts";

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
const answerOf = (text = WORDS): MessageContent =>
  answerMessage({ ...draft, text }, "answer-1", "I'm Rapport, an automated assistant.");

let harness: TeamsHarness;
let direct: string;
beforeEach(async () => {
  harness = await makeTeamsHarness({
    intake: createFakeIntake(),
    completer: { complete: async () => [] },
  });
  direct = harness.teams.directOf(PEOPLE.customer);
  await harness.act({ kind: "say", personKey: PEOPLE.customer, channelKey: direct, text: "Where is it?" });
});
afterEach(() => harness.close());

const streamed = (content = answerOf(), channelKey = direct): Outbound => ({
  kind: "post",
  platform: "teams",
  workspaceKey: harness.workspaceKey,
  channelKey,
  threadKey: null,
  content,
  streamFor: PEOPLE.customer,
});
const spoken = (): readonly FakePost[] =>
  harness.teams.posts.filter(({ user, isDeleted }) => user === BOT && !isDeleted);
const stepsOf = (post: FakePost | undefined) => harness.teams.streams.get(post?.messageKey ?? "");

/** What the reader has in the end: words above the card, or a card with both. */
const expectWholeOnce = (): void => {
  const [only, ...more] = spoken();
  expect(more).toEqual([]);
  if (only === undefined) throw new Error("nothing was said");
  expect(only.activity.type).toBe("message");
  const words = `${only.activity.text ?? ""}\n${wordsOf(only)}`;
  for (const part of [WORDS, "Deliveries", "Solved", "Talk to a human", "automated assistant"])
    expect(words.split(part)).toHaveLength(2);
};

describe("an answer that a model wrote", () => {
  test("grows sentence by sentence in a private chat, and ends with its sources and buttons", async () => {
    const outcome = await deliver(harness, streamed());
    expect(outcome).toMatchObject({ kind: "sent", messageKey: spoken()[0]?.messageKey });
    const [first = "", ...more] = stepsOf(spoken()[0]) ?? [];
    expect(first).toBe("A parcel that is five days late counts as lost.");
    expect(more).toEqual([`${first} We send it again.`, WORDS]);
    expectWholeOnce();
  });

  test("appears whole in a channel: Teams streams there for nobody", async () => {
    await deliver(harness, streamed(answerOf(), CHANNEL));
    expect(harness.teams.streams.size).toBe(0);
    expectWholeOnce();
  });

  test.each([
    ["has a sign that Teams might read", `${WORDS} Press <b>.`],
    ["has an address, of which Teams might show a page", `${WORDS} See https://help.acme.example.`],
    ["is one sentence", "We pay it back."],
  ])("is posted whole where it %s", async (_why, text) => {
    await deliver(harness, streamed(answerOf(text)));
    expect(harness.teams.streams.size).toBe(0);
    expect(spoken()).toHaveLength(1);
  });

  test("takes no more steps than an attempt has time for, and loses no words by it", () => {
    const long = Array.from({ length: 23 }, (_, at) => `Sentence number ${at} is here.`).join(" ");
    const pieces = piecesOf(answerOf(long));
    expect(pieces?.steps.length).toBeLessThanOrEqual(4);
    expect(pieces?.steps.at(-1)).toBe(long);
    for (const [at, step] of (pieces?.steps ?? []).entries())
      expect(step.startsWith(pieces?.steps[at - 1] ?? "")).toBe(true);
  });
});

describe("where Teams does not stream", () => {
  test("the answer is posted whole, and the next one at once", async () => {
    harness.teams.down.streams = 403;
    expect(await deliver(harness, streamed())).toMatchObject({ kind: "sent" });
    expectWholeOnce();
    const before = harness.teams.calls.length;
    await deliver(harness, streamed());
    expect(harness.teams.calls.length - before).toBe(1);
  });

  test("a stream that Teams ends before us is changed into the whole", async () => {
    const okay = { status: 202, isPassed: true };
    harness.teams.troubles.push(okay, { status: 403, code: "ContentStreamNotAllowed" }, { status: 403 });
    expect(await deliver(harness, streamed())).toMatchObject({ kind: "sent" });
    expectWholeOnce();
  });

  test("what can neither be ended nor changed is taken back, and said whole", async () => {
    const refused = { status: 403, code: "ContentStreamNotAllowed" };
    harness.teams.troubles.push({ status: 202, isPassed: true }, refused, refused, refused);
    expect(await deliver(harness, streamed())).toMatchObject({ kind: "sent" });
    expectWholeOnce();
  });

  test("an end whose fate is unknown is told as such, and never said again", async () => {
    const okay = { status: 202, isPassed: true };
    harness.teams.troubles.push(okay, okay, okay, { status: 500, isCut: true });
    expect(await deliver(harness, streamed())).toEqual({ kind: "uncertain", code: "teams.stream-broke-off" });
    expect(spoken()).toHaveLength(1);
  });
});
