import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_MEMBERS } from "../../adapters/web/index.ts";
import { MINUTE } from "../../src/domain/time.ts";
import type { PostRecord } from "../../src/ports/stores/web-room-store.ts";
import { openTestDesk, type TestDesk } from "../support/desk.ts";

const ARTICLE = `# Changing the address

## After dispatch

You can change the delivery address until 8 pm on the day before delivery. Open the tracking page and choose "Change address".

## Customs declarations

A customs declaration is needed for every parcel that leaves the European Union. Print form CN23 and fix it outside.
`;
const QUESTION = "How do I change the delivery address of my parcel?";

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
  await desk.desk.library.add(desk.tenantId, {
    name: "address.md",
    bytes: new TextEncoder().encode(ARTICLE),
    url: "https://help.parcels.example/address",
  });
}, 60_000);
afterAll(async () => {
  await desk.close();
});

const textOf = (post: PostRecord | undefined): string => JSON.stringify(post?.content ?? "");
const answers = async (threadKey: string): Promise<number> =>
  (await desk.posts("ana", "help", threadKey)).filter((post) => post.authorKey === "rapport").length;

describe("a burst of messages in a live channel", () => {
  it("is answered once, when its author has been silent since the last of them", async () => {
    const asked = await desk.say("maya", "help", QUESTION);
    await desk.wait(4_000);
    await desk.say("maya", "help", "it is on its way already");
    await desk.wait(4_000);
    expect(await answers(asked.postKey)).toBe(0);
    await desk.wait(3_000);
    expect(await answers(asked.postKey)).toBe(1);
    await desk.wait(10 * MINUTE);
    expect(await answers(asked.postKey)).toBe(1);
  });

  it("that began with a mention has one answer, rewritten for what was still being written", async () => {
    const asked = await desk.say(
      "ines",
      "help",
      "@rapport How do I change the delivery address of my parcel?",
    );
    const [first] = await desk.posts("ana", "help", asked.postKey);
    expect(textOf(first)).toContain("until 8 pm");
    expect(textOf(first)).toContain("automated assistant");
    await desk.wait(2_000);
    await desk.say("ines", "help", "and which customs declaration form is needed, CN23?");
    const said = (await desk.posts("ana", "help", asked.postKey)).filter(
      (post) => post.authorKey === "rapport",
    );
    expect(said).toHaveLength(1);
    expect(textOf(said[0])).toContain("CN23");
    expect(textOf(said[0])).toContain("automated assistant");
    await desk.wait(20_000);
    const later = await desk.say("ines", "help", "@rapport which customs declaration form is needed?");
    expect(await answers(later.postKey)).toBe(1);
    expect(await answers(asked.postKey)).toBe(1);
    await desk.wait(11 * MINUTE);
  });

  it("is not answered when its author takes it back", async () => {
    const asked = await desk.say("tom", "help", QUESTION);
    await desk.say("tom", "help", "never mind, found it");
    await desk.wait(MINUTE);
    expect(await answers(asked.postKey)).toBe(0);
    await desk.wait(11 * MINUTE);
  });
});

describe("people who answer in a live channel", () => {
  it("keep the bot out: one of the team who names nobody while one customer waits", async () => {
    const asked = await desk.say("ines", "help", QUESTION);
    await desk.say("ana", "help", "On the tracking page, until the evening before.");
    await desk.wait(MINUTE);
    expect(await answers(asked.postKey)).toBe(0);
    const thread = await desk.foundations.store.transaction(desk.tenantId, async (stores) => {
      const channel = (await stores.channels.list()).find(({ channelKey }) => channelKey === "help");
      return stores.threads.findByKey(channel?.id ?? "", asked.postKey);
    });
    expect(thread?.firstAgentReplyAt).not.toBeNull();
    await desk.wait(11 * MINUTE);
  });

  it("keep the bot out: another customer who names the asker, whose own words stay apart", async () => {
    const asked = await desk.say("jonas", "help", QUESTION);
    await desk.say("maya", "help", "@Jonas you find it on the tracking page");
    await desk.wait(MINUTE);
    expect(await answers(asked.postKey)).toBe(0);
    const authors = await desk.foundations.store.transaction(desk.tenantId, async (stores) => {
      const channel = (await stores.channels.list()).find(({ channelKey }) => channelKey === "help");
      const thread = await stores.threads.findByKey(channel?.id ?? "", asked.postKey);
      const history = await stores.messages.listByThread(thread?.id ?? "", 10);
      return new Set(history.map(({ message }) => message.authorId));
    });
    expect(authors.size).toBe(1);
    await desk.wait(11 * MINUTE);
  });
});

describe("an edited message", () => {
  const edit = async (personKey: string, postKey: string, text: string): Promise<void> => {
    const member = DEFAULT_MEMBERS.find((candidate) => candidate.personKey === personKey);
    if (!member) throw new Error("no such persona");
    desk.clock.advance(1_000);
    await desk.desk.room.people.edit(member, postKey, { clientKey: randomUUID(), text });
    await desk.desk.spine.runUntilIdle();
  };
  const stored = (messageKey: string) =>
    desk.foundations.store.transaction(desk.tenantId, async (stores) => {
      const channel = (await stores.channels.list()).find(({ channelKey }) => channelKey === "general");
      const message = await stores.messages.findByKey(channel?.id ?? "", messageKey);
      if (!message) throw new Error("the message is not there");
      const history = await stores.messages.listByThread(message.threadId, 10);
      const hour = await stores.figures.read(new Date(0), new Date("2100-01-01"));
      return {
        text: message.text,
        tag: history.find((entry) => entry.message.id === message.id)?.tag ?? null,
        thread: await stores.threads.get(message.threadId),
        analysed: hour.reduce((sum, { counts }) => sum + (counts.analysed?.count ?? 0), 0),
      };
    });

  it("is read anew: its mood, the thread's risk and the flag follow the new words", async () => {
    const post = await desk.say("tom", "general", "The parcel came yesterday.");
    const before = await stored(post.postKey);
    await edit(
      "tom",
      post.postKey,
      "This is the third time I complain! I am furious. I want my money back or I cancel my account.",
    );
    const after = await stored(post.postKey);
    expect(after.text).toContain("third time");
    expect(after.tag?.scores.anger).toBeGreaterThan(before.tag?.scores.anger ?? 1);
    expect(after.thread).toMatchObject({ riskLevel: "high" });
    expect(after.thread?.flaggedAt).not.toBeNull();
    expect(after.analysed).toBe(before.analysed);
  });

  it("is still not read when its author is on the team", async () => {
    const post = await desk.say("ben", "general", "Good morning.");
    await edit("ben", post.postKey, "I hate this printer, it is horrible and I am furious.");
    expect(await stored(post.postKey)).toMatchObject({
      text: "I hate this printer, it is horrible and I am furious.",
      tag: null,
    });
  });
});
