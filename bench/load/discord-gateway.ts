import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { BENCH_TEXTS } from "./discord-texts.ts";

export const APPLICATION = "900000000000000001";
export const TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAx.Gbench.not-a-real-token-of-anybody";
const GUILDS = 10;
const AUTHORS = 1_000;

/** A gateway on loopback that tells of messages as fast as its socket takes them, and the few HTTP calls around it. */
export interface BenchGateway {
  readonly apiUrl: string;
  /** Resolves when somebody listens. */
  connected(): Promise<void>;
  send(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startBenchGateway(): Promise<BenchGateway> {
  let socket: WebSocket | null = null;
  let sequence = 0;
  let last = (BigInt(Date.now() - 1_420_070_400_000) << 22n) + 1n;
  let onConnected: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => {
    onConnected = resolve;
  });
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const port = (server.address() as AddressInfo).port;
    const answer = path.endsWith("/gateway/bot")
      ? {
          url: `ws://127.0.0.1:${port}`,
          shards: 1,
          session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 },
        }
      : path.endsWith("/applications/@me")
        ? { id: APPLICATION, flags: 1 << 19 }
        : [];
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  const sockets = new WebSocketServer({ server });
  const tell = (t: string, d: object): void => {
    sequence += 1;
    socket?.send(JSON.stringify({ op: 0, t, s: sequence, d }));
  };
  sockets.on("connection", (opened) => {
    socket = opened;
    opened.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }));
    opened.on("message", (raw) => {
      const { op } = JSON.parse(String(raw)) as { op: number };
      if (op === 1) opened.send(JSON.stringify({ op: 11 }));
      if (op !== 2) return;
      const user = { id: APPLICATION, username: "rapport", discriminator: "0", bot: true };
      const guilds = Array.from({ length: GUILDS }, (_, at) => guildOf(at));
      const session = {
        v: 10,
        user,
        session_id: "bench",
        resume_gateway_url: "",
        application: { id: APPLICATION, flags: 0 },
      };
      tell("READY", { ...session, guilds: guilds.map(({ id }) => ({ id, unavailable: true })) });
      for (const guild of guilds) tell("GUILD_CREATE", guild);
      onConnected();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    connected: () => connected,
    async send(count) {
      for (let at = 0; at < count; at += 1) {
        last += 1n;
        tell("MESSAGE_CREATE", messageOf(at, last.toString()));
        if (at % 500 === 499) await new Promise(setImmediate);
      }
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const guildKeyOf = (at: number): string => `81000000000000000${at}`;
const channelKeyOf = (at: number): string => `82000000000000000${at}`;

const guildOf = (at: number) => ({
  id: guildKeyOf(at),
  name: `guild ${at}`,
  owner_id: "850000000000000000",
  roles: [{ id: guildKeyOf(at), name: "@everyone", permissions: "2251804225" }],
  channels: [{ id: channelKeyOf(at), type: 0, name: "help", permission_overwrites: [] }],
  threads: [],
  members: [{ user: { id: APPLICATION, username: "rapport", bot: true }, roles: [] }],
  member_count: AUTHORS,
  emojis: [],
  stickers: [],
  features: [],
  voice_states: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
});

/** About 900 bytes, as Discord's own are. */
const messageOf = (at: number, id: string) => ({
  id,
  channel_id: channelKeyOf(at % GUILDS),
  guild_id: guildKeyOf(at % GUILDS),
  type: 0,
  content: BENCH_TEXTS[at % BENCH_TEXTS.length],
  timestamp: new Date().toISOString(),
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  components: [],
  pinned: false,
  flags: 0,
  author: {
    id: `86${String(at % AUTHORS).padStart(16, "0")}`,
    username: `author${at % AUTHORS}`,
    global_name: null,
    discriminator: "0",
    avatar: null,
    public_flags: 0,
  },
  member: {
    nick: null,
    roles: [],
    joined_at: "2026-01-01T00:00:00.000Z",
    deaf: false,
    mute: false,
    flags: 0,
  },
});
