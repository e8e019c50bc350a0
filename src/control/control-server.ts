import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorCode, isRapportError } from "../domain/errors.ts";
import type { Logger } from "../ports/logger.ts";
import { removeContact, writeContact } from "./control-file.ts";

/** What may be asked, by name. A rejection with a `RapportError` reaches the one who asked. */
export type Orders = Readonly<Record<string, (body: unknown) => Promise<unknown>>>;

export interface ControlServer {
  stop(): Promise<void>;
}

const LONGEST_BODY = 256 * 1024;
const TOKEN_BYTES = 32;

/**
 * The embedded database belongs to one process: commands of this machine ask that process. It listens on the loopback
 * interface alone, at a port of its own, and answers only to the token that lies in the data folder.
 */
export async function startControl(dataDir: string, orders: Orders, logger: Logger): Promise<ControlServer> {
  const token = randomBytes(TOKEN_BYTES).toString("hex");
  const server = createServer((request, response) => {
    answer(request, response, token, orders).catch((fault: unknown) => {
      logger.warn({ code: errorCode(fault) }, "an order of the control door failed");
      send(response, 500, faultBody(fault));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const contact = { port, token };
  await writeContact(dataDir, contact);
  return {
    async stop() {
      await removeContact(dataDir, contact);
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  orders: Orders,
): Promise<void> {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (!timingSafeEqual(digest(given), digest(token))) return send(response, 401, {});
  const name = (request.url ?? "").slice(1);
  const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
  if (request.method !== "POST" || order === undefined) return send(response, 404, {});
  send(response, 200, (await order(await readBody(request))) ?? {});
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > LONGEST_BODY) throw new Error("the order is too long");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

const faultBody = (fault: unknown): object =>
  isRapportError(fault)
    ? { code: fault.code, message: fault.message, cure: fault.cure }
    : { code: "control.failed", message: "The desk could not do it.", cure: "Look into the desk's log." };

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
