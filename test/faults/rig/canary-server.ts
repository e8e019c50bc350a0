import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { closeServer } from "../../adapters/teams/fake-teams.ts";

/** A server of an attacker's: whoever calls it has believed a stranger. */
export interface CanaryServer {
  /** With a slash at the end. */
  readonly url: string;
  readonly calls: { readonly path: string; readonly authorization: string | null; readonly body: string }[];
  close(): Promise<void>;
}

export async function startCanaryServer(): Promise<CanaryServer> {
  const calls: CanaryServer["calls"] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    calls.push({ path: request.url ?? "", authorization: request.headers.authorization ?? null, body });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    close: () => closeServer(server),
  };
}
