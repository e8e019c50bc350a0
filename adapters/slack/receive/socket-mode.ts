import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { z } from "zod";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { SlackApi } from "../api.ts";
import { faultName } from "../errors.ts";
import type { Dispatch } from "./dispatch.ts";
import { openSocketSession, type SocketEnd, type SocketSession } from "./socket-session.ts";

export interface SocketTimes {
  /** Between two connections, whatever happens. */
  readonly leastPauseMs: number;
  readonly longestPauseMs: number;
  /** After Slack said that there are too many of us, or that Socket Mode is off. */
  readonly crowdedPauseMs: number;
  /** From the connection to Slack's hello. */
  readonly helloMs: number;
  /** Between two of our pings. */
  readonly pingMs: number;
  /** With nothing heard, pongs included, a socket is taken for dead. */
  readonly silentMs: number;
  /** What is in hand when we stop or a socket is being replaced may end within this. */
  readonly lingerMs: number;
}

export const SOCKET_TIMES: SocketTimes = {
  leastPauseMs: SECOND,
  longestPauseMs: MINUTE,
  crowdedPauseMs: 30 * SECOND,
  helloMs: 15 * SECOND,
  pingMs: 10 * SECOND,
  silentMs: 30 * SECOND,
  lingerMs: 10 * SECOND,
};

export interface SocketModeOptions {
  readonly appToken: string;
  readonly api: SlackApi;
  readonly dispatch: Dispatch;
  readonly logger: Logger;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly times?: Partial<SocketTimes>;
  /** 0..1, for the jitter. */
  readonly draw?: () => number;
}

/** Slack's events over a socket that we open. Keeps one open for as long as it runs. */
export interface SocketMode {
  start(): void;
  state(): { readonly isOk: boolean; readonly detail: string };
  stop(): Promise<void>;
}

const ticketSchema = z.object({ url: z.string().regex(/^wss?:\/\//) });
/** A reconnection is ordinary; readiness is lost when it takes longer. */
const UNREADY_MS = MINUTE;

export function createSocketMode(options: SocketModeOptions): SocketMode {
  const { appToken, api, dispatch, logger, nowMs } = options;
  const times = { ...SOCKET_TIMES, ...options.times };
  const draw = options.draw ?? Math.random;
  const stopping = new AbortController();
  const sessions = new Set<SocketSession>();
  let running: Promise<void> | null = null;
  let connectedAtMs: number | null = null;
  let lostAtMs = nowMs();
  let why = "not connected yet";
  let failures = 0;

  const connect = async (): Promise<SocketEnd> => {
    const ticket = await api({
      token: appToken,
      method: "apps.connections.open",
      args: {},
      answer: ticketSchema,
    });
    if (ticket.kind === "limited") return { kind: "crowded", why: "ratelimited" };
    if (ticket.kind === "refused") return { kind: "crowded", why: ticket.code };
    if (ticket.kind !== "ok") return { kind: "lost", why: ticket.code };
    const socket = new WebSocket(ticket.body.url, {
      handshakeTimeout: times.helloMs,
      maxPayload: 4 * 1024 * 1024,
      perMessageDeflate: false,
      followRedirects: false,
    });
    const session = openSocketSession({ socket, dispatch, logger, nowMs, times });
    sessions.add(session);
    void session.closed.then(() => sessions.delete(session));
    session.greeted.then(
      () => {
        connectedAtMs = nowMs();
        failures = 0;
        logger.info({}, "Slack's socket is open");
      },
      () => undefined,
    );
    return session.ended;
  };

  const pauseAfter = (end: SocketEnd): number => {
    if (end.kind === "refresh") return times.leastPauseMs;
    const doubled = times.leastPauseMs * 2 ** Math.min(failures - 1, 10);
    const grown = Math.min(times.longestPauseMs, doubled) * (1 + draw() / 2);
    return Math.max(times.leastPauseMs, end.kind === "crowded" ? times.crowdedPauseMs : 0, grown);
  };

  const keepConnected = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const end = await connect().catch(
        (error: unknown): SocketEnd => ({ kind: "lost", why: faultName(error) }),
      );
      if (stopping.signal.aborted) return;
      if (connectedAtMs !== null) lostAtMs = nowMs();
      connectedAtMs = null;
      why = end.why;
      if (end.kind !== "refresh") failures += 1;
      const pauseMs = pauseAfter(end);
      const fields = { why, pauseMs: Math.round(pauseMs), failures };
      if (end.kind === "refresh") logger.info(fields, "Slack asks for a new socket");
      else logger.warn(fields, "Slack's socket is lost");
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    start() {
      running ??= keepConnected();
    },
    state() {
      if (connectedAtMs !== null) return { isOk: true, detail: "socket open" };
      const lostForMs = nowMs() - lostAtMs;
      return {
        isOk: lostForMs < UNREADY_MS,
        detail: `socket closed for ${Math.round(lostForMs / SECOND)} s (${why})`,
      };
    },
    async stop() {
      stopping.abort();
      await Promise.all([...sessions].map((session) => session.close(times.lingerMs)));
      await running;
    },
  };
}
