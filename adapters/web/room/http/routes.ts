import type { IncomingMessage, ServerResponse } from "node:http";
import type { FileRef } from "../../../../src/domain/message-content.ts";
import type { CommandCompleter } from "../../../../src/ports/chat-adapter.ts";
import type { PostRecord, RoomMember } from "../../../../src/ports/stores/web-room-store.ts";
import {
  type Completions,
  commandUseSchema,
  controlUseSchema,
  formSubmissionSchema,
  newPostSchema,
  type PostAnswer,
  type PostPage,
  postEditSchema,
  type RoomState,
  reactionChangeSchema,
  shortcutUseSchema,
  type ThreadPage,
} from "../../contract.ts";
import { webFault } from "../../errors.ts";
import { WEB_LIMITS } from "../../limits.ts";
import { BOT, channelOf } from "../core.ts";
import type { WebRoom } from "../room.ts";
import { maySeePlace } from "../who-sees.ts";
import { streamEvents } from "./events.ts";
import { readJson, readPost } from "./read-body.ts";
import { answer, answerFile } from "./respond.ts";

/** What a route works with: one request of one person. */
export interface Call {
  readonly room: WebRoom;
  readonly completer: CommandCompleter;
  readonly member: RoomMember;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the path, in order. */
  readonly keys: readonly string[];
  readonly query: URLSearchParams;
  readonly heartbeatMs: number;
  /** Login, asked again, still lets this window be this member. */
  mayStay(): Promise<boolean>;
}

export interface Route {
  readonly method: string;
  /** Segments under `/web/api`; `:` stands for a key. */
  readonly path: string;
  run(call: Call): Promise<void>;
}

const ACCEPTED = { accepted: true } as const;
const keyAt = (call: Call, index: number): string => call.keys[index] ?? "";

async function answerPost(call: Call, post: PostRecord): Promise<void> {
  answer(call.response, { post: await call.room.core.toWire(post) } satisfies PostAnswer);
}

/** One page of posts; one more than shown is read to know whether there are older ones. */
async function page(call: Call, channelKey: string, threadKey: string | null): Promise<PostPage> {
  const asked = Number(call.query.get("limit") ?? WEB_LIMITS.pagePosts);
  const limit = Math.min(WEB_LIMITS.pagePosts, Math.max(1, Math.trunc(asked) || 1));
  const { core } = call.room;
  const viewerKey = call.member.personKey;
  const beforeKey = call.query.get("before");
  const posts = await core.store.listPosts({ channelKey, threadKey, viewerKey, beforeKey, limit: limit + 1 });
  const shown = posts.slice(-limit);
  return { posts: await Promise.all(shown.map(core.toWire)), hasMore: posts.length > limit };
}

/** Files of a post: attached ones, and those inside the bot's message. */
function filesOf(post: PostRecord): readonly FileRef[] {
  const inside =
    post.content?.blocks.flatMap((block) =>
      block.type === "image" || block.type === "file" ? [block.file] : [],
    ) ?? [];
  return [...post.files, ...inside];
}

/** Public channels, then staff's, then the own; within a kind as the room orders them. */
const KINDS = ["public", "staff", "direct"] as const;

export const ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "room",
    async run({ room, member, response }) {
      const { directory } = room.core;
      const state: RoomState = {
        you: member,
        bot: BOT,
        people: [...directory.members()],
        channels: directory
          .places()
          .filter((place) => maySeePlace(member, place))
          .sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind))
          .map(channelOf),
        commands: [...room.commands],
        shortcuts: room.shortcuts.map(({ shortcut, label }) => ({ shortcut, label })),
        limits: {
          postText: WEB_LIMITS.postText,
          filesPerPost: WEB_LIMITS.filesPerPost,
          fileBytes: WEB_LIMITS.fileBytes,
        },
      };
      answer(response, state);
    },
  },
  {
    method: "GET",
    path: "channels/:/posts",
    async run(call) {
      const place = await call.room.core.placeFor(call.member, keyAt(call, 0));
      answer(call.response, await page(call, place.channelKey, null));
    },
  },
  {
    method: "GET",
    path: "channels/:/threads/:",
    async run(call) {
      const { core } = call.room;
      const { post, place } = await core.postFor(call.member, keyAt(call, 1));
      const root = await core.toWire(post);
      answer(call.response, {
        root,
        ...(await page(call, place.channelKey, post.postKey)),
      } satisfies ThreadPage);
    },
  },
  {
    method: "GET",
    path: "posts/:",
    async run(call) {
      await answerPost(call, (await call.room.core.postFor(call.member, keyAt(call, 0))).post);
    },
  },
  {
    method: "POST",
    path: "posts",
    async run(call) {
      const { wish, files } = await readPost(call.request, newPostSchema);
      await answerPost(call, await call.room.people.post(call.member, wish, files));
    },
  },
  {
    method: "PATCH",
    path: "posts/:",
    async run(call) {
      const wish = await readJson(call.request, postEditSchema);
      await answerPost(call, await call.room.people.edit(call.member, keyAt(call, 0), wish));
    },
  },
  {
    method: "DELETE",
    path: "posts/:",
    async run(call) {
      await answerPost(call, await call.room.people.remove(call.member, keyAt(call, 0)));
    },
  },
  {
    method: "POST",
    path: "posts/:/reactions",
    async run(call) {
      const wish = await readJson(call.request, reactionChangeSchema);
      await answerPost(call, await call.room.people.react(call.member, keyAt(call, 0), wish));
    },
  },
  {
    method: "POST",
    path: "posts/:/controls",
    async run(call) {
      const wish = await readJson(call.request, controlUseSchema);
      await call.room.people.useControl(call.member, keyAt(call, 0), wish);
      answer(call.response, ACCEPTED);
    },
  },
  {
    method: "POST",
    path: "posts/:/shortcuts",
    async run(call) {
      const wish = await readJson(call.request, shortcutUseSchema);
      await call.room.people.useShortcut(call.member, keyAt(call, 0), wish);
      answer(call.response, ACCEPTED);
    },
  },
  {
    method: "GET",
    path: "posts/:/files/:",
    async run(call) {
      const { core } = call.room;
      const { post } = await core.postFor(call.member, keyAt(call, 0));
      const known = filesOf(post).some((file) => file.fileId === keyAt(call, 1));
      const file = known ? await core.files.get(keyAt(call, 1)) : null;
      if (file === null)
        throw webFault("web.not-found", "This post has no such file.", "Load the channel again.");
      answerFile(call.response, { name: file.ref.name, mediaType: file.ref.mediaType, bytes: file.bytes });
    },
  },
  {
    method: "POST",
    path: "commands",
    async run(call) {
      await call.room.people.command(call.member, await readJson(call.request, commandUseSchema));
      answer(call.response, ACCEPTED);
    },
  },
  {
    method: "GET",
    path: "commands/completions",
    async run({ room, completer, member, query, response }) {
      const text = (query.get("text") ?? "").slice(0, WEB_LIMITS.completionText);
      const { personKey, role } = member;
      const found = await completer.complete({
        platform: "web",
        workspaceKey: room.workspaceKey,
        personKey,
        role,
        text,
      });
      const completions = found.slice(0, WEB_LIMITS.completions).map(({ value, hint }) => ({ value, hint }));
      answer(response, { completions } satisfies Completions);
    },
  },
  {
    method: "POST",
    path: "forms",
    async run(call) {
      await call.room.people.submitForm(call.member, await readJson(call.request, formSubmissionSchema));
      answer(call.response, ACCEPTED);
    },
  },
  {
    method: "GET",
    path: "events",
    async run({ room, member, request, response, heartbeatMs, mayStay }) {
      const { feed, clock } = room.core;
      streamEvents({ feed, member, request, response, clock, heartbeatMs, mayStay });
    },
  },
];

/** The keys of the path when it fits the route's parts, else `null`. */
export function matchPath(parts: readonly string[], segments: readonly string[]): readonly string[] | null {
  if (parts.length !== segments.length) return null;
  const keys: string[] = [];
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part === ":") keys.push(segment);
    else if (part !== segment) return null;
  }
  return keys;
}
