import type { Client } from "discord.js";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { ShardShare } from "../config.ts";
import { faultName } from "../errors.ts";
import { createIdentifyGuard, IDENTIFY_EVERY_MS } from "./identify-guard.ts";
import { intentsWith, WITHOUT_CONTENT } from "./intents.ts";

export interface GatewayTimes {
  readonly identifyEveryMs: number;
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** How long a connection may take until it hears that it is ready. */
  readonly readyMs: number;
}

export const GATEWAY_TIMES: GatewayTimes = {
  identifyEveryMs: IDENTIFY_EVERY_MS,
  firstRetryMs: SECOND,
  mostRetryMs: MINUTE,
  readyMs: MINUTE,
};

export interface Packet {
  readonly t: string;
  readonly d: unknown;
  /** The same for a packet that is sent again after a resume. */
  readonly key: string;
}

export interface GatewayOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly shards: ShardShare | null;
  readonly hasContent: boolean;
  readonly times: GatewayTimes;
  readonly nowMs: () => number;
  readonly onPacket: (packet: Packet) => void;
  readonly logger: Logger;
}

export interface Gateway {
  start(): void;
  /** Another process listens: closed until the next start. */
  pause(): void;
  state(): { readonly isOk: boolean; readonly detail: string };
  stop(): Promise<void>;
}

/** Discord will say the same to the same token however often it is asked. */
const FATAL: Readonly<Record<number, string>> = {
  4004: "Discord refuses the token: set DISCORD_TOKEN anew",
  4010: "Discord refuses the shard: check DISCORD_SHARDS",
  4011: "the bot is in too many servers for so few shards: raise the count in DISCORD_SHARDS, or leave it out",
  4012: "Discord does not speak this version any more: update Rapport",
  4013: "Discord does not know what was asked for: update Rapport",
};
const CONTENT_REFUSED = 4014;

/** The line by which Discord tells what happens: opened, kept, resumed, opened anew. discord.js does the talking. */
export function createGateway(options: GatewayOptions): Gateway {
  const { logger, times, nowMs, onPacket } = options;
  let client: Client | null = null;
  let hasContent = options.hasContent;
  let fatal: string | null = null;
  let heldBack: string | null = null;
  let isStopped = false;
  let isPaused = true;
  let tries = 0;
  let retry: NodeJS.Timeout | null = null;
  const ready = new Set<number>();
  const sessions = new Map<number, string>();

  const noteClosed = (code: number, shardId: number): void => {
    ready.delete(shardId);
    if (code === CONTENT_REFUSED && hasContent) {
      hasContent = false;
      logger.warn({ code }, `Discord gives no message content; going on ${WITHOUT_CONTENT}`);
      again(0);
      return;
    }
    const why = FATAL[code];
    if (why === undefined) return;
    fatal = why;
    logger.error({ code }, `The line to Discord is closed: ${why}.`);
  };

  const connect = async (): Promise<void> => {
    const made = await createClient(options, hasContent, (waitMs) => {
      heldBack = `held back for ${Math.round(waitMs / MINUTE)} min: too many sessions in a day`;
      logger.error({ waitMs }, "Discord's number of sessions for a day is nearly used up.");
    });
    if (isStopped || isPaused) return void made.destroy();
    client = made;
    made.on("raw", (packet: { t: string | null; d: unknown; s?: number }, shardId: number) => {
      if (client !== made || packet.t === null) return;
      if (packet.t === "READY") sessions.set(shardId, sessionOf(packet.d));
      if (packet.t === "READY" || packet.t === "RESUMED") {
        ready.add(shardId);
        tries = 0;
        heldBack = null;
      }
      onPacket({ t: packet.t, d: packet.d, key: `${sessions.get(shardId) ?? ""}:${packet.s ?? ""}` });
    });
    made.on("shardDisconnect", ({ code }, shardId) => noteClosed(code, shardId));
    made.on("shardReconnecting", (shardId) => void ready.delete(shardId));
    made.on("shardError", (error, shardId) => {
      logger.warn({ code: faultName(error), shardId }, "the line to Discord failed");
    });
    made.on("error", (error) => logger.warn({ code: faultName(error) }, "discord.js reports a fault"));
    guardHandlers(made, logger);
    await withinTime(made.login(options.token), times.readyMs);
  };

  const open = (): void => {
    retry = null;
    if (isStopped || isPaused || fatal !== null) return;
    connect().catch((error: unknown) => {
      if (isStopped || isPaused || fatal !== null || retry !== null) return;
      logger.warn({ code: faultName(error) }, "no line to Discord yet");
      again(Math.min(times.mostRetryMs, times.firstRetryMs * 2 ** Math.min(tries, 10)));
      tries += 1;
    });
  };

  const again = (afterMs: number): void => {
    const old = client;
    client = null;
    ready.clear();
    old?.destroy().catch(() => undefined);
    retry = setTimeout(open, afterMs);
    retry.unref();
  };

  return {
    start() {
      isPaused = false;
      if (client === null && retry === null) open();
    },
    pause() {
      isPaused = true;
      if (retry !== null) clearTimeout(retry);
      retry = null;
      const old = client;
      client = null;
      ready.clear();
      old?.destroy().catch(() => undefined);
    },
    state() {
      if (isPaused) return { isOk: true, detail: "another process listens" };
      if (fatal !== null) return { isOk: false, detail: fatal };
      if (heldBack !== null) return { isOk: false, detail: heldBack };
      const wanted = client?.ws.shards.size ?? 0;
      const isOk = wanted > 0 && ready.size >= wanted;
      const line = isOk ? `gateway open, ${plural(wanted, "shard")}` : "gateway closed";
      return { isOk, detail: hasContent ? line : `${line}, ${WITHOUT_CONTENT}` };
    },
    async stop() {
      isStopped = true;
      if (retry !== null) clearTimeout(retry);
      await client?.destroy().catch(() => undefined);
      client = null;
    },
  };

  async function createClient(
    { apiUrl, shards }: GatewayOptions,
    isContentAsked: boolean,
    onHeldBack: (waitMs: number) => void,
  ): Promise<Client> {
    const discord = await import("discord.js");
    const { Client: DiscordClient, Options, Partials } = discord;
    return new DiscordClient({
      intents: intentsWith(isContentAsked),
      // Without it the first direct message of a person is not told of.
      partials: [Partials.Channel],
      // What we remember lies in our own book and in the store.
      makeCache: Options.cacheWithLimits({
        MessageManager: 0,
        GuildMemberManager: { maxSize: 0, keepOverLimit: ({ id, client: { user } }) => id === user.id },
        UserManager: { maxSize: 0, keepOverLimit: ({ id, client: { user } }) => id === user?.id },
        ThreadMemberManager: 0,
        GuildEmojiManager: 0,
        GuildStickerManager: 0,
        PresenceManager: 0,
        ReactionManager: 0,
        VoiceStateManager: 0,
      }),
      rest: { api: apiUrl, version: "10" },
      ...(shards && { shards: [...shards.shardIds], shardCount: shards.shardCount }),
      ws: {
        buildIdentifyThrottler: async (manager) =>
          createIdentifyGuard({
            everyMs: times.identifyEveryMs,
            nowMs,
            onHeldBack,
            async limit() {
              const { session_start_limit: limit } = await manager.fetchGatewayInformation();
              return {
                atOnce: limit.max_concurrency,
                remaining: limit.remaining,
                resetMs: limit.reset_after,
              };
            },
          }),
      },
    });
  }
}

/** Read by us alone, from the payload itself. */
const OURS = new Set([
  "INTERACTION_CREATE",
  "MESSAGE_CREATE",
  "MESSAGE_UPDATE",
  "MESSAGE_DELETE",
  "MESSAGE_DELETE_BULK",
  "MESSAGE_REACTION_ADD",
  "MESSAGE_REACTION_REMOVE",
]);

interface Told {
  readonly t: string;
}

/**
 * discord.js makes objects of every payload, and one that it does not expect throws outside of anybody's reach and ends the
 * process. What it needs not know it is not told, and the rest is told behind a guard.
 */
function guardHandlers(client: Client, logger: Logger): void {
  // Its types call it private; it is where every payload comes by.
  const handle = Reflect.get(client.ws, "handlePacket") as (packet?: Told, shard?: unknown) => boolean;
  Reflect.set(client.ws, "handlePacket", (packet?: Told, shard?: unknown): boolean => {
    if (packet !== undefined && OURS.has(packet.t)) return true;
    try {
      return handle.call(client.ws, packet, shard);
    } catch (error) {
      logger.warn({ code: faultName(error), name: packet?.t }, "discord.js did not understand a payload");
      return false;
    }
  });
}

const sessionOf = (data: unknown): string => {
  const { session_id: id } = (data ?? {}) as { readonly session_id?: unknown };
  return typeof id === "string" ? id.slice(0, 64) : "";
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("not ready in time")), ms);
    timer.unref();
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
