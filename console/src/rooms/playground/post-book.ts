import { type Signal, signal } from "@preact/signals";
import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { type Posts, withPosts } from "./posts.ts";

/** The posts a window knows. What the stream told of a post stands against an answer that was asked for before it. */
export interface PostBook {
  readonly posts: Signal<Posts>;
  /** A post as the stream tells it. */
  hear(post: RoomPost): void;
  /** Asks, and keeps the posts of the answer but for those that the stream told of meanwhile. */
  fetch<T>(ask: () => Promise<T>, postsOf: (answer: T) => readonly RoomPost[]): Promise<T>;
}

export function createPostBook(): PostBook {
  const posts = signal<Posts>(new Map());
  /** When the stream last told of a post, counted in what it told. */
  const heardAt = new Map<string, number>();
  let heard = 0;

  return {
    posts,
    hear(post) {
      heard += 1;
      heardAt.set(post.postKey, heard);
      posts.value = withPosts(posts.value, [post]);
    },
    async fetch(ask, postsOf) {
      const askedAt = heard;
      const answer = await ask();
      const isNews = (post: RoomPost): boolean => (heardAt.get(post.postKey) ?? 0) <= askedAt;
      posts.value = withPosts(posts.value, postsOf(answer).filter(isNews));
      return answer;
    },
  };
}
