import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { botServiceKeys } from "./bot-service.ts";

export const ORGANISATION = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
export const BOT = "28:0f8fad5b-d9cb-469f-a165-70867728950e";
export const TEAM = "19:team@thread.tacv2";
export const TEAM_GROUP = "f0f0f0f0-0000-4000-8000-000000000001";
const TOKEN = "token-of-the-connector";

export interface FakePost {
  readonly messageKey: string;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly user: string;
  readonly activity: Posted;
  readonly isDeleted?: boolean;
  /** The one person who sees it; everybody there when left out. */
  readonly onlyFor?: string;
}

/** What the bot posts, as far as a reader sees it. */
export interface Posted {
  readonly type?: string;
  readonly text?: string;
  readonly textFormat?: string;
  readonly summary?: string;
  readonly recipient?: { readonly id: string };
  readonly entities?: readonly StreamEntity[];
  readonly attachments?: readonly { readonly contentType: string; readonly content?: FakeCard }[];
}

interface StreamEntity {
  readonly type: string;
  readonly streamId?: string;
  readonly streamType?: string;
  readonly streamSequence?: number;
}

export interface FakeCard {
  readonly body: readonly unknown[];
  readonly actions?: readonly unknown[];
  readonly refresh?: { readonly action: { readonly verb: string; readonly data: unknown } };
  readonly msteams?: {
    readonly entities?: readonly { readonly text: string; readonly mentioned: { readonly id: string } }[];
  };
}

export interface FakeMember {
  readonly id: string;
  readonly name: string;
  readonly aadObjectId: string;
  readonly tenantId?: string;
  readonly userRole?: string;
}

/** How the next call to the connector goes wrong. */
export interface Trouble {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code?: string;
  /** The post stands all the same. */
  readonly isDone?: boolean;
  /** No answer at all. */
  readonly isCut?: boolean;
  /** No trouble: one of the calls before it. */
  readonly isPassed?: boolean;
}

export interface FakeTeams {
  readonly origin: string;
  readonly serviceUrl: string;
  readonly loginUrl: string;
  readonly openIdUrl: string;
  readonly posts: FakePost[];
  readonly members: Map<string, FakeMember>;
  readonly channels: { id: string; name?: string; type: string }[];
  readonly owners: Set<string>;
  /** Who is in a private channel; in all others is the whole team. */
  readonly privateMembers: Map<string, ReadonlySet<string>>;
  /** Next calls that post, change or delete. */
  readonly troubles: Trouble[];
  /** Every request: method and path, and whether our token came along. */
  readonly calls: { readonly method: string; readonly path: string; readonly hasToken: boolean }[];
  /** Statuses of the places that are read. */
  readonly down: {
    roster?: number;
    graph?: number;
    keys?: number;
    login?: number;
    targeted?: number;
    streams?: number;
  };
  /** Words that stood before a person while an answer was streamed, by the key of its message. */
  readonly streams: ReadonlyMap<string, readonly string[]>;
  /** Paths that hold such a word send their callers on, by 307. */
  readonly redirects: Map<string, string>;
  nextKey(): string;
  directOf(personKey: string): string;
  say(post: Omit<FakePost, "messageKey" | "activity"> & { readonly text: string }): FakePost;
  change(messageKey: string, change: Partial<FakePost>): FakePost;
  close(): Promise<void>;
}

/** Teams refuses what is larger, in UTF-16. */
const MOST_BYTES = 100_000;

/** A Bot Connector, the login, Graph and Bot Service's keys, on one port of this machine. */
export async function startFakeTeams(): Promise<FakeTeams> {
  const keys = await botServiceKeys();
  const posts: FakePost[] = [];
  const members = new Map<string, FakeMember>();
  const channels: FakeTeams["channels"] = [];
  const troubles: Trouble[] = [];
  const calls: FakeTeams["calls"] = [];
  const owners = new Set<string>();
  const privateMembers: FakeTeams["privateMembers"] = new Map();
  const down: FakeTeams["down"] = {};
  const streams = new Map<string, readonly string[]>();
  const redirects: FakeTeams["redirects"] = new Map();
  let last = 1_772_528_400_000;
  const nextKey = (): string => {
    last += 1;
    return String(last);
  };
  const directOf = (personKey: string): string => `a:direct-${personKey}`;

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", origin);
    const path = url.pathname.split("/").slice(1).map(decodeURIComponent);
    const method = request.method ?? "GET";
    const hasToken = request.headers.authorization === `Bearer ${TOKEN}`;
    calls.push({ method, path: url.pathname, hasToken });
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const reply = (status: number, value?: object, headers: Readonly<Record<string, string>> = {}): void => {
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(value === undefined ? undefined : JSON.stringify(value));
    };
    const fault = (status: number, code: string): void => reply(status, { error: { code, message: "no" } });
    const onward = [...redirects].find(([word]) => path.includes(word))?.[1];
    if (onward !== undefined) return reply(307, undefined, { location: onward });
    if (path[0] === "openid") {
      if (down.keys) return reply(down.keys);
      return reply(200, { issuer: "https://api.botframework.com", jwks_uri: `${origin}/keys` });
    }
    if (path[0] === "keys") return down.keys ? reply(down.keys) : reply(200, keys.jwks);
    if (path[0] === "login" && path.at(-1) === "token") {
      if (down.login) return reply(down.login, { error: "invalid_client" });
      return reply(200, { token_type: "Bearer", expires_in: 3_600, access_token: TOKEN });
    }
    if (!hasToken) return fault(401, "Unauthorized");
    if (path[0] === "login" && path[1] === "graph") {
      if (down.graph) return fault(down.graph, "Forbidden");
      const value = [...members.values()].map(({ aadObjectId: userId }) => ({
        userId,
        roles: owners.has(userId) ? ["owner"] : [],
      }));
      return reply(200, { value });
    }
    const [, , room, id = "", what, which = ""] = path;
    if (room === "attachments") {
      response.writeHead(200, { "content-length": "70", "content-type": "image/png" });
      return void response.end();
    }
    if (room === "teams") {
      if (id !== TEAM) return fault(404, "NotFound");
      if (what === "conversations") return reply(200, { conversations: channels });
      return reply(200, { id: TEAM, name: "Support", aadGroupId: TEAM_GROUP });
    }
    if (what === "members") {
      if (down.roster) return fault(down.roster, "ServiceError");
      const isIn = privateMembers.get(id)?.has(which) ?? true;
      const member = isIn ? members.get(which) : undefined;
      return member
        ? reply(200, { tenantId: ORGANISATION, userRole: "user", ...member })
        : fault(404, "MemberNotFound");
    }
    const [next] = troubles.splice(0, 1);
    const trouble = next?.isPassed ? undefined : next;
    if (trouble && !trouble.isDone && !trouble.isCut)
      return reply(trouble.status, { error: { code: trouble.code ?? "ServiceError" } }, trouble.headers);
    const isTargeted = url.searchParams.get("isTargetedActivity") === "true";
    if (isTargeted && down.targeted) return fault(down.targeted, "Bad argument");
    const done = act(method, id, which, body === "" ? {} : JSON.parse(body), { raw: body, isTargeted });
    if (trouble?.isCut) return void request.socket.destroy();
    if (trouble) return reply(trouble.status, { error: { code: "ServiceError" } });
    return done.status < 300
      ? reply(done.status, done.body)
      : fault(done.status, done.code ?? "ServiceError");
  }

  function act(
    method: string,
    conversationId: string,
    activityId: string,
    body: Started & Posted,
    { raw, isTargeted }: { readonly raw: string; readonly isTargeted: boolean },
  ): Done {
    if (raw.length * 2 > MOST_BYTES) return { status: 413, code: "MessageSizeTooBig" };
    if (method === "POST" && conversationId === "") return start(body);
    const [channelKey = "", threadKey = null] = conversationId.split(";messageid=");
    if (method === "POST") {
      if (!isPlace(channelKey)) return { status: 404, code: "ConversationNotFound" };
      if (threadKey !== null && !channels.some(({ id }) => id === channelKey))
        return { status: 404, code: "ConversationNotFound" };
      if (threadKey !== null && !posts.some(({ messageKey }) => messageKey === threadKey))
        return { status: 404, code: "ConversationNotFound" };
      return isTargeted ? target(channelKey, threadKey, body) : post(channelKey, threadKey, body);
    }
    const known = posts.find(({ messageKey }) => messageKey === activityId);
    if (!known || known.user !== BOT || known.channelKey !== channelKey)
      return { status: 404, code: "ActivityNotFoundInConversation" };
    change(activityId, method === "DELETE" ? { isDeleted: true } : { activity: body });
    return { status: 200, body: { id: activityId } };
  }

  interface Started {
    readonly isGroup?: boolean;
    readonly members?: readonly { readonly id: string }[];
    readonly channelData?: { readonly channel?: { readonly id: string } };
    readonly activity?: Posted;
  }
  type Done =
    | { readonly status: 200 | 201 | 202; readonly body: object; readonly code?: undefined }
    | { readonly status: number; readonly code: string; readonly body?: undefined };

  function start({ isGroup, members: wanted, channelData, activity }: Started): Done {
    if (!isGroup) {
      const [person] = wanted ?? [];
      if (!person || !members.has(person.id)) return { status: 403, code: "ForbiddenOperationException" };
      return { status: 201, body: { id: directOf(person.id) } };
    }
    const channelKey = channelData?.channel?.id ?? "";
    if (!channels.some(({ id }) => id === channelKey) || !activity)
      return { status: 404, code: "ConversationNotFound" };
    const posted = post(channelKey, null, activity);
    if (posted.status >= 300) return posted;
    const { id } = posted.body as { readonly id: string };
    return { status: 201, body: { id: `${channelKey};messageid=${id}`, activityId: id } };
  }

  function target(channelKey: string, threadKey: string | null, activity: Posted): Done {
    const onlyFor = activity.recipient?.id ?? "";
    if (channelKey.startsWith("a:") || !members.has(onlyFor)) return { status: 400, code: "Bad argument" };
    const messageKey = nextKey();
    posts.push({ messageKey, channelKey, threadKey, user: BOT, activity, onlyFor });
    return { status: 201, body: { id: messageKey } };
  }

  /** A step of a stream, or its end. */
  function stream(channelKey: string, activity: Posted, entity: StreamEntity): Done {
    const notAllowed = { status: 403, code: "ContentStreamNotAllowed" } as const;
    if (down.streams) return { status: down.streams, code: "ContentStreamNotAllowed" };
    const { streamId, streamType, streamSequence } = entity;
    if (!channelKey.startsWith("a:") || !activity.text) return notAllowed;
    const steps = streams.get(streamId ?? "") ?? [];
    const isEnd = activity.type === "message";
    const isInOrder = isEnd ? streamSequence === undefined : streamSequence === steps.length + 1;
    if (!isInOrder || isEnd !== (streamType === "final")) return { status: 400, code: "BadRequest" };
    if (!activity.text.startsWith(steps.at(-1) ?? "") || activity.textFormat !== "plain") return notAllowed;
    if (streamId === undefined) {
      const messageKey = nextKey();
      streams.set(messageKey, [activity.text]);
      posts.push({ messageKey, channelKey, threadKey: null, user: BOT, activity });
      return { status: 201, body: { id: messageKey } };
    }
    const begun = posts.find(({ messageKey }) => messageKey === streamId);
    if (begun?.activity.type !== "typing") return notAllowed;
    if (!isEnd) streams.set(streamId, [...steps, activity.text]);
    change(streamId, { activity });
    return { status: 202, body: {} };
  }

  const isPlace = (channelKey: string): boolean =>
    channels.some(({ id }) => id === channelKey) ||
    [...members.keys()].some((key) => directOf(key) === channelKey);

  function post(channelKey: string, threadKey: string | null, activity: Posted): Done {
    const entity = activity.entities?.find(({ type }) => type === "streaminfo");
    if (entity) return stream(channelKey, activity, entity);
    if (activity.type === "typing") return { status: 200, body: {} };
    const card = activity.attachments?.[0]?.content;
    const shown = JSON.stringify(card?.body ?? []);
    for (const { text, mentioned } of card?.msteams?.entities ?? [])
      if (!shown.includes(JSON.stringify(text).slice(1, -1)) || !members.has(mentioned.id))
        return { status: 400, code: "BadSyntax" };
    const messageKey = nextKey();
    posts.push({ messageKey, channelKey, threadKey, user: BOT, activity });
    return { status: 201, body: { id: messageKey } };
  }

  function change(messageKey: string, to: Partial<FakePost>): FakePost {
    const at = posts.findIndex((one) => one.messageKey === messageKey);
    const before = posts[at];
    if (!before) throw new Error("no such message");
    const after = { ...before, ...to };
    posts[at] = after;
    return after;
  }

  return {
    origin,
    serviceUrl: `${origin}/smba/`,
    loginUrl: `${origin}/login/`,
    openIdUrl: `${origin}/openid`,
    posts,
    members,
    channels,
    owners,
    privateMembers,
    troubles,
    calls,
    down,
    streams,
    redirects,
    nextKey,
    directOf,
    say({ text, ...place }) {
      const said = { ...place, messageKey: nextKey(), activity: { text } };
      posts.push(said);
      return said;
    },
    change,
    close: () => closeServer(server),
  };
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
