import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeGateway } from "./gateway.ts";
import {
  commandsBody,
  type MessageBody,
  messageBody,
  messageThreadBody,
  modalBody,
  newMessage,
  threadBody,
  threadChange,
} from "./rules.ts";
import {
  APPLICATION,
  BOT,
  channelJson,
  type FakeChannel,
  type FakeMessage,
  type FakeState,
  isThread,
  mayIn,
  messageJson,
  TOKEN,
} from "./state.ts";

export interface RestCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
  readonly atMs: number;
}

/** What goes wrong with the calls that match. */
export type Trouble =
  | { readonly kind: "hang" }
  /** Done, and the answer lost. */
  | { readonly kind: "cut" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "code"; readonly status: number; readonly code: number }
  | {
      readonly kind: "limited";
      readonly retryAfterSeconds: number;
      readonly scope: "user" | "global" | "shared";
    };

export interface RestOptions {
  readonly state: FakeState;
  readonly gateway: FakeGateway;
  readonly hasContent: () => boolean;
  readonly calls: RestCall[];
  readonly trouble: (method: string, path: string) => Trouble | null;
  /** Requests per bucket, in the five seconds of Discord's channel limit. */
  readonly bucketSize: () => number;
}

const NONCE_MS = 5 * 60_000;
const INTERACTION_MS = 15 * 60_000;
const DEADLINE_MS = 3_000;
const VIEW = 1n << 10n;
const SEND = 1n << 11n;
const EMBED = 1n << 14n;
const ATTACH = 1n << 15n;
const HISTORY = 1n << 16n;
const REACT = 1n << 6n;
const MANAGE_THREADS = 1n << 34n;
const PUBLIC_THREADS = 1n << 35n;
const PRIVATE_THREADS = 1n << 36n;
const SEND_IN_THREADS = 1n << 38n;

class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}
const refuse = (status: number, code: number): never => {
  throw new Refusal(status, code);
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly { name: string; size: number }[];
  readonly isAuthorised: boolean;
}

/** Discord's HTTP API, as far as a desk needs it. */
export function createRest(options: RestOptions) {
  const { state, gateway, calls, trouble } = options;
  const buckets = new Map<string, { used: number; resetAtMs: number }>();

  const channelOf = (id: string): FakeChannel => {
    const channel = state.channels.get(id);
    if (!channel) return refuse(404, 10_003);
    if (!(mayIn(state, channel, BOT) & VIEW)) return refuse(403, 50_001);
    return channel;
  };
  const need = (channel: FakeChannel, ...bits: readonly bigint[]): void => {
    const may = mayIn(state, channel, BOT);
    for (const bit of bits) if (!(may & bit)) refuse(403, 50_013);
  };
  const messageOf = (channel: FakeChannel, id: string): FakeMessage => {
    const found = state.messages.find(
      (one) => one.id === id && one.channel_id === channel.id && !one.isDeleted && one.only === null,
    );
    return found ?? refuse(404, 10_008);
  };
  const parse = <T>(
    shape: { safeParse(value: unknown): { success: boolean; data?: T } },
    body: unknown,
  ): T => {
    const parsed = shape.safeParse(body);
    return parsed.success ? (parsed.data as T) : refuse(400, 50_035);
  };

  const add = (
    channel: FakeChannel,
    body: MessageBody,
    files: Asked["files"],
    only: string | null = null,
  ): FakeMessage => {
    const id = state.nextKey();
    const message: FakeMessage = {
      id,
      channel_id: channel.id,
      author: BOT,
      content: body.content,
      type: body.message_reference ? 19 : 0,
      timestamp: new Date(state.nowMs()).toISOString(),
      edited_timestamp: null,
      embeds: body.embeds,
      components: body.components,
      flags: body.flags,
      files: [...files],
      mentions: [],
      notified: notifiedBy(body),
      reactions: [],
      reference: body.message_reference?.message_id ?? null,
      nonce: body.nonce ?? null,
      nonceAtMs: state.nowMs(),
      isDeleted: false,
      only,
    };
    state.messages.push(message);
    if (only === null) {
      channel.last_message_id = id;
      if (channel.thread_metadata) channel.thread_metadata.archived = false;
      gateway.tellMessage("MESSAGE_CREATE", message);
    }
    return message;
  };

  const post = (channel: FakeChannel, body: unknown, files: Asked["files"]): FakeMessage => {
    if ([4, 15, 16].includes(channel.type)) return refuse(400, 50_008);
    need(channel, isThread(channel) ? SEND_IN_THREADS : SEND);
    const said = parse<MessageBody>(newMessage, body);
    if (said.embeds.length > 0) need(channel, EMBED);
    if (files.length > 0) need(channel, ATTACH);
    if (files.some(({ size }) => size > 10 * 1024 * 1024)) return refuse(413, 40_005);
    checkPictures(said, files);
    if (channel.thread_metadata?.locked) return refuse(400, 50_083);
    const twin =
      said.enforce_nonce && said.nonce !== undefined
        ? state.messages.find(
            (one) =>
              one.channel_id === channel.id &&
              one.nonce === said.nonce &&
              state.nowMs() - one.nonceAtMs < NONCE_MS,
          )
        : undefined;
    return twin ?? add(channel, said, files);
  };

  const checkPictures = (body: MessageBody, files: Asked["files"]): void => {
    for (const { image } of body.embeds)
      if (image && !files.some(({ name }) => image.url === `attachment://${name}`)) refuse(400, 50_035);
  };

  const openThread = (channel: FakeChannel, thread: Partial<FakeChannel> & { id: string; type: number }) => {
    const made: FakeChannel = {
      guild_id: channel.guild_id ?? "",
      parent_id: channel.id,
      owner_id: BOT,
      name: "",
      last_message_id: null,
      permission_overwrites: [],
      thread_metadata: { archived: false, locked: false },
      people: new Set([BOT]),
      ...thread,
    };
    state.channels.set(made.id, made);
    gateway.tell("THREAD_CREATE", { ...channelJson(made), newly_created: true }, channel.guild_id);
    return made;
  };

  const interactionOf = (token: string) => {
    const found = [...state.interactions.values()].find((one) => one.token === token);
    if (!found) return refuse(404, 10_015);
    if (state.nowMs() - found.atMs > INTERACTION_MS) return refuse(401, 50_027);
    return found;
  };

  type Route = readonly [RegExp, (asked: Asked, ...keys: string[]) => readonly [number, unknown]];
  const routes: readonly Route[] = [
    [
      /^GET \/gateway\/bot$/,
      () => [
        200,
        {
          url: gateway.url(),
          shards: gateway.shardCount,
          session_start_limit: {
            total: 1_000,
            remaining: gateway.sessionsLeft(),
            reset_after: 60_000,
            max_concurrency: 1,
          },
        },
      ],
    ],
    [/^GET \/applications\/@me$/, () => [200, applicationJson(options.hasContent() ? 1 << 19 : 0)]],
    [/^GET \/applications\/(\d+)\/commands$/, () => [200, commandsJson()]],
    [
      /^PUT \/applications\/(\d+)\/commands$/,
      ({ body }) => {
        state.commands = parse(commandsBody, body);
        state.commandWrites += 1;
        return [200, commandsJson()];
      },
    ],
    [
      /^POST \/users\/@me\/channels$/,
      ({ body }) => {
        const { recipient_id: key } = body as { recipient_id: string };
        if (!state.users.has(key)) return refuse(400, 50_033);
        return [200, channelJson(directOf(key))];
      },
    ],
    [
      /^GET \/guilds\/(\d+)\/members\/(\d+)$/,
      (_asked, guildKey = "", personKey = "") => {
        const member = state.guilds.get(guildKey)?.members.get(personKey);
        if (!member) return refuse(404, 10_007);
        return [200, { ...member, user: { id: personKey, username: personKey } }];
      },
    ],
    [/^GET \/channels\/(\d+)$/, (_asked, id = "") => [200, channelJson(channelOf(id))]],
    [
      /^PATCH \/channels\/(\d+)$/,
      ({ body }, id = "") => {
        const channel = channelOf(id);
        if (!isThread(channel)) return refuse(403, 50_013);
        need(channel, MANAGE_THREADS);
        const { archived, applied_tags, name } = parse(threadChange, body);
        if (applied_tags) {
          const known = state.channels.get(channel.parent_id ?? "")?.available_tags ?? [];
          if (!applied_tags.every((key) => known.some((tag) => tag.id === key))) refuse(400, 50_035);
          channel.applied_tags = applied_tags;
        }
        if (archived !== undefined && channel.thread_metadata) channel.thread_metadata.archived = archived;
        if (name !== undefined) channel.name = name;
        gateway.tell("THREAD_UPDATE", channelJson(channel), channel.guild_id);
        return [200, channelJson(channel)];
      },
    ],
    [
      /^GET \/channels\/(\d+)\/messages$/,
      ({ query }, id = "") => {
        const channel = channelOf(id);
        need(channel, HISTORY);
        const limit = Math.min(100, Number(query.get("limit") ?? 50));
        const after = query.get("after");
        const all = state.messages
          .filter((one) => one.channel_id === id && !one.isDeleted && one.only === null)
          .filter((one) => after === null || BigInt(one.id) > BigInt(after));
        const page = after === null ? all.slice(-limit) : all.slice(0, limit);
        return [200, page.reverse().map((one) => messageJson(state, one, gateway.isReadable(one)))];
      },
    ],
    [
      /^POST \/channels\/(\d+)\/messages$/,
      ({ body, files }, id = "") => {
        const message = post(channelOf(id), body, files);
        return [200, { ...messageJson(state, message), nonce: message.nonce }];
      },
    ],
    [
      /^PATCH \/channels\/(\d+)\/messages\/(\d+)$/,
      ({ body, files }, channelKey = "", id = "") => {
        const channel = channelOf(channelKey);
        const message = messageOf(channel, id);
        if (message.author !== BOT) return refuse(403, 50_005);
        if (channel.thread_metadata?.archived) return refuse(400, 50_083);
        change(message, parse<MessageBody>(messageBody, body), files);
        return [200, messageJson(state, message)];
      },
    ],
    [
      /^DELETE \/channels\/(\d+)\/messages\/(\d+)$/,
      (_asked, channelKey = "", id = "") => {
        const message = messageOf(channelOf(channelKey), id);
        if (message.author !== BOT) return refuse(403, 50_013);
        message.isDeleted = true;
        return [204, null];
      },
    ],
    [
      /^(PUT|DELETE) \/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/,
      (_asked, method = "", channelKey = "", id = "", emoji = "") => {
        const channel = channelOf(channelKey);
        const message = messageOf(channel, id);
        need(channel, REACT, HISTORY);
        const sign = decodeURIComponent(emoji);
        message.reactions = message.reactions.filter((one) => one.emoji !== sign || one.user !== BOT);
        if (method === "PUT") message.reactions.push({ emoji: sign, user: BOT });
        return [204, null];
      },
    ],
    [
      /^POST \/channels\/(\d+)\/messages\/(\d+)\/threads$/,
      ({ body }, channelKey = "", id = "") => {
        const channel = channelOf(channelKey);
        if (isThread(channel) || ![0, 5].includes(channel.type)) return refuse(400, 50_024);
        need(channel, PUBLIC_THREADS);
        messageOf(channel, id);
        if (state.channels.has(id)) return refuse(400, 160_004);
        const { name } = parse(messageThreadBody, body);
        return [201, channelJson(openThread(channel, { id, type: 11, name }))];
      },
    ],
    [
      /^POST \/channels\/(\d+)\/threads$/,
      ({ body, files }, channelKey = "") => {
        const channel = channelOf(channelKey);
        const { name, type, message } = parse(threadBody, body);
        if (channel.type === 15) {
          need(channel, SEND);
          if (!message) return refuse(400, 50_035);
          const thread = openThread(channel, { id: state.nextKey(), type: 11, name, applied_tags: [] });
          const posted = add(thread, message, files);
          Object.assign(posted, { id: thread.id });
          thread.last_message_id = thread.id;
          return [201, { ...channelJson(thread), message: messageJson(state, posted) }];
        }
        if (channel.type !== 0) return refuse(400, 50_024);
        need(channel, type === 12 ? PRIVATE_THREADS : PUBLIC_THREADS);
        return [201, channelJson(openThread(channel, { id: state.nextKey(), type: type ?? 12, name }))];
      },
    ],
    [
      /^PUT \/channels\/(\d+)\/thread-members\/(\d+)$/,
      (_asked, channelKey = "", personKey = "") => {
        channelOf(channelKey).people.add(personKey);
        return [204, null];
      },
    ],
    [
      /^POST \/channels\/(\d+)\/typing$/,
      (_asked, id = "") => {
        need(channelOf(id), SEND);
        return [204, null];
      },
    ],
    [
      /^POST \/interactions\/(\d+)\/([^/]+)\/callback$/,
      ({ body, files }, id = "", token = "") => {
        const interaction = state.interactions.get(id);
        if (!interaction || interaction.token !== token) return refuse(404, 10_062);
        return answerFirst(interaction, body, files);
      },
    ],
    [
      /^POST \/webhooks\/(\d+)\/([^/]+)$/,
      ({ body, files }, _application = "", token = "") => {
        const interaction = interactionOf(token);
        if (interaction.answered === null) return refuse(404, 10_015);
        const channel = state.channels.get(interaction.channelKey) ?? refuse(404, 10_003);
        const said = parse<MessageBody>(newMessage, body);
        const only = said.flags & 64 ? interaction.personKey : null;
        return [200, messageJson(state, add(channel, said, files, only))];
      },
    ],
    [
      /^PATCH \/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/,
      ({ body, files }, _application = "", token = "") => {
        const { original } = interactionOf(token);
        if (original === null) return refuse(404, 10_008);
        change(original, parse<MessageBody>(messageBody, body), files);
        return [200, messageJson(state, original)];
      },
    ],
  ];

  /** The first answer, by callback or by the body of a signed request. */
  const answerFirst = (
    interaction: NonNullable<ReturnType<FakeState["interactions"]["get"]>>,
    raw: unknown,
    files: Asked["files"] = [],
  ): readonly [number, unknown] => {
    if (interaction.answered !== null) return refuse(400, 40_060);
    const afterMs = performance.now() - interaction.beganMs;
    const { type, data } = raw as { type: number; data?: unknown };
    const channel = state.channels.get(interaction.channelKey) ?? refuse(404, 10_003);
    if (afterMs > DEADLINE_MS) return refuse(404, 10_062);
    const isOwn = (flags: number): string | null => (flags & 64 ? interaction.personKey : null);
    switch (type) {
      case 4: {
        const said = parse<MessageBody>(newMessage, data);
        checkPictures(said, files);
        interaction.original = add(channel, said, files, isOwn(said.flags));
        break;
      }
      case 5: {
        const flags = (data as { flags?: number } | undefined)?.flags ?? 0;
        const waiting = { ...EMPTY, flags };
        interaction.original = add(channel, waiting, [], isOwn(flags));
        break;
      }
      case 6:
        if (!interaction.isComponent) return refuse(400, 50_035);
        break;
      case 8:
        interaction.choices = (data as { choices: { name: string; value: string }[] }).choices;
        break;
      case 9:
        state.modals.push({
          personKey: interaction.personKey,
          channelKey: interaction.channelKey,
          modal: parse(modalBody, data),
        });
        break;
      default:
        return refuse(400, 50_035);
    }
    interaction.answered = type;
    interaction.answeredAfterMs = afterMs;
    return [204, null];
  };

  const change = (message: FakeMessage, body: MessageBody, files: Asked["files"]): void => {
    checkPictures(body, files);
    message.content = body.content;
    message.embeds = body.embeds;
    message.components = body.components;
    message.flags = body.flags | (message.flags & 64);
    if (files.length > 0) message.files = [...files];
    message.edited_timestamp = new Date(state.nowMs()).toISOString();
  };

  const directOf = (personKey: string): FakeChannel => {
    const id = `7${personKey.slice(1)}`;
    const known = state.channels.get(id);
    if (known) return known;
    const made: FakeChannel = {
      id,
      type: 1,
      name: "",
      last_message_id: null,
      permission_overwrites: [],
      people: new Set([BOT, personKey]),
    };
    state.channels.set(id, made);
    return made;
  };

  const commandsJson = () =>
    state.commands.map((command, at) => ({
      id: `80000000000000000${at}`,
      application_id: APPLICATION,
      version: "1",
      default_member_permissions: null,
      ...command,
    }));

  const answerOf = (asked: Asked): readonly [number, unknown] => {
    const isOpen = /^\/(?:interactions|webhooks)\//.test(asked.path);
    if (!isOpen && !asked.isAuthorised) return refuse(401, 0);
    for (const [pattern, work] of routes) {
      const found = pattern.exec(`${asked.method} ${asked.path}`);
      if (found) return work(asked, ...found.slice(1));
    }
    return refuse(404, 0);
  };

  const limitFor = (
    method: string,
    path: string,
  ): { key: string; headers: Record<string, string>; isOver: boolean } => {
    const major = /^\/(?:channels|guilds|webhooks)\/\d+/.exec(path)?.[0] ?? "";
    const key = `${method} ${path.replace(/\d{10,}/g, ":id")} ${major}`;
    const now = performance.now();
    const bucket = buckets.get(key);
    const held = bucket && bucket.resetAtMs > now ? bucket : { used: 0, resetAtMs: now + 5_000 };
    const size = options.bucketSize();
    const isOver = held.used >= size;
    if (!isOver) held.used += 1;
    buckets.set(key, held);
    const after = ((held.resetAtMs - now) / 1_000).toFixed(3);
    return {
      key,
      isOver,
      headers: {
        "x-ratelimit-limit": String(size),
        "x-ratelimit-remaining": String(Math.max(0, size - held.used)),
        "x-ratelimit-reset": String(Date.now() / 1_000 + Number(after)),
        "x-ratelimit-reset-after": after,
        "x-ratelimit-bucket": Buffer.from(key.replace(major, "")).toString("hex").slice(0, 32),
        ...(isOver && { "retry-after": after, "x-ratelimit-scope": "user" }),
      },
    };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "", "http://discord.test");
    const method = request.method ?? "";
    const path = url.pathname.replace(/^\/api\/v10/, "");
    const { body, files } = await readBody(request);
    const asked: Asked = {
      method,
      path,
      query: url.searchParams,
      body,
      files,
      isAuthorised: request.headers.authorization === `Bot ${TOKEN}`,
    };
    const send = (status: number, answer: unknown, headers: Record<string, string> = {}): void => {
      calls.push({ method, path, query: url.searchParams, body, status, answer, atMs: performance.now() });
      const type = answer === null ? {} : { "content-type": "application/json" };
      response.writeHead(status, { ...type, ...headers });
      response.end(answer === null ? undefined : JSON.stringify(answer));
    };
    const wrong = trouble(method, path);
    if (wrong?.kind === "hang") return;
    if (wrong?.kind === "status") return send(wrong.status, { message: "fault", code: 0 });
    if (wrong?.kind === "code") return send(wrong.status, { message: "refused", code: wrong.code });
    if (wrong?.kind === "limited") {
      const seconds = String(wrong.retryAfterSeconds);
      return send(
        429,
        { message: "limited", retry_after: wrong.retryAfterSeconds, global: wrong.scope === "global" },
        {
          "retry-after": seconds,
          "x-ratelimit-scope": wrong.scope,
          ...(wrong.scope === "global" && { "x-ratelimit-global": "true" }),
        },
      );
    }
    const limit = limitFor(method, path);
    if (limit.isOver)
      return send(
        429,
        { message: "limited", retry_after: Number(limit.headers["retry-after"]), global: false },
        limit.headers,
      );
    try {
      const [status, answer] = answerOf(asked);
      if (wrong?.kind === "cut") {
        calls.push({ method, path, query: url.searchParams, body, status, answer, atMs: performance.now() });
        return void response.destroy();
      }
      send(status, answer, limit.headers);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(error.status, { message: "refused", code: error.code }, limit.headers);
    }
  };

  return { handle, directOf, answerFirst };
}

const applicationJson = (flags: number): object => ({
  id: APPLICATION,
  name: "Rapport",
  icon: null,
  description: "",
  type: null,
  verify_key: "00",
  flags,
  flags_new: String(flags),
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: {
    id: "850000000000000004",
    username: "olga",
    global_name: null,
    discriminator: "0",
    avatar: null,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
  },
  approximate_guild_count: 1,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  team: null,
  eligible_oauth2_scopes: [],
});

const EMPTY: MessageBody = { content: "", embeds: [], components: [], flags: 0 };

/** Whom Discord would notify: only who is named in the content, and only as far as it is allowed. */
export function notifiedBy({ content, allowed_mentions: allowed }: MessageBody): readonly string[] {
  const parse = allowed === undefined ? ["everyone", "roles", "users"] : (allowed.parse ?? []);
  const bare = content.replace(/\\[^\w\s]/g, "");
  const found: string[] = [];
  if (parse.includes("everyone") && /@(?:everyone|here)/.test(bare)) found.push("everyone");
  if (parse.includes("roles"))
    for (const [, key = ""] of bare.matchAll(/<@&(\d+)>/g)) found.push(`role:${key}`);
  for (const [, key = ""] of bare.matchAll(/<@!?(\d+)>/g))
    if (parse.includes("users") || allowed?.users?.includes(key)) found.push(key);
  return [...new Set(found)];
}

async function readBody(
  request: IncomingMessage,
): Promise<{ body: unknown; files: readonly { name: string; size: number }[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const raw = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (raw.length === 0) return { body: undefined, files: [] };
  if (!type.startsWith("multipart/")) return { body: JSON.parse(raw.toString("utf8")), files: [] };
  const form = await new Response(raw, { headers: { "content-type": type } }).formData();
  const files = [...form.entries()].flatMap(([, value]) =>
    typeof value === "string" ? [] : [{ name: value.name, size: value.size }],
  );
  return { body: JSON.parse(String(form.get("payload_json") ?? "{}")), files };
}
