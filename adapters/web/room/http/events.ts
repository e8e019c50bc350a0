import type { IncomingMessage, ServerResponse } from "node:http";
import { SECOND } from "../../../../src/domain/time.ts";
import type { Clock } from "../../../../src/ports/clock.ts";
import type { RoomMember } from "../../../../src/ports/stores/web-room-store.ts";
import type { FeedEntry, RoomFeed } from "../feed.ts";

/** A window that does not read is let go at this backlog; it comes back with the last id it saw. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** What login said holds this long for a window that hears of something. */
const ASKED_HOLDS_MS = 3 * SECOND;

export interface EventStream {
  readonly feed: RoomFeed;
  readonly member: RoomMember;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** The window may still be this member, as asked anew. A rejection ends the stream as a no does. */
  mayStay(): Promise<boolean>;
}

/**
 * Streams events until the window goes away or may no longer hear them: login is asked again at every heartbeat, and before an
 * event when the last answer is some seconds old.
 */
export function streamEvents(stream: EventStream): void {
  const { feed, member, request, response, clock } = stream;
  const lastId = request.headers["last-event-id"];
  let askedAtMs = clock.now().getTime();
  let isAsking = false;
  let held: FeedEntry[] = [];
  let heldLength = 0;

  // Headers go with the first write, so that a refused window still gets its status.
  const begin = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
    });
    response.write("retry: 2000\n\n");
  };
  const write = (entry: FeedEntry): void => {
    begin();
    response.write(`id: ${entry.id}\ndata: ${entry.json}\n\n`);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  };
  const stop = (): void => {
    clearInterval(heartbeat);
    close();
    held = [];
  };

  /** Then writes what waited for the answer, or ends the stream. */
  async function askAgain(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const mayStay = await stream.mayStay().catch(() => false);
    isAsking = false;
    askedAtMs = clock.now().getTime();
    if (response.destroyed || response.writableEnded) return;
    if (!mayStay) {
      stop();
      response.end();
      return;
    }
    const waited = held;
    held = [];
    heldLength = 0;
    for (const entry of waited) write(entry);
  }

  const send = (entry: FeedEntry): void => {
    if (!isAsking && clock.now().getTime() - askedAtMs < ASKED_HOLDS_MS) {
      write(entry);
      return;
    }
    held.push(entry);
    heldLength += entry.json.length;
    if (heldLength > MAX_BACKLOG_BYTES) response.destroy();
    else void askAgain();
  };

  const close = feed.open(member, typeof lastId === "string" ? lastId : null, {
    send,
    end: () => response.end(),
  });
  begin();
  const heartbeat = setInterval(() => {
    if (response.writableEnded) return;
    response.write(": still here\n\n");
    void askAgain();
  }, stream.heartbeatMs);
  heartbeat.unref();
  response.on("close", stop);
}
