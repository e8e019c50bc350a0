import type WebSocket from "ws";
import { z } from "zod";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Retry } from "./reply.ts";
import type { SocketTimes } from "./socket-mode.ts";

/** Why a socket is no longer the one to listen on. */
export type SocketEnd =
  /** Slack wants a new one; the old one is still served until it closes. */
  | { readonly kind: "refresh"; readonly why: string }
  | { readonly kind: "lost"; readonly why: string }
  /** Trying again soon would make it worse. */
  | { readonly kind: "crowded"; readonly why: string };

export interface SocketSessionOptions {
  readonly socket: WebSocket;
  readonly dispatch: Dispatch;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly times: SocketTimes;
}

export interface SocketSession {
  /** Slack said hello. Rejects when it never will. */
  readonly greeted: Promise<void>;
  readonly ended: Promise<SocketEnd>;
  readonly closed: Promise<void>;
  /** Takes nothing new; what is in hand may be acknowledged within the time. */
  close(waitMs: number): Promise<void>;
}

const messageSchema = z.object({
  type: z.string(),
  reason: z.string().nullish(),
  envelope_id: z.string().min(1).max(200).nullish(),
  payload: z.record(z.string(), z.unknown()).nullish(),
  accepts_response_payload: z.boolean().nullish(),
  retry_attempt: z.number().int().nullish(),
  retry_reason: z.string().nullish(),
});
type SocketMessage = z.infer<typeof messageSchema>;

const CROWDED = new Set(["too_many_websockets", "link_disabled"]);

/** One socket, from its opening to its end. Nothing thrown on it leaves it. */
export function openSocketSession(options: SocketSessionOptions): SocketSession {
  const { socket, dispatch, logger, nowMs, times } = options;
  const greeting = deferred<void>();
  const ending = deferred<SocketEnd>();
  const closing = deferred<void>();
  greeting.promise.catch(() => undefined);
  const inHand = new Set<Promise<void>>();
  const openedAtMs = nowMs();
  let lastHeardMs = openedAtMs;
  let isGreeted = false;
  let isClosing = false;

  const end = (what: SocketEnd): void => {
    ending.resolve(what);
    greeting.reject(new Error(what.why));
  };
  const heard = (): void => {
    lastHeardMs = nowMs();
  };

  const acknowledge = async (message: SocketMessage, envelopeId: string): Promise<void> => {
    const reply = await dispatch(message.payload ?? {}, retryOf(message));
    // Not acknowledged, Slack sends it again.
    if (reply.kind === "try-again" || socket.readyState !== socket.OPEN) return;
    const body = reply.kind === "ok" ? reply.body : undefined;
    const payload = typeof body === "string" ? { text: body } : body;
    const isWanted = payload !== undefined && message.accepts_response_payload === true;
    socket.send(JSON.stringify({ envelope_id: envelopeId, ...(isWanted && { payload }) }), (error) => {
      if (error)
        logger.warn({ code: faultName(error) }, "an acknowledgement did not leave; Slack sends again");
    });
  };

  const onDisconnect = (reason: string): void => {
    if (CROWDED.has(reason)) {
      end({ kind: "crowded", why: reason });
      socket.close();
    } else {
      end({ kind: "refresh", why: reason });
      // Slack closes it; where it does not, we do.
      setTimeout(() => socket.terminate(), times.lingerMs).unref();
    }
  };

  const onMessage = (data: WebSocket.RawData): void => {
    heard();
    const message = readMessage(data);
    if (message === null) return;
    if (message.type === "hello") {
      isGreeted = true;
      greeting.resolve();
    } else if (message.type === "disconnect") onDisconnect(reasonOf(message.reason));
    else if (message.envelope_id && !isClosing) {
      const work = acknowledge(message, message.envelope_id)
        .catch((error: unknown) => {
          logger.warn({ code: faultName(error) }, "an envelope of Slack failed");
        })
        .finally(() => inHand.delete(work));
      inHand.add(work);
    }
  };

  const beat = setInterval(() => {
    // Pongs are no greeting: a socket that answers and says nothing is of no use.
    const isLate = !isGreeted && nowMs() - openedAtMs > times.helloMs;
    if (isLate || nowMs() - lastHeardMs > times.silentMs) {
      end({ kind: "lost", why: isLate ? "no-hello" : "silent" });
      socket.terminate();
    } else if (socket.readyState === socket.OPEN) socket.ping();
  }, times.pingMs);

  socket.on("message", onMessage);
  socket.on("ping", heard);
  socket.on("pong", heard);
  socket.on("error", (error) => end({ kind: "lost", why: faultName(error) }));
  socket.on("close", (code) => {
    clearInterval(beat);
    end({ kind: "lost", why: `closed-${code}` });
    closing.resolve();
  });

  return {
    greeted: greeting.promise,
    ended: ending.promise,
    closed: closing.promise,
    async close(waitMs) {
      isClosing = true;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, waitMs);
      });
      await Promise.race([Promise.all(inHand), late]);
      socket.close();
      // The other side may never say goodbye.
      const cut = setTimeout(() => socket.terminate(), Math.min(1_000, waitMs));
      await closing.promise;
      clearTimeout(cut);
      clearTimeout(timer);
    },
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (why: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, "promise"> = { resolve() {}, reject() {} };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

function readMessage(data: WebSocket.RawData): SocketMessage | null {
  try {
    const parsed = messageSchema.safeParse(JSON.parse(String(data)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A short word of Slack's, safe for the log. */
const reasonOf = (reason: string | null | undefined): string =>
  reason && /^[a-z_]{1,40}$/.test(reason) ? reason : "disconnect";

const retryOf = ({ retry_attempt: num, retry_reason: reason }: SocketMessage): Retry | null =>
  num && num > 0 ? { num, reason: reasonOf(reason) } : null;
