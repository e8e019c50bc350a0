import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Waiting {
  readonly bytes: Buffer;
  resolve(answer: Answer): void;
  reject(fault: Error): void;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/**
 * The answer as soon as it is whole, else `null`. Only what a benchmark's servers send: a length, chunks, or nothing.
 * Chunks keep their sizes in the body; JSON in a single chunk can be read from its first brace on.
 */
export function readAnswer(bytes: Buffer): Answer | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = bytes.toString("latin1", 0, headEnd).toLowerCase();
  const status = Number(head.slice(9, 12));
  const body = bytes.subarray(headEnd + HEAD_END.length);
  if (head.includes("\r\ntransfer-encoding: chunked")) {
    const isWhole = body.length >= LAST_CHUNK.length && body.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
    return isWhole ? { status, body: body.toString("utf8") } : null;
  }
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  return body.length >= length ? { status, body: body.toString("utf8", 0, length) } : null;
}

/**
 * Kept-open connections of one server, one request at a time on each. Written on bare sockets with requests made
 * beforehand, so that the load costs little beside what it measures.
 */
export async function openHttpPool(port: number, size: number) {
  const queue: Waiting[] = [];
  const idle: Socket[] = [];
  const handOut = new Map<Socket, (waiting: Waiting) => void>();
  let at = 0;

  const open = async (): Promise<void> => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    let current: Waiting | null = null;
    let got: Buffer = Buffer.alloc(0);
    const take = (waiting: Waiting): void => {
      current = waiting;
      socket.write(waiting.bytes);
    };
    const next = (): void => {
      const waiting = queue[at];
      if (waiting === undefined) {
        idle.push(socket);
        return;
      }
      at += 1;
      take(waiting);
    };
    socket.on("data", (chunk: Buffer) => {
      got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
      const answer = readAnswer(got);
      if (answer === null || current === null) return;
      const { resolve } = current;
      current = null;
      got = Buffer.alloc(0);
      resolve(answer);
      next();
    });
    const lose = (): void => {
      current?.reject(new Error("the connection was closed"));
      current = null;
      const place = idle.indexOf(socket);
      if (place !== -1) idle.splice(place, 1);
    };
    socket.on("error", lose);
    socket.on("close", lose);
    handOut.set(socket, take);
    next();
  };
  await Promise.all(Array.from({ length: size }, open));

  return {
    send(bytes: Buffer): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const waiting: Waiting = { bytes, resolve, reject };
        const socket = idle.pop();
        if (socket !== undefined) handOut.get(socket)?.(waiting);
        else queue.push(waiting);
      });
    },
    close(): void {
      for (const socket of handOut.keys()) socket.destroy();
    },
  };
}
