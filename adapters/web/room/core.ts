import type { Clock } from "../../../src/ports/clock.ts";
import type {
  NewPostRecord,
  PostRecord,
  RoomFiles,
  RoomMember,
  RoomNotice,
  RoomPlace,
  WebRoomStore,
} from "../../../src/ports/stores/web-room-store.ts";
import {
  BOT_KEY,
  BOT_NAME,
  type RoomChannel,
  type RoomEvent,
  type RoomPerson,
  type RoomPost,
} from "../contract.ts";
import { webFault } from "../errors.ts";
import { permalinkOf } from "../thread-key.ts";
import type { Directory } from "./directory.ts";
import type { FactBody, RoomFact } from "./fact.ts";
import type { RoomFeed } from "./feed.ts";
import { createPostKeys } from "./post-key.ts";
import { maySeePlace, maySeePost } from "./who-sees.ts";

/** What both hands of the room, the people's and the bot's, work with. */
export interface RoomCore {
  readonly clock: Clock;
  readonly store: WebRoomStore;
  readonly files: RoomFiles;
  readonly directory: Directory;
  readonly feed: RoomFeed;
  /** Throws `web.channel-unknown`, also for a place that the member may not see. */
  placeFor(member: RoomMember, channelKey: string): Promise<RoomPlace>;
  /** Throws `web.post-unknown`, also for a post that the member may not see. */
  postFor(
    member: RoomMember,
    postKey: string,
  ): Promise<{ readonly post: PostRecord; readonly place: RoomPlace }>;
  /** The root of the thread that a reply to `threadKey` belongs to; throws `web.post-unknown` when it is not in this place. */
  rootIn(place: RoomPlace, threadKey: string): Promise<string>;
  /** A post with its key and time, not written yet. */
  stampPost(post: Omit<NewPostRecord, "postKey" | "postedAt">): NewPostRecord;
  /** Shows a post that was just written to every window of this process that may see it; others hear of it by its commit. */
  showPost(post: PostRecord, place: RoomPlace): Promise<void>;
  /** Shows a change in the same way. */
  showChange(post: PostRecord, place: RoomPlace): Promise<void>;
  showPlace(place: RoomPlace): Promise<void>;
  toWire(post: PostRecord): Promise<RoomPost>;
  stamp(body: FactBody, member: RoomMember, place: RoomPlace, at: Date): RoomFact;
  /** Shows here what another process announced. */
  relay(notice: RoomNotice): Promise<void>;
}

export const BOT: RoomPerson = { personKey: BOT_KEY, displayName: BOT_NAME, role: "bot" };

export const channelOf = (place: RoomPlace): RoomChannel => ({
  channelKey: place.channelKey,
  name: place.name,
  kind: place.kind,
});

/** What never changes about a post, kept for the newest few thousand so that a reply costs no look-up of its root. */
type Location = Pick<PostRecord, "channelKey" | "threadKey" | "visibleToKey">;
const KEPT_LOCATIONS = 5_000;

export function createRoomCore(given: {
  readonly workspaceKey: string;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly store: WebRoomStore;
  readonly files: RoomFiles;
  readonly directory: Directory;
  readonly feed: RoomFeed;
}): RoomCore {
  const { store, directory, feed, clock } = given;
  const postKeyAt = createPostKeys();
  const locations = new Map<string, Location>();

  /** Keys move to the end when they are used, so that the roots of busy threads stay. */
  function remember(postKey: string, { channelKey, threadKey, visibleToKey }: Location): void {
    locations.delete(postKey);
    locations.set(postKey, { channelKey, threadKey, visibleToKey });
    const [oldest] = locations.size > KEPT_LOCATIONS ? locations.keys() : [];
    if (oldest !== undefined) locations.delete(oldest);
  }

  async function author(personKey: string): Promise<RoomPerson> {
    if (personKey === BOT_KEY) return BOT;
    return (await directory.member(personKey)) ?? { personKey, displayName: personKey, role: "customer" };
  }

  async function toWire(post: PostRecord): Promise<RoomPost> {
    return {
      postKey: post.postKey,
      channelKey: post.channelKey,
      threadKey: post.threadKey,
      replyToKey: post.replyToKey,
      author: await author(post.authorKey),
      text: post.text,
      // The readonly arrays of the domain are plain ones on the wire.
      content: post.content as RoomPost["content"],
      files: [...post.files],
      reactions: post.reactions.map((one) => ({ emoji: one.emoji, personKeys: [...one.personKeys] })),
      isEphemeral: post.visibleToKey !== null,
      replyCount: post.replyCount,
      lastReplyAt: post.lastReplyAt?.toISOString() ?? null,
      postedAt: post.postedAt.toISOString(),
      editedAt: post.editedAt?.toISOString() ?? null,
      deletedAt: post.deletedAt?.toISOString() ?? null,
      permalink: permalinkOf(given.publicUrl, post.channelKey, post.postKey),
    };
  }

  async function publish(
    type: "post-added" | "post-changed",
    post: PostRecord,
    place: RoomPlace,
  ): Promise<void> {
    feed.publish({ type, post: await toWire(post) }, (member) => maySeePost(member, place, post));
  }

  return {
    clock,
    store,
    files: given.files,
    directory,
    feed,
    toWire,

    async placeFor(member, channelKey) {
      const place = await directory.place(channelKey);
      if (place && maySeePlace(member, place)) return place;
      throw webFault(
        "web.channel-unknown",
        "There is no such channel here.",
        "Choose a channel from the list.",
      );
    },

    async postFor(member, postKey) {
      const post = await store.getPost(postKey);
      const place = post && (await directory.place(post.channelKey));
      if (post && place && maySeePost(member, place, post)) return { post, place };
      throw unknownPost();
    },

    async rootIn(place, threadKey) {
      const root = locations.get(threadKey) ?? (await store.getPost(threadKey));
      if (root) remember(threadKey, root);
      if (root === null || root.channelKey !== place.channelKey || root.visibleToKey !== null)
        throw unknownPost();
      return root.threadKey ?? threadKey;
    },

    stampPost(post) {
      const postedAt = clock.now();
      return { postKey: postKeyAt(postedAt), postedAt, ...post };
    },

    async showPost(post, place) {
      remember(post.postKey, post);
      await publish("post-added", post, place);
    },

    showChange: (post, place) => publish("post-changed", post, place),

    async showPlace(place) {
      feed.publish({ type: "channel-added", channel: channelOf(place) }, (member) =>
        maySeePlace(member, place),
      );
      await store.announce({ kind: "channel-added", channelKey: place.channelKey });
    },

    stamp(body, member, place, at) {
      const channel = channelOf(place);
      const person = { personKey: member.personKey, displayName: member.displayName, role: member.role };
      // Last: V8 takes microseconds to add properties behind a spread, and nothing the other way round.
      return { workspaceKey: given.workspaceKey, occurredAt: at.toISOString(), channel, person, ...body };
    },

    async relay(notice) {
      if (notice.kind === "form-opened") {
        feed.publish(
          JSON.parse(notice.eventJson) as RoomEvent,
          (member) => member.personKey === notice.personKey,
        );
        return;
      }
      if (notice.kind === "channel-added") {
        const place = await directory.place(notice.channelKey);
        if (place)
          feed.publish({ type: "channel-added", channel: channelOf(place) }, (member) =>
            maySeePlace(member, place),
          );
        return;
      }
      const post = await store.getPost(notice.postKey);
      const place = post && (await directory.place(post.channelKey));
      if (post && place) await publish(notice.kind, post, place);
    },
  };
}

export const unknownPost = () =>
  webFault("web.post-unknown", "There is no such post here.", "Load the channel again.");
