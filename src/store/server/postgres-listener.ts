import { type Connect, type Connection, openConnection } from "./connection-pool.ts";

const RETRY_MS = 1_000;

export interface PostgresListener {
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * Listens on one connection of its own and subscribes again on a new one when that was lost (the driver's own listener
 * gives up when the server is still away at its first attempt). What is said meanwhile is missed; polling finds it.
 */
export function createPostgresListener(connect: Connect): PostgresListener {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  let connection: Connection | null = null;
  let watch: NodeJS.Timeout | null = null;

  const options = {
    fetch_types: false,
    /** The driver hands notifications of this connection here; its own typings leave it out. */
    onnotify: (channel: string, payload: string) => {
      for (const onPayload of listeners.get(channel) ?? []) onPayload(payload);
    },
  };

  async function subscribe(channel: string): Promise<void> {
    connection ??= openConnection(connect, options);
    await connection.client.unsafe(`listen "${channel.replaceAll('"', '""')}"`);
  }

  async function mend(): Promise<void> {
    if (connection === null || !connection.isLost) return;
    await connection.client.end({ timeout: 0 });
    connection = null;
    await Promise.all([...listeners.keys()].map(subscribe));
  }

  return {
    async listen(channel, onPayload) {
      const known = listeners.get(channel) ?? new Set();
      known.add(onPayload);
      listeners.set(channel, known);
      // A failed attempt is made again at the next look.
      watch ??= setInterval(() => mend().catch(() => undefined), RETRY_MS).unref();
      await subscribe(channel);
      return async () => {
        known.delete(onPayload);
        if (known.size === 0) listeners.delete(channel);
      };
    },
    async close() {
      if (watch !== null) clearInterval(watch);
      listeners.clear();
      await connection?.client.end({ timeout: 1 });
    },
  };
}
