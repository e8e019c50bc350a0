import type { IncomingMessage, ServerResponse } from "node:http";
import type { RoomMember } from "../../../../src/ports/stores/web-room-store.ts";
import type { FeedEntry, RoomFeed } from "../feed.ts";

/** A window that does not read is let go at this backlog; it comes back with the last id it saw. */
const MAX_BACKLOG_BYTES = 1024 * 1024;

/** Streams events until the window goes away. */
export function streamEvents(
  feed: RoomFeed,
  member: RoomMember,
  request: IncomingMessage,
  response: ServerResponse,
  heartbeatMs: number,
): void {
  const lastId = request.headers["last-event-id"];
  let close: () => void = () => undefined;
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
  const send = (entry: FeedEntry): void => {
    begin();
    response.write(`id: ${entry.id}\ndata: ${entry.json}\n\n`);
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
  };
  close = feed.open(member, typeof lastId === "string" ? lastId : null, { send, end: () => response.end() });
  begin();
  const heartbeat = setInterval(() => response.write(": still here\n\n"), heartbeatMs);
  heartbeat.unref();
  response.on("close", () => {
    clearInterval(heartbeat);
    close();
  });
}
