import type { RoomPost } from "../../../../adapters/web/contract.ts";

export type Posts = ReadonlyMap<string, RoomPost>;

/** The posts put in; a reply that was not known yet is counted under its root. */
export function withPosts(posts: Posts, added: readonly RoomPost[], isLive = false): Posts {
  const next = new Map(posts);
  for (const post of added) {
    const root = post.threadKey ? next.get(post.threadKey) : undefined;
    if (isLive && root && !next.has(post.postKey) && !post.isEphemeral) {
      next.set(root.postKey, { ...root, replyCount: root.replyCount + 1, lastReplyAt: post.postedAt });
    }
    next.set(post.postKey, post);
  }
  return next;
}

const byKey = (one: RoomPost, other: RoomPost): number => (one.postKey < other.postKey ? -1 : 1);
/** A deleted post stays only while a thread hangs on it. */
const isShown = (post: RoomPost): boolean => post.deletedAt === null || post.replyCount > 0;

export const topOf = (posts: Posts, channelKey: string): readonly RoomPost[] =>
  [...posts.values()]
    .filter((post) => post.channelKey === channelKey && post.threadKey === null && isShown(post))
    .sort(byKey);

export const repliesOf = (posts: Posts, rootKey: string): readonly RoomPost[] =>
  [...posts.values()].filter((post) => post.threadKey === rootKey && post.deletedAt === null).sort(byKey);

const TOGETHER_MS = 5 * 60_000;

/** Whether a post continues the one above it: same author, soon after, same day. */
export function continues(above: RoomPost | undefined, post: RoomPost): boolean {
  if (!above || above.author.personKey !== post.author.personKey) return false;
  if (above.isEphemeral !== post.isEphemeral || above.replyCount > 0 || above.deletedAt) return false;
  return Date.parse(post.postedAt) - Date.parse(above.postedAt) < TOGETHER_MS;
}
