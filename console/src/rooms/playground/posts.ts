import type { RoomPost } from "../../../../adapters/web/contract.ts";

export type Posts = ReadonlyMap<string, RoomPost>;

export function withPosts(posts: Posts, added: readonly RoomPost[]): Posts {
  const next = new Map(posts);
  for (const post of added) next.set(post.postKey, post);
  return next;
}

/**
 * Roots with the replies that came since they were read counted in. A root says how many replies it had and when the last
 * of them came, so whatever order posts arrive in, none is counted twice and none is left out.
 */
function countNewReplies(posts: Posts): Posts {
  const counted = new Map(posts);
  for (const reply of posts.values()) {
    const root = reply.threadKey === null ? undefined : posts.get(reply.threadKey);
    if (!root || reply.isEphemeral || reply.deletedAt !== null) continue;
    if (root.lastReplyAt !== null && reply.postedAt <= root.lastReplyAt) continue;
    const { replyCount, lastReplyAt } = counted.get(root.postKey) ?? root;
    const newest = lastReplyAt !== null && lastReplyAt > reply.postedAt ? lastReplyAt : reply.postedAt;
    counted.set(root.postKey, { ...root, replyCount: replyCount + 1, lastReplyAt: newest });
  }
  return counted;
}

const byKey = (one: RoomPost, other: RoomPost): number => (one.postKey < other.postKey ? -1 : 1);
/** A deleted post stays only while a thread hangs on it. */
const isShown = (post: RoomPost): boolean => post.deletedAt === null || post.replyCount > 0;

export const topOf = (posts: Posts, channelKey: string): readonly RoomPost[] =>
  [...countNewReplies(posts).values()]
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
