import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NewPostRecord, WebRoomStore } from "../../src/ports/stores/web-room-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createWebRoomStore } from "../../src/store/web-room-store.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

const AT = new Date("2026-03-03T09:00:00.000Z");
const LATER = new Date("2026-03-03T09:05:00.000Z");

const newPost = (postKey: string, change: Partial<NewPostRecord> = {}): NewPostRecord => ({
  postKey,
  channelKey: "help",
  threadKey: null,
  replyToKey: null,
  authorKey: "maya",
  text: `words of ${postKey}`,
  content: null,
  files: [],
  visibleToKey: null,
  clientKey: null,
  postedAt: AT,
  ...change,
});

describe("the room's memory", () => {
  let database: Database;
  let store: WebRoomStore;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    const { tenantId } = await createTestTenant(database);
    store = createWebRoomStore(database, tenantId);
    await store.putMembers([{ personKey: "maya", displayName: "Maya", role: "customer" }]);
  });

  const list = async (
    threadKey: string | null = null,
    viewerKey = "tom",
    beforeKey: string | null = null,
  ) => {
    const posts = await store.listPosts({ channelKey: "help", threadKey, viewerKey, beforeKey, limit: 2 });
    return posts.map((post) => post.postKey);
  };

  test("a post comes back as it was written", async () => {
    const written = newPost("p1", {
      content: { summary: "Hi", blocks: [{ type: "divider" }] },
      replyToKey: "p0",
      files: [{ fileId: "f", name: "a.png", mediaType: "image/png", sizeBytes: 3 }],
      clientKey: "maya:1",
    });
    const { post, isNew } = await store.addPost(written);
    expect(isNew).toBe(true);
    expect(await store.getPost("p1")).toEqual(post);
    expect(post).toMatchObject(written);
  });

  test("the same client key is the same post, alone and in one burst", async () => {
    const first = await store.addPost(newPost("p1", { clientKey: "maya:1" }));
    const burst = await Promise.all(
      ["p2", "p3", "p4"].map((key) => store.addPost(newPost(key, { clientKey: "maya:2" }))),
    );
    const again = await store.addPost(newPost("p5", { clientKey: "maya:1" }));
    expect(again).toEqual({ post: first.post, isNew: false });
    expect(burst.filter((result) => result.isNew)).toHaveLength(1);
    expect(new Set(burst.map((result) => result.post.postKey)).size).toBe(1);
  });

  test("pages run from the newest back, replies stay in their thread, ephemeral posts with their person", async () => {
    await store.addPost(newPost("p1"));
    await store.addPost(newPost("p2"));
    await store.addPost(newPost("p3", { visibleToKey: "maya" }));
    await store.addPost(newPost("p4", { threadKey: "p1", postedAt: LATER }));
    expect(await list()).toEqual(["p1", "p2"]);
    expect(await list(null, "maya")).toEqual(["p2", "p3"]);
    expect(await list(null, "maya", "p3")).toEqual(["p1", "p2"]);
    expect(await list("p1")).toEqual(["p4"]);
    expect(await store.getPost("p1")).toMatchObject({ replyCount: 1, lastReplyAt: LATER });
  });

  test("an edit keeps what the post answers; a deletion takes the words and leaves the place", async () => {
    await store.addPost(newPost("p1", { replyToKey: "p0" }));
    const edited = await store.changePost("p1", { text: "better", content: null, editedAt: LATER });
    expect(edited).toMatchObject({ text: "better", replyToKey: "p0", editedAt: LATER });
    expect(await store.getPost("p1")).toEqual(edited);
    expect(await store.removePost("p1", LATER)).toMatchObject({ text: "", deletedAt: LATER });
    expect(await store.changePost("p1", { text: "back?", content: null, editedAt: LATER })).toBeNull();
    expect(await store.removePost("none", LATER)).toBeNull();
  });

  test("reactions are kept once per person and sign, and never on what is gone", async () => {
    await store.addPost(newPost("p1"));
    const react = (personKey: string, isPresent = true) =>
      store.setReaction({ postKey: "p1", personKey, emoji: "👍", isPresent });
    await react("maya");
    await react("maya");
    expect((await react("tom"))?.reactions).toEqual([{ emoji: "👍", personKeys: ["maya", "tom"] }]);
    expect((await react("maya", false))?.reactions).toEqual([{ emoji: "👍", personKeys: ["tom"] }]);
    await store.removePost("p1", LATER);
    expect((await react("ines"))?.reactions).toEqual([{ emoji: "👍", personKeys: ["tom"] }]);
  });

  test("another tenant sees nothing of it", async () => {
    await store.addPost(newPost("p1"));
    const other = createWebRoomStore(database, (await createTestTenant(database)).tenantId);
    expect(await other.getPost("p1")).toBeNull();
    expect(await other.members()).toEqual([]);
  });

  test("what people wrote lately can be told again; the bot's words are not among it", async () => {
    await store.addPost(newPost("p1"));
    await store.addPost(newPost("p2", { authorKey: "rapport" }));
    await store.addPost(newPost("p3", { postedAt: LATER }));
    const keys = async (since: Date) =>
      (await store.listPostsOfPeople(since, 10)).map((post) => post.postKey);
    expect(await keys(AT)).toEqual(["p1", "p3"]);
    expect(await keys(LATER)).toEqual(["p3"]);
  });
});
