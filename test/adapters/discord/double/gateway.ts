import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import {
  APPLICATION,
  BOT,
  channelJson,
  type FakeMessage,
  type FakeState,
  isThread,
  messageJson,
  sees,
  TOKEN,
} from "./state.ts";

const CONTENT = 1 << 15;
const DIRECT = 1 << 12;
const GUILD_MESSAGES = 1 << 9;
const REACTIONS = 1 << 10;
/** What an intent lets through. */
const NEEDED: Readonly<Record<string, number>> = {
  MESSAGE_CREATE: GUILD_MESSAGES,
  MESSAGE_UPDATE: GUILD_MESSAGES,
  MESSAGE_DELETE: GUILD_MESSAGES,
  MESSAGE_DELETE_BULK: GUILD_MESSAGES,
  MESSAGE_REACTION_ADD: REACTIONS,
  MESSAGE_REACTION_REMOVE: REACTIONS,
};

interface Session {
  readonly id: string;
  readonly shard: Shard;
  readonly intents: number;
  /** Everything told, by its number: what a resume asks for again. */
  readonly told: { readonly s: number; readonly text: string }[];
  seq: number;
  isResumable: boolean;
  socket: WebSocket | null;
}

interface Shard {
  readonly id: number;
  readonly count: number;
}

/** A shard's line that was opened, resumed or closed. */
export interface LineChange {
  readonly shardId: number;
  readonly atMs: number;
  readonly is: "open" | "closed";
  /** Lines of that shard that are open now, this one counted: two of them hear everything twice. */
  readonly open: number;
}

export interface FakeGateway {
  url(): string;
  /** As many as Discord advises. */
  readonly shardCount: number;
  sessionsLeft(): number;
  /** A dispatch to all who may hear it. */
  tell(name: string, data: object, guildKey?: string): void;
  tellMessage(name: string, message: FakeMessage, more?: object): void;
  /** The newest dispatch once more, as after a resume. */
  tellAgain(): void;
  /** Whether its words are given out: without the intent only what names the bot, is its own, or is said to it alone. */
  isReadable(message: FakeMessage): boolean;
  /** The line is cut; a session that cannot be resumed gets nothing that was said meanwhile. */
  drop(how: { readonly resumable: boolean; readonly code?: number }): void;
  /** The next connections are refused by this code, or hear no READY. */
  refuseWith(code: number | "silence" | null): void;
  /** Acknowledges no heartbeat. */
  setDeaf(isDeaf: boolean): void;
  /** Asks to connect again (7), or takes the session back (9), for good or not. */
  order(op: 7 | 9, isResumable: boolean): void;
  readonly identifies: number;
  readonly resumes: number;
  readonly isConnected: boolean;
  /** How many dispatches were told, to all lines together. */
  readonly told: number;
  /** Who listened when, shard by shard. */
  readonly lines: readonly LineChange[];
  /** Resolves when somebody listens. */
  connected(): Promise<void>;
  close(): void;
}

export interface GatewayOptions {
  readonly server: Server;
  readonly state: FakeState;
  readonly isContentAllowed: () => boolean;
  readonly heartbeatMs?: number;
  /** As many are advised, and fewer refused. */
  readonly shardCount?: number;
  /** Whether a line is told of an event of another shard's: so one comes several times. Servers are told to all then. */
  readonly hearsToo?: () => boolean;
}

/** Of how many shards which one hears of a server. */
export const shardOf = (guildKey: string, count: number): number =>
  Number((BigInt(guildKey) >> 22n) % BigInt(count));

export function createFakeGateway({
  server,
  state,
  isContentAllowed,
  heartbeatMs = 41_250,
  shardCount = 1,
  hearsToo,
}: GatewayOptions): FakeGateway {
  const sockets = new WebSocketServer({ server, path: "/gateway" });
  const sessions = new Map<string, Session>();
  let current: Session | null = null;
  let refusal: number | "silence" | null = null;
  let isDeaf = false;
  let identifies = 0;
  let resumes = 0;
  let last: { readonly name: string; readonly data: object } | null = null;
  let waiters: (() => void)[] = [];
  const lines: LineChange[] = [];
  let told = 0;

  const noteLine = ({ id: shardId }: Shard, is: LineChange["is"]): void => {
    const open = [...sessions.values()].filter(
      ({ shard, socket }) => shard.id === shardId && socket?.readyState === socket?.OPEN && socket !== null,
    ).length;
    lines.push({ shardId, atMs: performance.now(), is, open });
  };

  const send = (session: Session, name: string, data: object): void => {
    session.seq += 1;
    const text = JSON.stringify({ op: 0, t: name, s: session.seq, d: data });
    session.told.push({ s: session.seq, text });
    told += 1;
    session.socket?.send(text);
  };

  const guildJson = (guildKey: string): object => {
    const guild = state.guilds.get(guildKey);
    const channels = [...state.channels.values()].filter(({ guild_id }) => guild_id === guildKey);
    const visible = channels.filter((channel) => sees(state, channel, BOT));
    return {
      ...guild,
      members: [
        { user: { id: BOT, username: "rapport", bot: true }, roles: guild?.members.get(BOT)?.roles ?? [] },
      ],
      member_count: guild?.members.size ?? 0,
      large: false,
      unavailable: false,
      joined_at: "2026-01-01T00:00:00.000Z",
      emojis: [],
      stickers: [],
      features: [],
      voice_states: [],
      presences: [],
      stage_instances: [],
      guild_scheduled_events: [],
      channels: visible.filter((channel) => !isThread(channel)).map(withoutGuild),
      threads: visible
        .filter((channel) => isThread(channel) && !channel.thread_metadata?.archived)
        .map(channelJson),
    };
  };
  const withoutGuild = (channel: Parameters<typeof channelJson>[0]): object => {
    const { guild_id: _guild, ...rest } = channelJson(channel);
    return rest;
  };

  const begin = (socket: WebSocket, intents: number, shard: Shard): void => {
    identifies += 1;
    const session: Session = {
      id: `session-${identifies}`,
      shard,
      intents,
      told: [],
      seq: 0,
      isResumable: true,
      socket,
    };
    sessions.set(session.id, session);
    current = session;
    noteLine(shard, "open");
    const guildKeys = [...state.guilds.keys()].filter((key) => hearsToo !== undefined || hears(session, key));
    send(session, "READY", {
      v: 10,
      user: { id: BOT, username: "rapport", discriminator: "0", bot: true, avatar: null, flags: 0 },
      guilds: guildKeys.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url(),
      shard: [shard.id, shard.count],
      application: { id: APPLICATION, flags: 0 },
    });
    for (const guildKey of guildKeys) send(session, "GUILD_CREATE", guildJson(guildKey));
    settle();
  };

  const settle = (): void => {
    for (const waiter of waiters) waiter();
    waiters = [];
  };

  const resume = (socket: WebSocket, sessionId: string, seq: number): void => {
    const session = sessions.get(sessionId);
    if (!session?.isResumable) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return;
    }
    resumes += 1;
    session.socket = socket;
    current = session;
    noteLine(session.shard, "open");
    for (const { s, text } of session.told) if (s > seq) socket.send(text);
    send(session, "RESUMED", {});
    settle();
  };

  sockets.on("connection", (socket) => {
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: heartbeatMs } }));
    socket.on("message", (raw) => {
      const { op, d } = JSON.parse(String(raw)) as {
        op: number;
        d: {
          token: string;
          intents: number;
          session_id: string;
          seq: number;
          shard?: readonly [number, number];
        };
      };
      if (op === 1 && !isDeaf) socket.send(JSON.stringify({ op: 11 }));
      if (op !== 2 && op !== 6) return;
      if (refusal === "silence") return;
      if (refusal !== null) return socket.close(refusal);
      if (d.token !== TOKEN) return socket.close(4_004);
      if (op === 6) return resume(socket, d.session_id, d.seq);
      if (d.intents & CONTENT && !isContentAllowed()) return socket.close(4_014);
      const [id, count] = d.shard ?? [0, 1];
      if (id >= count || count < shardCount) return socket.close(id >= count ? 4_010 : 4_011);
      begin(socket, d.intents, { id, count });
    });
    socket.on("close", () => {
      for (const session of sessions.values())
        if (session.socket === socket) {
          session.socket = null;
          noteLine(session.shard, "closed");
        }
    });
  });

  const url = (): string => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/gateway`;

  const isReadable = ({ content, author, channel_id }: FakeMessage): boolean => {
    const hasIntent = current === null || (current.intents & CONTENT) !== 0;
    if (hasIntent || author === BOT || content.includes(`<@${BOT}>`)) return true;
    return state.channels.get(channel_id)?.type === 1;
  };

  /** Discord's own reckoning; what is said in private goes to the first shard. */
  const hears = ({ shard }: Session, guildKey: string | undefined): boolean =>
    shard.id === (guildKey === undefined ? 0 : shardOf(guildKey, shard.count));

  const dispatch = (name: string, data: object, guildKey: string | undefined): void => {
    last = { name, data };
    for (const session of sessions.values()) {
      if (!session.isResumable && session.socket === null) continue;
      const needed = guildKey === undefined && name.startsWith("MESSAGE_CREATE") ? DIRECT : NEEDED[name];
      if (needed !== undefined && !(session.intents & needed)) continue;
      if (!hears(session, guildKey) && !hearsToo?.()) continue;
      send(session, name, data);
    }
  };

  return {
    url,
    shardCount,
    sessionsLeft: () => Math.max(0, 1_000 - identifies),
    tell: dispatch,
    tellMessage(name, message, more = {}) {
      const channel = state.channels.get(message.channel_id);
      if (!channel || !sees(state, channel, BOT)) return;
      const guild = state.guilds.get(channel.guild_id ?? "");
      const member = guild?.members.get(message.author);
      const data = {
        ...messageJson(state, message, isReadable(message)),
        ...(guild && { guild_id: guild.id, member: { nick: null, roles: [], ...member } }),
        ...(!guild && { channel_type: 1 }),
        ...more,
      };
      dispatch(name, data, guild?.id);
    },
    tellAgain() {
      if (current !== null && last !== null) {
        const { name, data } = last;
        // As after a resume: the same number again.
        current.socket?.send(JSON.stringify({ op: 0, t: name, s: current.seq, d: data }));
      }
    },
    isReadable,
    drop({ resumable, code = 4_000 }) {
      for (const session of sessions.values()) {
        if (session.socket === null) continue;
        session.isResumable = resumable;
        session.socket.close(code);
        session.socket = null;
      }
      if (!resumable) sessions.clear();
      current = null;
    },
    refuseWith(code) {
      refusal = code;
    },
    setDeaf(is) {
      isDeaf = is;
    },
    order(op, isResumable) {
      for (const session of sessions.values()) {
        session.isResumable = isResumable;
        session.socket?.send(JSON.stringify({ op, d: op === 9 ? isResumable : null }));
      }
    },
    get identifies() {
      return identifies;
    },
    get resumes() {
      return resumes;
    },
    lines,
    get told() {
      return told;
    },
    get isConnected() {
      return current?.socket !== null && current !== null;
    },
    connected: () =>
      current?.socket
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push(resolve);
          }),
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
