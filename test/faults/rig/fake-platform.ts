import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import type { Outbound } from "../../../src/domain/outbound.ts";
import type { Journal } from "./journal.ts";

/** `guarded` knows a post by its key and makes no copy of it; `blind` does neither, and cannot be asked. */
export type FakeKind = "guarded" | "blind";

/** A chat platform's own side, outside of the desk: takes posts and writes down what people see. */
export interface FakePlatform {
  take(copyKey: string, outbound: Outbound): string | null;
  /** Posts with buttons, for whoever presses one. */
  readonly seen: readonly Outbound[];
}

export function createFakePlatform(journal: Journal, kind: FakeKind): FakePlatform {
  const taken = new Map<string, string>();
  const seen: Outbound[] = [];
  return {
    seen,
    take(copyKey, outbound) {
      if (!("content" in outbound) || outbound.kind === "update") return null;
      const before = kind === "guarded" ? taken.get(copyKey) : undefined;
      if (before !== undefined) return before;
      const postKey = randomUUID();
      taken.set(copyKey, postKey);
      seen.push(outbound);
      const { channelKey, threadKey, content } = outbound;
      const isForOne = outbound.kind === "ephemeral" || outbound.kind === "direct";
      journal.write({
        kind: "posted",
        postKey,
        copyKey,
        channelKey: isForOne ? `@${outbound.personKey}` : channelKey,
        threadKey,
        text: JSON.stringify(content),
      });
      return postKey;
    },
  };
}

export const takeRequest = z.object({ copyKey: z.string(), outbound: z.custom<Outbound>() });
export const takeAnswer = z.object({ postKey: z.string().nullable() });

/** The same behind HTTP, for desks in a process of their own. */
export async function servePlatform(
  platform: FakePlatform,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(platform, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(platform: FakePlatform, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { copyKey, outbound } = takeRequest.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  const postKey = platform.take(copyKey, outbound);
  response.setHeader("content-type", "application/json").end(JSON.stringify({ postKey }));
}
