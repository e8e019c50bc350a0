import type { Clock } from "../ports/clock.ts";
import { OutsideFault } from "./outside-fault.ts";
import { parseRetryAfterMs } from "./retry.ts";

export interface GuardedFetchOptions {
  readonly clock: Clock;
  /** Larger answers are cut off and refused. */
  readonly maxBytes: number;
}

/**
 * The `fetch` handed to every model SDK: reads the whole answer under a size cap, follows no redirect (a key must not
 * travel on), and turns whatever fails into an `OutsideFault`, so that no SDK error with headers or bodies is ever made.
 */
export function createGuardedFetch(options: GuardedFetchOptions): typeof fetch {
  return async (input, init) => {
    const response = await open(input, init);
    if (!response.ok) {
      await discard(response);
      const retryAfterMs = parseRetryAfterMs(response.headers.get("retry-after"), options.clock.now());
      throw new OutsideFault("http", { status: response.status, retryAfterMs });
    }
    const bytes = await readCapped(response, options.maxBytes);
    const headers = new Headers(response.headers);
    // The bytes are decoded already; these two would describe what came over the wire.
    headers.delete("content-encoding");
    headers.delete("content-length");
    return new Response(bytes, { status: response.status, headers });
  };
}

async function open(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
  try {
    return await fetch(input, { ...init, redirect: "error" });
  } catch {
    throw new OutsideFault(init?.signal?.aborted ? "aborted" : "unreachable");
  }
}

async function readCapped(response: Response, maxBytes: number): Promise<ArrayBuffer> {
  if (Number(response.headers.get("content-length")) > maxBytes) {
    await discard(response);
    throw new OutsideFault("too-large");
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readBody(response)) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new OutsideFault("too-large");
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole.buffer;
}

async function* readBody(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    throw new OutsideFault("unreachable");
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Frees the socket; what the body says is not wanted. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}
