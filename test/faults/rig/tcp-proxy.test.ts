import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** Long enough that what is not swallowed would have come through. */
const SILENCE_MS = 60;

let echo: Server;
let proxy: TcpProxy;
/** Sizes of the pieces in which things reached the server. */
let pieces: number[];

beforeEach(async () => {
  pieces = [];
  echo = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      pieces.push(bytes.length);
      socket.write(bytes);
    });
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  proxy = await startTcpProxy({ host: "127.0.0.1", port: (echo.address() as AddressInfo).port });
});

afterEach(async () => {
  await proxy.close();
  echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: proxy.port });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** What comes back for a word, or `null` when nothing does. */
async function ask(socket: Socket, word: string, withinMs = 1_000): Promise<string | null> {
  let heard = "";
  const onData = (bytes: Buffer) => {
    heard += bytes.toString("latin1");
  };
  socket.on("data", onData);
  socket.write(word);
  const endsAt = performance.now() + withinMs;
  while (heard.length < word.length && performance.now() < endsAt) await sleep(2);
  socket.off("data", onData);
  return heard === "" ? null : heard;
}

describe("a line that can be made worse", () => {
  test("carries what is sent, and names itself in an address", async () => {
    expect(await ask(await open(), "hello")).toBe("hello");
    expect(proxy.connections).toBe(1);
    expect(proxy.through("postgres://me@far.example:5432/desk?x=1")).toBe(
      `postgres://me@127.0.0.1:${proxy.port}/desk?x=1`,
    );
  });

  test("carries a megabyte whole, and the end of it", async () => {
    const socket = await open();
    let length = 0;
    socket.on("data", (bytes) => {
      length += bytes.length;
    });
    socket.write(Buffer.alloc(1_000_000, 7));
    while (length < 1_000_000) await sleep(5);
    expect(length).toBe(1_000_000);
  });

  test("slow: later by the latency each way, in order", async () => {
    const socket = await open();
    proxy.set({ kind: "slow", latencyMs: 40 });
    const beganAt = performance.now();
    expect(await ask(socket, "slowly")).toBe("slowly");
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(2 * 40);
  });

  test("dribble: every byte by itself, none lost", async () => {
    const socket = await open();
    proxy.set({ kind: "dribble" });
    expect(await ask(socket, "drop by drop")).toBe("drop by drop");
  });

  test("black hole: connected, and silent, until the line is normal again", async () => {
    const socket = await open();
    proxy.set({ kind: "black-hole" });
    expect(await ask(socket, "anybody?", SILENCE_MS)).toBeNull();
    expect(await ask(await open(), "and here?", SILENCE_MS)).toBeNull();
    expect(socket.destroyed).toBe(false);
    proxy.set({ kind: "normal" });
    expect(await ask(socket, "back")).toBe("back");
  });

  test("freeze: the connections that stand are dead, new ones are not", async () => {
    const before = await open();
    expect(await ask(before, "alive")).toBe("alive");
    proxy.freeze();
    expect(await ask(before, "gone?", SILENCE_MS)).toBeNull();
    expect(await ask(await open(), "new")).toBe("new");
  });

  test("cut and reset end what stands; the reset is heard as one", async () => {
    const first = await open();
    await ask(first, "x");
    const ended = once(first, "close");
    proxy.cut();
    await ended;
    const second = await open();
    await ask(second, "x");
    const fault = new Promise<string>((resolve) =>
      second.on("error", (error) => resolve("code" in error ? String(error.code) : "")),
    );
    proxy.reset();
    expect(await fault).toBe("ECONNRESET");
    expect(await ask(await open(), "again")).toBe("again");
  });

  test("down: nobody gets through until it is up", async () => {
    const before = await open();
    await ask(before, "x");
    const ended = once(before, "close");
    proxy.set({ kind: "down" });
    await ended;
    const refused = connect({ host: "127.0.0.1", port: proxy.port });
    refused.on("error", () => undefined);
    await once(refused, "close");
    proxy.set({ kind: "normal" });
    expect(await ask(await open(), "up")).toBe("up");
  });
});
