import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORUM, PEOPLE, SOLVED_TAG } from "./double/fake-discord.ts";
import type { FakeMessage } from "./double/state.ts";
import { shownWords } from "./shown-words.ts";
import { openStage, type Stage } from "./story/stage.ts";

const { customer: MAYA, other: OMAR } = PEOPLE;

describe("a new post in a forum", { timeout: 60_000 }, () => {
  let stage: Stage;
  let first: FakeMessage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.setUp({ [FORUM]: { purpose: "customers", mode: "auto" } });
  }, 60_000);
  afterAll(() => stage?.close());

  const offerIn = (post: FakeMessage): FakeMessage | undefined =>
    stage.posts(post.id).find((one) => shownWords(one).includes("solved here before"));

  it("is offered nothing while nothing near was solved, and its title is part of the question", async () => {
    first = await stage.openPost(MAYA, FORUM, "Export to CSV fails with error 403", "Since this morning.");
    expect(offerIn(first)).toBeUndefined();
    const kept = await stage.inTenant(async ({ channels, messages }) => {
      const forum = (await channels.list()).find(({ channelKey }) => channelKey === FORUM);
      return messages.findByKey(forum?.id ?? "", first.id);
    });
    expect(kept?.text).toBe("Export to CSV fails with error 403\nSince this morning.");
    const helper = await stage.say(OMAR, first.id, "Sign out and in again, the token had run out.");
    await stage.menu(MAYA, helper, "Mark as solution");
    expect(stage.discord.state.channels.get(first.id)?.applied_tags).toEqual([SOLVED_TAG]);
  });

  it("is offered a solved one that is near, with its title and a link to it", async () => {
    const post = await stage.openPost(OMAR, FORUM, "CSV export error 403", "What can I do about it?");
    const offer = offerIn(post);
    expect(offer && shownWords(offer)).toContain("Export to CSV fails with error 403");
    expect(offer?.content).toContain(`/${first.id}/${first.id}`);
    await stage.press(MAYA, offer, "That solved it");
    expect(shownWords(stage.whisper(MAYA))).toContain("Only the person who asked");
    await stage.press(OMAR, offer, "That solved it");
    const thread = stage.discord.state.channels.get(post.id);
    expect(thread?.applied_tags).toEqual([SOLVED_TAG]);
    expect(thread?.thread_metadata?.archived).toBe(true);
    expect(stage.posts(post.id).map(shownWords).join()).toContain("Solved by an earlier thread");
  });

  it("is left alone when nothing is near", async () => {
    const post = await stage.openPost(OMAR, FORUM, "How do I change my invoice address?", "We have moved.");
    expect(offerIn(post)).toBeUndefined();
  });

  it("loses the offer when the asker dismisses it", async () => {
    const post = await stage.openPost(OMAR, FORUM, "Export to CSV error 403 again", "It is back.");
    await stage.press(OMAR, offerIn(post), "Dismiss");
    expect(offerIn(post)).toBeUndefined();
  });

  it("quotes nobody any more who had all data erased", async () => {
    const post = await stage.openPost(OMAR, FORUM, "CSV export fails, error 403", "Third time.");
    expect(offerIn(post)).toBeDefined();
    await stage.command(MAYA, FORUM, "/rapport privacy");
    await stage.press(MAYA, stage.whisper(MAYA), "Erase everything");
    await stage.press(MAYA, stage.whisper(MAYA), "Erase for good");
    expect(offerIn(post)).toBeUndefined();
    const later = await stage.openPost(OMAR, FORUM, "Export CSV error", "403 once more");
    const offer = offerIn(later);
    expect(offer === undefined || !shownWords(offer).includes("Export to CSV fails with error 403")).toBe(
      true,
    );
  });
});
