import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  PERSONA_HEADER,
  type RoomEvent,
  roomEventSchema,
  WEB_API_PATH,
} from "../../../adapters/web/contract.ts";
import type { HttpMount } from "../../../src/ports/chat-adapter.ts";

/** A server on loopback that has nothing but the given mounts. */
export async function serveMounts(
  mounts: readonly HttpMount[],
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const mount = mounts.find((one) => request.url?.startsWith(one.path));
    if (mount) void mount.handle(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${WEB_API_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type AskOptions = {
  readonly json?: unknown;
  readonly form?: FormData;
  readonly headers?: Record<string, string>;
};

/** One request of a window. */
export async function ask(
  url: string,
  personKey: string,
  method: string,
  path: string,
  options: AskOptions = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      [PERSONA_HEADER]: personKey,
      ...(options.json === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    body: options.form ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** An open window: everything it was told, checked against the contract. */
export interface OpenWindow {
  readonly events: RoomEvent[];
  readonly lastId: string | null;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  /** Resolves when an event fits. */
  waitFor(fits: (event: RoomEvent) => boolean): Promise<RoomEvent>;
  close(): void;
}

export async function openWindow(url: string, personKey: string, lastId?: string): Promise<OpenWindow> {
  const control = new AbortController();
  const response = await fetch(`${url}/events?as=${personKey}`, {
    headers: lastId === undefined ? {} : { "last-event-id": lastId },
    signal: control.signal,
  });
  if (response.body === null || !response.ok) throw new Error(`no stream: ${response.status}`);
  const events: RoomEvent[] = [];
  const waiting = new Set<() => void>();
  const state = { lastId: null as string | null };
  const take = (frame: string): void => {
    const lines = frame.split("\n");
    const data = lines.find((line) => line.startsWith("data: "));
    if (data === undefined) return;
    state.lastId = lines.find((line) => line.startsWith("id: "))?.slice(4) ?? null;
    events.push(roomEventSchema.parse(JSON.parse(data.slice(6))));
    for (const look of waiting) look();
  };
  const stream = response.body.pipeThrough(new TextDecoderStream());
  const read = async (): Promise<void> => {
    let rest = "";
    for await (const chunk of stream) {
      const frames = (rest + chunk).split("\n\n");
      rest = frames.pop() ?? "";
      frames.forEach(take);
    }
  };
  const ended = read().catch(() => undefined);
  return {
    events,
    ended,
    get lastId() {
      return state.lastId;
    },
    waitFor: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => control.abort(),
  };
}
