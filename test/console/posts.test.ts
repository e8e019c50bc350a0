import { describe, expect, it } from "vitest";
import type { RoomPost } from "../../adapters/web/contract.ts";
import { continues, repliesOf, topOf, withPosts } from "../../console/src/rooms/playground/posts.ts";
import { POSTS } from "./fixture/posts.ts";

const root = POSTS.find((post) => post.postKey === "0003") as RoomPost;
const reply: RoomPost = {
  ...root,
  postKey: "0990",
  threadKey: root.postKey,
  replyCount: 0,
  lastReplyAt: null,
};
const known = withPosts(new Map(), [root]);

describe("posts of the room", () => {
  it("count a live reply once, however often it is told", () => {
    const once = withPosts(known, [reply], true);
    const twice = withPosts(once, [reply], true);
    expect(twice.get(root.postKey)?.replyCount).toBe(root.replyCount + 1);
    expect(repliesOf(twice, root.postKey)).toHaveLength(1);
  });

  it("do not count replies that a page of history brings", () => {
    expect(withPosts(known, [reply]).get(root.postKey)?.replyCount).toBe(root.replyCount);
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
