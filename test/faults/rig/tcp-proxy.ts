import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What the line does to what is sent over it, in both directions. */
export type LineMode =
  | { readonly kind: "normal" }
  /** Every piece comes so much later; the order stays. */
  | { readonly kind: "slow"; readonly latencyMs: number }
  /** Half open: connections stand, new ones are taken, and nothing gets through either way. */
  | { readonly kind: "black-hole" }
  /** Byte after byte, each in a packet of its own. */
  | { readonly kind: "dribble" }
  /** New connections are closed at once; those that stand are cut. */
  | { readonly kind: "down" };

export interface TcpProxy {
  readonly port: number;
  /** `host:port` of the proxy put into an address of the target. */
  through(url: string): string;
  readonly mode: LineMode;
  /** For all connections from now on. What a black hole has swallowed is gone. */
  set(mode: LineMode): void;
  /** Ends every connection in order (FIN); new ones go through. */
  cut(): void;
  /** Ends every connection with a reset (RST); new ones go through. */
  reset(): void;
  /** Swallows all on the connections that stand now, and on no other. */
  freeze(): void;
  readonly connections: number;
  close(): Promise<void>;
}

interface Line {
  readonly client: Socket;
  readonly target: Socket;
  isFrozen: boolean;
}

/** A line between a client and a server on this machine, to be made worse at will. Plain TCP: TLS passes as it is. */
export async function startTcpProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<TcpProxy> {
  const lines = new Set<Line>();
  let mode: LineMode = { kind: "normal" };

  const carry = (from: Socket, to: Socket, line: Line): void => {
    // One piece after another, so that a slow line keeps the order.
    let before: Promise<void> = Promise.resolve();
    from.on("data", (bytes) => {
      const arrivesAt = mode.kind === "slow" ? performance.now() + mode.latencyMs : 0;
      from.pause();
      before = before.then(() => pass(bytes, to, line, arrivesAt));
      // A slow line is long, not narrow: the next piece sets out at once.
      if (mode.kind === "slow") from.resume();
      else void before.then(() => from.resume());
    });
    from.on("end", () => void before.then(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      to.destroy();
      lines.delete(line);
    });
  };

  const pass = async (bytes: Uint8Array, to: Socket, line: Line, arrivesAt: number): Promise<void> => {
    // Node counts its timers in whole milliseconds and may fire one too early: the line is never faster than told.
    for (let waitMs = arrivesAt - performance.now(); waitMs > 0; waitMs = arrivesAt - performance.now())
      await sleep(Math.ceil(waitMs));
    if (mode.kind === "black-hole" || line.isFrozen || to.destroyed) return;
    if (mode.kind !== "dribble") return write(to, bytes);
    for (let at = 0; at < bytes.length; at += 1) await write(to, bytes.subarray(at, at + 1));
  };

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    if (mode.kind === "down") {
      client.destroy();
      return;
    }
    const line: Line = {
      client,
      target: connect({ ...target, noDelay: true, allowHalfOpen: true }),
      isFrozen: false,
    };
    lines.add(line);
    carry(client, line.target, line);
    carry(line.target, client, line);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const cut = (): void => {
    for (const { client, target: far } of lines) {
      client.destroy();
      far.destroy();
    }
  };
  return {
    port,
    through: (url) => Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(port) }).href,
    get mode() {
      return mode;
    },
    get connections() {
      return lines.size;
    },
    set(next) {
      mode = next;
      if (next.kind === "down") cut();
    },
    cut,
    reset() {
      for (const { client, target: far } of lines) {
        client.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    freeze() {
      for (const line of lines) line.isFrozen = true;
    },
    async close() {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}

/** Resolves when the socket wants more, or is gone. */
async function write(to: Socket, bytes: Uint8Array): Promise<void> {
  if (to.destroyed || to.write(bytes)) return;
  await Promise.race([once(to, "drain"), once(to, "close")]).catch(() => undefined);
}
