import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { refusedBySlack } from "./read-blocks.ts";
import { newSpeakingState, type SpeakingState, speakingMethods, withoutToken } from "./speaking-methods.ts";
import { streamMethods } from "./stream-methods.ts";

export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly team_id: string;
  readonly is_admin?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly is_bot?: boolean;
  readonly enterprise_id?: string;
}
export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly is_private?: boolean;
  readonly members?: readonly string[];
  /** We were not invited. */
  readonly isOutside?: boolean;
}
export interface FakePost {
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly FakeBlock[];
  /** Only this person sees it. */
  readonly only?: string;
  readonly unfurl: boolean;
  readonly isDeleted?: boolean;
  /** `chat.startStream` was called and `chat.stopStream` was not yet. */
  readonly isStreaming?: boolean;
  readonly metadata?: string;
  readonly reactions: readonly { readonly name: string; readonly user: string }[];
}
interface FakeElement {
  readonly type: string;
  readonly action_id: string;
  readonly value?: string;
  readonly options?: readonly { readonly value: string }[];
}
export interface FakeBlock {
  readonly type: string;
  readonly block_id?: string;
  readonly elements?: readonly FakeElement[];
}
export interface FakeCall {
  readonly method: string;
  readonly token: string | null;
  readonly args: Readonly<Record<string, string>>;
  readonly atMs: number;
}

type Answer = Readonly<Record<string, unknown>>;
type Trouble =
  | { readonly kind: "error"; readonly code: string }
  | { readonly kind: "limited"; readonly retryAfter: string | null }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "cut" }
  | { readonly kind: "hang" };

export const BOT = "U0BOT";
export const TEAM = "T0HOME";
export const TOKEN = "xoxb-fake-token";
const FIRST_POST_AT = new Date("2026-03-03T09:00:00.000Z");

/** Enough of Slack's Web API for one workspace, with a journal of every call. */
export interface FakeSlack {
  readonly apiUrl: string;
  readonly calls: readonly FakeCall[];
  /** Calls that were refused of Slack's own accord: method and code. */
  readonly refusals: readonly string[];
  readonly posts: readonly FakePost[];
  readonly speaking: SpeakingState;
  /** What people attached, by file id. */
  readonly downloads: Map<string, Buffer>;
  /** What `files.info` says of a file, in place of the usual. */
  readonly attached: Map<string, Answer>;
  readonly fileRequests: readonly { readonly path: string; readonly authorization: string | null }[];
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly groups: Map<string, readonly string[]>;
  /** Groups that somebody switched off. */
  readonly disabledGroups: Set<string>;
  /** How many channels stand on a page, however many were asked for. */
  pageLength: number;
  /** Tokens that are taken. */
  readonly tokens: Set<string>;
  /** What `oauth.v2.access` gives for a code. */
  readonly grants: Map<string, Answer>;
  /** Where `apps.connections.open` sends to. */
  socketUrl: string;
  /** Slack's own feedback buttons; not every Slack has them. */
  knowsThumbs: boolean;
  /** The next calls of a method go wrong so, or as each call's arguments say; `null` ends it. */
  trouble(method: string, what: Trouble | ((args: FakeCall["args"]) => Trouble | null) | null): void;
  say(post: Pick<FakePost, "channel" | "user" | "text"> & { readonly thread_ts?: string }): FakePost;
  change(ts: string, change: Partial<FakePost>): FakePost;
  nextTs(): string;
  callsOf(method: string): readonly FakeCall[];
  close(): Promise<void>;
}

/** `now`: whose time posts bear; without it all are of one second. */
export async function startFakeSlack(now = (): Date => FIRST_POST_AT): Promise<FakeSlack> {
  const calls: FakeCall[] = [];
  const refusals: string[] = [];
  const posts: FakePost[] = [];
  const users = new Map<string, FakeUser>([[BOT, { id: BOT, name: "rapport", team_id: TEAM, is_bot: true }]]);
  const channels = new Map<string, FakeChannel>();
  const groups = new Map<string, readonly string[]>();
  const disabledGroups = new Set<string>();
  let pageLength = 200;
  const tokens = new Set([TOKEN]);
  const grants = new Map<string, Answer>();
  const troubles = new Map<string, Trouble | ((args: FakeCall["args"]) => Trouble | null)>();
  const speaking = newSpeakingState();
  const downloads = new Map<string, Buffer>();
  const attached = new Map<string, Answer>();
  const fileRequests: { readonly path: string; readonly authorization: string | null }[] = [];
  let count = 0;
  let socketUrl = "";
  let knowsThumbs = true;

  const isRefused = (text: string, blocks: readonly FakeBlock[]): boolean =>
    blocks.length > 0 &&
    (refusedBySlack({ text, blocks }).length > 0 ||
      (!knowsThumbs && blocks.some(({ type }) => type === "context_actions")));
  const nextTs = (): string => {
    count += 1;
    return `${Math.floor(now().getTime() / 1_000)}.${String(count).padStart(6, "0")}`;
  };
  const add = (post: Omit<FakePost, "ts" | "reactions">): FakePost => {
    const added = { ...post, ts: nextTs(), reactions: [] };
    posts.push(added);
    return added;
  };
  const change = (ts: string, what: Partial<FakePost>): FakePost => {
    const at = posts.findIndex((post) => post.ts === ts);
    const old = posts[at];
    if (!old) throw new Error("no such post");
    const changed = { ...old, ...what };
    posts[at] = changed;
    return changed;
  };
  const no = (error: string): Answer => ({ ok: false, error });
  const own = (args: Readonly<Record<string, string>>, key = "ts") =>
    posts.find((post) => post.ts === args[key] && post.channel === args.channel && !post.isDeleted);

  const post = (args: Readonly<Record<string, string>>, only?: string): Answer => {
    const channel = args.channel ?? "";
    if (!channels.has(channel) && !channel.startsWith("D")) return no("channel_not_found");
    if (only !== undefined && !users.has(only)) return no("user_not_in_channel");
    if (!args.text) return no("no_text");
    if (args.text.length > 40_000) return no("msg_too_long");
    const blocks = args.blocks ? (JSON.parse(args.blocks) as FakeBlock[]) : [];
    if (isRefused(args.text, blocks)) return no("invalid_blocks");
    const added = add({
      channel,
      thread_ts: args.thread_ts,
      user: BOT,
      text: args.text,
      blocks,
      metadata: args.metadata,
      only,
      unfurl: args.unfurl_links !== "false" || args.unfurl_media !== "false",
    });
    return { ok: true, channel, ts: added.ts, message_ts: added.ts };
  };

  const react = (args: Readonly<Record<string, string>>, isAdded: boolean): Answer => {
    const target = own(args, "timestamp");
    if (!target) return no("message_not_found");
    const rest = target.reactions.filter(({ name, user }) => name !== args.name || user !== BOT);
    if (isAdded === (rest.length !== target.reactions.length))
      return no(isAdded ? "already_reacted" : "no_reaction");
    change(target.ts, { reactions: isAdded ? [...rest, { name: args.name ?? "", user: BOT }] : rest });
    return { ok: true };
  };

  const listOf = (
    { cursor, limit = "100" }: Readonly<Record<string, string>>,
    isListed: (channel: FakeChannel) => boolean,
  ): Answer => {
    const listed = [...channels.values()].filter(isListed);
    const from = Number(cursor ?? 0);
    const to = from + Math.min(pageLength, Number(limit));
    return {
      ok: true,
      channels: listed
        .slice(from, to)
        .map(({ isOutside, ...channel }) => ({ ...channel, is_member: !isOutside })),
      response_metadata: { next_cursor: to < listed.length ? String(to) : "" },
    };
  };

  const METHODS: Readonly<Record<string, (args: Readonly<Record<string, string>>) => Answer>> = {
    "auth.test": () => ({
      ok: true,
      url: "https://home.slack.test/",
      team: "Home",
      team_id: TEAM,
      user_id: BOT,
      bot_id: "B0BOT",
    }),
    "users.info": (args) => {
      const user = users.get(args.user ?? "");
      if (!user) return no("user_not_found");
      const { enterprise_id, name, ...rest } = user;
      const profile = { display_name: name };
      return {
        ok: true,
        user: { ...rest, name, profile, ...(enterprise_id && { enterprise_user: { enterprise_id } }) },
      };
    },
    "usergroups.users.list": (args) => {
      const members = groups.get(args.usergroup ?? "");
      return members ? { ok: true, users: members } : no("no_such_subteam");
    },
    "usergroups.list": () => ({
      ok: true,
      usergroups: [...groups.keys()].map((id) => ({
        id,
        name: id,
        handle: id.toLowerCase(),
        date_delete: disabledGroups.has(id) ? 1_772_528_400 : 0,
      })),
    }),
    "users.conversations": (args) => listOf(args, ({ isOutside }) => !isOutside),
    "conversations.list": (args) => listOf(args, ({ is_private }) => !is_private),
    "conversations.join": (args) => {
      const channel = channels.get(args.channel ?? "");
      if (!channel || channel.is_private) return no("channel_not_found");
      channels.set(channel.id, { ...channel, isOutside: false });
      return { ok: true, channel };
    },
    "conversations.info": (args) => {
      const channel = channels.get(args.channel ?? "");
      return channel ? { ok: true, channel } : no("channel_not_found");
    },
    "conversations.members": (args) => {
      const channel = channels.get(args.channel ?? "");
      return channel ? { ok: true, members: channel.members ?? [] } : no("channel_not_found");
    },
    "conversations.open": (args) =>
      users.has(args.users ?? "") ? { ok: true, channel: { id: `D${args.users}` } } : no("user_not_found"),
    "chat.postMessage": (args) => post(args),
    "chat.postEphemeral": (args) => post(args, args.user ?? ""),
    "chat.update": (args) => {
      const target = own(args);
      if (!target) return no("message_not_found");
      if (target.isStreaming) return no("streaming_state_conflict");
      const blocks = JSON.parse(args.blocks ?? "[]") as FakeBlock[];
      if (isRefused(args.text ?? "", blocks)) return no("invalid_blocks");
      change(args.ts ?? "", {
        text: args.text ?? "",
        blocks,
        ...(args.metadata && { metadata: args.metadata }),
      });
      return { ok: true, ts: args.ts };
    },
    "chat.delete": (args) => {
      if (!own(args)) return no("message_not_found");
      change(args.ts ?? "", { isDeleted: true });
      return { ok: true };
    },
    ...streamMethods({
      isPlace: (channel) => channels.has(channel) || channel.startsWith("D"),
      streamed: (args) => own(args),
      begin: (post) => add({ user: BOT, unfurl: false, ...post }),
      change,
    }),
    "reactions.add": (args) => react(args, true),
    "reactions.remove": (args) => react(args, false),
    "apps.connections.open": () => ({ ok: true, url: socketUrl }),
    "files.info": (args) => {
      const own = attached.get(args.file ?? "");
      if (own) return { ok: true, file: own };
      if (!downloads.has(args.file ?? "")) return no("file_not_found");
      return {
        ok: true,
        file: { id: args.file, url_private_download: `${apiUrlOf(server)}files-pri/${args.file}` },
      };
    },
    "oauth.v2.access": (args) => grants.get(args.code ?? "") ?? no("invalid_code"),
    ...speakingMethods(speaking, {
      posts: () => posts,
      apiUrl: () => apiUrlOf(server),
    }),
  };
  const OPEN = new Set(["oauth.v2.access", "apps.connections.open"]);

  const server = createServer((request, response) => {
    void readText(request).then((text) => {
      const method = (request.url ?? "").replace(/^\/api\//, "");
      if (method.startsWith("files-pri/")) {
        const asked = request.headers.authorization ?? null;
        fileRequests.push({ path: method, authorization: asked });
        const given = downloads.get(method.slice("files-pri/".length));
        const isKnown = asked !== null && tokens.has(asked.replace(/^Bearer /, ""));
        if (!isKnown || given === undefined)
          response.writeHead(302, { location: "https://slack.test/login" }).end();
        else response.writeHead(200).end(given);
        return;
      }
      const open = withoutToken(speaking, method, text, nextTs);
      if (open !== null) {
        response.writeHead(open.ok ? 200 : 404, { "content-type": "application/json" }).end("{}");
        return;
      }
      const args = Object.fromEntries(new URLSearchParams(text));
      const token = request.headers.authorization?.replace(/^Bearer /, "") ?? null;
      calls.push({ method, token, args, atMs: performance.now() });
      const given = troubles.get(method);
      const trouble = typeof given === "function" ? given(args) : given;
      const send = (body: Answer, status = 200, headers: Record<string, string> = {}): void => {
        response
          .writeHead(status, { "content-type": "application/json", ...headers })
          .end(JSON.stringify(body));
      };
      if (trouble?.kind === "hang") return;
      if (trouble?.kind === "limited")
        return send(
          no("ratelimited"),
          429,
          trouble.retryAfter === null ? {} : { "retry-after": trouble.retryAfter },
        );
      if (trouble?.kind === "status") return send(no("internal_error"), trouble.status);
      if (trouble?.kind === "error") return send(no(trouble.code));
      if (!OPEN.has(method) && (token === null || !tokens.has(token))) return send(no("invalid_auth"));
      const answer = METHODS[method]?.(args) ?? no("unknown_method");
      if (answer.ok !== true) refusals.push(`${method}: ${String(answer.error)}`);
      if (trouble?.kind === "cut") {
        response.destroy();
        return;
      }
      send(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    apiUrl: apiUrlOf(server),
    calls,
    refusals,
    posts,
    speaking,
    downloads,
    attached,
    fileRequests,
    users,
    channels,
    groups,
    disabledGroups,
    get pageLength() {
      return pageLength;
    },
    set pageLength(length) {
      pageLength = length;
    },
    tokens,
    grants,
    get knowsThumbs() {
      return knowsThumbs;
    },
    set knowsThumbs(knows) {
      knowsThumbs = knows;
    },
    get socketUrl() {
      return socketUrl;
    },
    set socketUrl(url) {
      socketUrl = url;
    },
    trouble(method, what) {
      if (what === null) troubles.delete(method);
      else troubles.set(method, what);
    },
    say: (said) => add({ blocks: [], unfurl: false, ...said }),
    change,
    nextTs,
    callsOf: (method) => calls.filter((call) => call.method === method),
    close: () => closeServer(server),
  };
}

const apiUrlOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
