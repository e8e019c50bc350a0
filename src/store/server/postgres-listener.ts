import type { Options, Sql } from "postgres";

const RETRY_MS = 2_000;

export interface PostgresListener {
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * Listens on one connection of its own and subscribes again when that was lost (the driver's own listener gives up
 * when the server is still away at its first attempt). What is said meanwhile is missed; polling finds it.
 */
export function createPostgresListener(
  connect: (options: Options<Record<string, never>>) => Sql,
): PostgresListener {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  const options = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onclose: () => {
      if (listeners.size > 0) subscribeLater(RETRY_MS);
    },
    /** The driver hands notifications of this connection here; its own typings leave it out. */
    onnotify: (channel: string, payload: string) => {
      for (const onPayload of listeners.get(channel) ?? []) onPayload(payload);
    },
  };
  const client = connect(options);

  const subscribe = (channel: string) => client.unsafe(`listen "${channel.replaceAll('"', '""')}"`);

  function subscribeLater(afterMs: number): void {
    if (isClosed || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      Promise.all([...listeners.keys()].map(subscribe)).catch(() => subscribeLater(RETRY_MS));
    }, afterMs);
    timer.unref();
  }

  return {
    listen: async (channel, onPayload) => {
      const known = listeners.get(channel) ?? new Set();
      known.add(onPayload);
      listeners.set(channel, known);
      await subscribe(channel);
      return async () => {
        known.delete(onPayload);
        if (known.size > 0 || isClosed) return;
        listeners.delete(channel);
        await client.unsafe(`unlisten "${channel.replaceAll('"', '""')}"`);
      };
    },
    close: async () => {
      isClosed = true;
      listeners.clear();
      if (timer !== null) clearTimeout(timer);
      await client.end({ timeout: 1 });
    },
  };
}
