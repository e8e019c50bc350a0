import { type Connect, type Connection, openConnection } from "./connection-pool.ts";

export interface ListenerPace {
  readonly lookEveryMs: number;
  /** A connection that only listens would not notice that its other end is gone. */
  readonly askEveryMs: number;
  readonly askedTimeoutMs: number;
}
const PACE: ListenerPace = { lookEveryMs: 1_000, askEveryMs: 5_000, askedTimeoutMs: 5_000 };

export interface PostgresListener {
  /** `onGap`: the connection was lost and is back; what was said meanwhile is not known. */
  listen(
    channel: string,
    onPayload: (payload: string) => void,
    onGap?: () => void,
  ): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

interface Listener {
  readonly onPayload: (payload: string) => void;
  readonly onGap: (() => void) | undefined;
}

const markLost = (connection: Connection): void => {
  connection.isLost = true;
};

/**
 * Listens on one connection of its own and subscribes again on a new one when that was lost (the driver's own listener
 * gives up when the server is still away at its first attempt). What is said meanwhile is missed; polling finds it.
 */
export function createPostgresListener(connect: Connect, pace = PACE): PostgresListener {
  const listeners = new Map<string, Set<Listener>>();
  let connection: Connection | null = null;
  let watch: NodeJS.Timeout | null = null;
  let isMending = false;
  let askedAtMs = performance.now();

  const options = {
    fetch_types: false,
    /** The driver hands notifications of this connection here; its own typings leave it out. */
    onnotify: (channel: string, payload: string) => {
      for (const { onPayload } of listeners.get(channel) ?? []) onPayload(payload);
    },
  };

  async function subscribe(channel: string): Promise<void> {
    connection ??= openConnection(
      connect,
      { isPrepared: false, answerTimeoutMs: pace.askedTimeoutMs },
      options,
    );
    await connection.client.unsafe(`listen "${channel.replaceAll('"', '""')}"`);
  }

  async function look(): Promise<void> {
    if (connection === null || isMending) return;
    isMending = true;
    try {
      if (connection.isLost) await mend(connection);
      else if (performance.now() - askedAtMs >= pace.askEveryMs) {
        askedAtMs = performance.now();
        await connection.client.unsafe("select 1");
      }
    } finally {
      isMending = false;
    }
  }

  async function mend(lost: Connection): Promise<void> {
    lost.client.end({ timeout: 0 }).catch(() => undefined);
    connection = null;
    try {
      await Promise.all([...listeners.keys()].map(subscribe));
    } catch (error) {
      // Not all subscribed: taken for lost, so that the next look begins anew.
      if (connection !== null) markLost(connection);
      throw error;
    }
    for (const known of listeners.values()) for (const { onGap } of known) onGap?.();
  }

  return {
    async listen(channel, onPayload, onGap) {
      const known = listeners.get(channel) ?? new Set();
      const listener: Listener = { onPayload, onGap };
      known.add(listener);
      listeners.set(channel, known);
      // A failed attempt is made again at the next look.
      watch ??= setInterval(() => look().catch(() => undefined), pace.lookEveryMs).unref();
      await subscribe(channel);
      return async () => {
        known.delete(listener);
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
