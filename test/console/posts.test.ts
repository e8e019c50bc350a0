import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RoomPost } from "../../adapters/web/contract.ts";
import { createPostBook } from "../../console/src/rooms/playground/post-book.ts";
import {
  continues,
  type Posts,
  repliesOf,
  topOf,
  withPosts,
} from "../../console/src/rooms/playground/posts.ts";
import { POSTS } from "./fixture/posts.ts";

const root = POSTS.find((post) => post.postKey === "0003") as RoomPost;
const reply: RoomPost = {
  ...root,
  postKey: "0990",
  threadKey: root.postKey,
  replyCount: 0,
  lastReplyAt: null,
};
const newReply: RoomPost = { ...reply, postKey: "0995", postedAt: "2030-01-01T00:00:00.000Z" };
const known = withPosts(new Map(), [root]);

describe("posts of the room", () => {
  const later = (base: string | null, byMs: number) => new Date(Date.parse(base ?? "") + byMs).toISOString();
  const shownCount = (posts: Posts) => topOf(posts, root.channelKey).find(isRoot)?.replyCount;
  const isRoot = (post: RoomPost) => post.postKey === root.postKey;

  it("count a reply that came since the root was read, however often it is told", () => {
    const once = withPosts(known, [newReply]);
    expect(shownCount(once)).toBe(root.replyCount + 1);
    expect(shownCount(withPosts(once, [newReply]))).toBe(root.replyCount + 1);
    expect(repliesOf(withPosts(once, [newReply]), root.postKey)).toHaveLength(1);
  });

  it("do not count replies that the root knows of", () => {
    expect(shownCount(withPosts(known, [reply]))).toBe(root.replyCount);
  });

  it("count alike whatever order roots and replies arrive in, and however stale an answer is", () => {
    const times = [1_000, 2_000, 3_000];
    const replies = times.map((byMs, i) => ({
      ...reply,
      postKey: `10${i}`,
      postedAt: later(root.lastReplyAt, byMs),
    }));
    // The root as it was read after none, one, two or all of them.
    const readings = [
      root,
      ...times.map((byMs, i) => ({
        ...root,
        replyCount: root.replyCount + i + 1,
        lastReplyAt: later(root.lastReplyAt, byMs),
      })),
    ];
    const told = fc.shuffledSubarray([...replies, ...readings], {
      minLength: replies.length + readings.length,
    });
    fc.assert(
      fc.property(told, (posts) => {
        expect(shownCount(withPosts(new Map(), posts))).toBe(root.replyCount + replies.length);
      }),
    );
  });

  it("keep what the stream told against an answer that was asked for before", async () => {
    const book = createPostBook();
    const reacted = { ...root, reactions: [{ emoji: "👀", personKeys: ["rapport"] }] };
    await book.fetch(
      async () => {
        book.hear(reacted);
        return root;
      },
      (post) => [post],
    );
    expect(book.posts.value.get(root.postKey)?.reactions).toHaveLength(1);
    await book.fetch(
      async () => root,
      (post) => [post],
    );
    expect(book.posts.value.get(root.postKey)).toBe(root);
  });

  it("leave out what was deleted, except the root of a thread", () => {
    const deletedAt = "2026-03-03T10:00:00.000Z";
    const gone = withPosts(known, [
      { ...root, deletedAt },
      { ...reply, postKey: "0991", threadKey: null, deletedAt },
    ]);
    expect(topOf(gone, "help").map((post) => post.postKey)).toEqual([root.postKey]);
  });

  it("stand in the order of their keys", () => {
    const all = withPosts(new Map(), [...POSTS].reverse());
    const keys = topOf(all, "help").map((post) => post.postKey);
    expect(keys).toEqual([...keys].sort());
  });

  it("continue the post above only by the same author and soon", () => {
    const later = {
      ...root,
      postKey: "0992",
      postedAt: new Date(Date.parse(root.postedAt) + 60_000).toISOString(),
    };
    const plain = { ...root, replyCount: 0 };
    expect(continues(plain, later)).toBe(true);
    expect(continues({ ...plain, isEphemeral: true }, later)).toBe(false);
    expect(
      continues(plain, { ...later, postedAt: new Date(Date.parse(root.postedAt) + 600_000).toISOString() }),
    ).toBe(false);
  });
});
