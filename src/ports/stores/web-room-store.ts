import type { FileRef, MessageContent } from "../../domain/message-content.ts";
import type { ReadyEvent } from "../intake.ts";

/** Somebody who can be in the browser chat; not an account. */
export interface RoomMember {
  readonly personKey: string;
  readonly displayName: string;
  readonly role: "customer" | "agent" | "manager" | "admin";
}

export interface RoomPlace {
  readonly channelKey: string;
  readonly name: string;
  readonly kind: "public" | "staff" | "direct";
  /** Direct channels: the one person besides the bot. */
  readonly personKey: string | null;
}

export interface NewPostRecord {
  /** Sorts by time of posting; letters a-z and digits only, so that every collation agrees. */
  readonly postKey: string;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly replyToKey: string | null;
  readonly authorKey: string;
  readonly text: string;
  readonly content: MessageContent | null;
  readonly files: readonly FileRef[];
  readonly visibleToKey: string | null;
  /** The same key is the same post, for ever. */
  readonly clientKey: string | null;
  readonly postedAt: Date;
}

export interface PostRecord extends NewPostRecord {
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly reactions: readonly { readonly emoji: string; readonly personKeys: readonly string[] }[];
  /** Of the thread under this post: replies that everybody there can see. */
  readonly replyCount: number;
  readonly lastReplyAt: Date | null;
}

export interface PostQuery {
  readonly channelKey: string;
  /** `null`: the top of the channel. */
  readonly threadKey: string | null;
  /** Ephemeral posts of others are left out. */
  readonly viewerKey: string;
  readonly beforeKey: string | null;
  readonly limit: number;
}

/** What windows in other processes must hear of. */
export type RoomNotice =
  | { readonly kind: "post-added" | "post-changed"; readonly postKey: string }
  | { readonly kind: "channel-added"; readonly channelKey: string }
  | { readonly kind: "form-opened"; readonly personKey: string; readonly eventJson: string };

/** The browser chat's memory, of one tenant: what Slack, Discord and Teams keep on their side. */
export interface WebRoomStore {
  members(): Promise<readonly RoomMember[]>;
  /** Creates, or refreshes name and role. */
  putMembers(members: readonly RoomMember[]): Promise<void>;
  places(): Promise<readonly RoomPlace[]>;
  /** Creates what is missing; what is there stays. */
  putPlaces(places: readonly RoomPlace[]): Promise<void>;
  /**
   * Resolves when committed, with the desk's event of the post beside it: both are there or neither. A client key that
   * is known gives the post it made, with `isNew: false`, and writes nothing. With an event it rejects with
   * `store.unavailable` when too many wait.
   */
  addPost(
    post: NewPostRecord,
    event?: ReadyEvent,
  ): Promise<{ readonly post: PostRecord; readonly isNew: boolean }>;
  getPost(postKey: string): Promise<PostRecord | null>;
  findPostByClientKey(clientKey: string): Promise<PostRecord | null>;
  /** Oldest first: the newest `limit` of those before `beforeKey`. */
  listPosts(query: PostQuery): Promise<readonly PostRecord[]>;
  /** Posts of people since then, oldest first: for telling the desk again after a crash. */
  listPostsOfPeople(since: Date, limit: number): Promise<readonly PostRecord[]>;
  /** `null`: no such post, or deleted. */
  changePost(
    postKey: string,
    change: { readonly text: string; readonly content: MessageContent | null; readonly editedAt: Date },
  ): Promise<PostRecord | null>;
  /** The post stays for the order of things; text, content and files go. `null`: no such post. */
  removePost(postKey: string, deletedAt: Date): Promise<PostRecord | null>;
  setReaction(reaction: {
    readonly postKey: string;
    readonly personKey: string;
    readonly emoji: string;
    readonly isPresent: boolean;
  }): Promise<PostRecord | null>;
  /**
   * Tells other processes; a no-op where there can be none. Posts and their changes need it not: they are told of in the
   * transaction that writes them, so that no window misses what was committed.
   */
  announce(notice: RoomNotice): Promise<void>;
  /**
   * Hears what other processes announced; `onGap`: some of it may have been missed. Gives a function that stops it.
   */
  onAnnounced(listener: (notice: RoomNotice) => void, onGap?: () => void): Promise<() => Promise<void>>;
}

/** Bytes of attachments: the tenant's file store. */
export interface RoomFiles {
  put(
    file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array },
    now: Date,
  ): Promise<FileRef>;
  get(fileId: string): Promise<{ readonly ref: FileRef; readonly bytes: Uint8Array } | null>;
}
