import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** Slack's end of Socket Mode. */
export interface FakeSocketServer {
  readonly url: string;
  /** Connections so far, with when each was made. */
  readonly openedAtMs: readonly number[];
  readonly acknowledged: readonly { readonly envelope_id: string; readonly payload?: unknown }[];
  /** What is done with the next connections. */
  greet: (socket: WebSocket) => void;
  /** The newest connection. */
  socket(): WebSocket;
  /** Resolves at the n-th connection. */
  connected(count: number): Promise<void>;
  send(message: object): void;
  close(): Promise<void>;
}

export const hello = (socket: WebSocket): void =>
  socket.send(JSON.stringify({ type: "hello", num_connections: 1 }));

export async function startFakeSocketServer(): Promise<FakeSocketServer> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, autoPong: true });
  const openedAtMs: number[] = [];
  const acknowledged: { readonly envelope_id: string }[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let newest: WebSocket | null = null;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeSocketServer = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`,
    openedAtMs,
    acknowledged,
    greet: hello,
    socket() {
      if (newest === null) throw new Error("nobody has connected");
      return newest;
    },
    connected: (count) =>
      openedAtMs.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve });
          }),
    send: (message) => fake.socket().send(JSON.stringify(message)),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  sockets.on("connection", (socket) => {
    newest = socket;
    openedAtMs.push(performance.now());
    socket.on("message", (data) => acknowledged.push(JSON.parse(String(data))));
    socket.on("error", () => undefined);
    fake.greet(socket);
    for (const { count, resolve } of waiting) if (openedAtMs.length >= count) resolve();
  });
  return fake;
}
