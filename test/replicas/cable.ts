import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Stands between a program and its database, and can be slow or dead without saying so. */
export interface Cable {
  /** The same database by way of the cable. */
  urlOf(serverUrl: string): string;
  /** Every packet, in both directions, comes this much later. */
  slowDown(delayMs: number): void;
  /** The given number of open connections stay open and carry nothing any more; gives how many it were. */
  freeze(count: number): number;
  readonly open: number;
  close(): Promise<void>;
}

interface Line {
  readonly near: Socket;
  readonly far: Socket;
  isFrozen: boolean;
}

export async function layCable(serverUrl: string): Promise<Cable> {
  const { hostname, port } = new URL(serverUrl);
  const lines = new Set<Line>();
  let delayMs = 0;

  const carry = (line: Line, from: Socket, to: Socket): void => {
    from.on("data", (chunk: Buffer) => {
      if (line.isFrozen) return;
      if (delayMs === 0) to.write(chunk);
      else
        setTimeout(() => {
          if (!line.isFrozen && to.writable) to.write(chunk);
        }, delayMs);
    });
    const end = (): void => {
      if (line.isFrozen && from === line.far) return;
      from.destroy();
      to.destroy();
      lines.delete(line);
    };
    from.on("error", end);
    from.on("close", end);
  };

  const server = createServer((near) => {
    const line: Line = { near, far: connect(Number(port), hostname), isFrozen: false };
    line.near.setNoDelay(true);
    line.far.setNoDelay(true);
    lines.add(line);
    carry(line, line.near, line.far);
    carry(line, line.far, line.near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const ownPort = typeof address === "object" && address !== null ? address.port : 0;

  return {
    urlOf(url) {
      const through = new URL(url);
      through.hostname = "127.0.0.1";
      through.port = String(ownPort);
      return through.href;
    },
    slowDown(ms) {
      delayMs = ms;
    },
    freeze(count) {
      const chosen = [...lines].filter((line) => !line.isFrozen).slice(0, count);
      for (const line of chosen) line.isFrozen = true;
      return chosen.length;
    },
    get open() {
      return lines.size;
    },
    async close() {
      for (const { near, far } of lines) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}
