import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEvent } from "../../../adapters/web/parse-event.ts";

const POST = {
  type: "post",
  workspaceKey: "acme",
  factKey: "web:post:p1",
  occurredAt: "2026-03-03T09:00:00.000Z",
  channel: { channelKey: "help", name: "help", kind: "public" },
  person: { personKey: "maya", displayName: "Maya", role: "customer" },
  postKey: "p1",
  threadKey: null,
  replyToKey: null,
  text: "hello",
  mentionedKeys: [],
  files: [],
  permalink: "/#/room/help/p1",
};
const parsePost = (change: object) => {
  const event = parseEvent({ ...POST, ...change });
  if (event?.kind !== "message-posted") throw new Error("not a message");
  return event;
};

describe("a fact of the room", () => {
  test("a post becomes a message with its author's standing", () => {
    expect(parseEvent(POST)).toEqual({
      kind: "message-posted",
      platform: "web",
      workspaceKey: "acme",
      channel: { channelKey: "help", name: "help", isDirect: false, isPrivate: false },
      actor: { personKey: "maya", displayName: "Maya", isBot: false, standing: { role: "customer" } },
      dedupeKey: "web:post:p1",
      occurredAt: "2026-03-03T09:00:00.000Z",
      messageKey: "p1",
      threadKey: null,
      replyToKey: null,
      text: "hello",
      mentionsBot: false,
      mentionedKeys: [],
      files: [],
      permalink: "/#/room/help/p1",
    });
  });

  test.each([
    ["@rapport, how do I pay?", "how do I pay?"],
    ["Hey @Rapport how do I pay?", "Hey how do I pay?"],
    ["how do I pay? @rapport", "how do I pay?"],
    ["@rapport", ""],
    ["(@rapport) help", "() help"],
  ])("%j addresses the bot", (text, left) => {
    expect(parsePost({ text })).toMatchObject({ mentionsBot: true, text: left });
  });

  test.each(["me@rapport.example", "@rapporteur wrote", "rapport is poor", "@rapport.example", "x@rapport"])(
    "%j does not",
    (text) => {
      expect(parsePost({ text })).toMatchObject({ mentionsBot: false, text });
    },
  );

  test("the bot is not among the people that a message names", () => {
    expect(parsePost({ mentionedKeys: ["rapport", "tom"] }).mentionedKeys).toEqual(["tom"]);
  });

  test("staff and direct channels are private, direct ones are said to be", () => {
    const channelOf = (kind: string) => parsePost({ channel: { ...POST.channel, kind } }).channel;
    expect(channelOf("staff")).toMatchObject({ isPrivate: true, isDirect: false });
    expect(channelOf("direct")).toMatchObject({ isPrivate: true, isDirect: true });
  });

  test("the bot's own doing is not ours to hear", () => {
    expect(parseEvent({ ...POST, person: { ...POST.person, role: "bot" } })).toBeNull();
    expect(parseEvent({ ...POST, person: { ...POST.person, personKey: "rapport" } })).toBeNull();
  });

  test("whatever else comes is nothing, never a crash", () => {
    fc.assert(
      fc.property(fc.anything(), (raw) => {
        expect(parseEvent(raw)).toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(POST)), fc.anything(), (field, value) => {
        expect(() => parseEvent({ ...POST, [field]: value })).not.toThrow();
      }),
    );
  });
});
