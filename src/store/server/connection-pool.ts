import type { Options, Sql as PostgresClient } from "postgres";
import { storeClosed, storeUnavailable } from "../store-error.ts";

/** How long a transaction waits for a free connection before the caller is told that the store cannot keep up. */
const ACQUIRE_TIMEOUT_MS = 8_000;
/**
 * Beyond the server's own limit for a statement: an answer that is later than this is on a connection that nobody
 * holds at the other end.
 */
export const ANSWER_TIMEOUT_MS = 8_000;
/** Longer statements differ in their number of rows and are not worth a place in the server's memory. */
const LONGEST_PREPARED = 4_000;

export type Connect = (options: Options<Record<string, never>>) => PostgresClient;

/** One connection, used by one caller at a time. */
export interface Connection {
  readonly client: PostgresClient;
  /** Set for ever once the connection was lost: nothing may go on where a transaction has died. */
  isLost: boolean;
  /** Not used before: a first statement that fails says something about the server, not about this connection. */
  isFresh: boolean;
}

export interface ConnectionHabits {
  /** Named statements that the server keeps. A pooler in transaction mode may know nothing of them. */
  readonly isPrepared: boolean;
  readonly answerTimeoutMs?: number;
}

export interface ConnectionPool<C extends Connection> {
  use<T>(work: (connection: C) => Promise<T>): Promise<T>;
  /** Waits for what is running, at most 5 s. */
  close(): Promise<void>;
}

/**
 * Opens a single connection. The driver (3.4.9) ends the whole process when a reserved connection dies between two
 * statements (its `nextWrite` meets no socket, porsager/postgres#1208), and may leave a connection that was cut while
 * writing unable to connect again. So nothing is ever reserved, and a connection that was lost is thrown away.
 */
export function openConnection(
  connect: Connect,
  { isPrepared, answerTimeoutMs = ANSWER_TIMEOUT_MS }: ConnectionHabits,
  options: Options<Record<string, never>> = {},
): Connection {
  const state = { isLost: false };
  const client = connect({
    ...options,
    prepare: isPrepared,
    max: 1,
    max_lifetime: null,
    onclose: () => {
      state.isLost = true;
    },
  });
  const guarded = new Proxy(client, {
    get(target, key) {
      if (key !== "unsafe") return Reflect.get(target, key);
      const unsafe: PostgresClient["unsafe"] = (text, parameters, queryOptions) => {
        if (state.isLost) throw storeUnavailable("connection lost");
        const isKept =
          isPrepared && parameters !== undefined && parameters.length > 0 && text.length <= LONGEST_PREPARED;
        return watched(target.unsafe(text, parameters, { ...queryOptions, prepare: isKept }));
      };
      return unsafe;
    },
  });
  /** A half-open socket never says that it is dead: what waits on it is rejected and the connection thrown away. */
  function watched<Answer extends PromiseLike<unknown>>(answer: Answer): Answer {
    const timer = setTimeout(() => {
      state.isLost = true;
      client.end({ timeout: 0 }).catch(() => undefined);
    }, answerTimeoutMs);
    const stop = (): void => clearTimeout(timer);
    answer.then(stop, stop);
    return answer;
  }
  return Object.assign(state, { client: guarded, isFresh: true });
}

/** At most `max` connections, opened when they are needed, handed out in the order of asking. */
export function createConnectionPool<C extends Connection>(open: () => C, max: number): ConnectionPool<C> {
  const idle: C[] = [];
  const busy = new Set<C>();
  const waiting: { give(connection: C): void; refuse(error: Error): void }[] = [];
  let isClosed = false;
  let drained: () => void = () => undefined;

  const next = (): C => {
    for (;;) {
      const connection = idle.pop();
      if (connection === undefined) return open();
      if (!connection.isLost) return connection;
      discard(connection);
    }
  };

  async function acquire(): Promise<C> {
    if (isClosed) throw storeClosed();
    if (busy.size < max) {
      const connection = next();
      busy.add(connection);
      return connection;
    }
    return new Promise<C>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(storeUnavailable("no free connection"));
      }, ACQUIRE_TIMEOUT_MS);
      const waiter = {
        give: (connection: C) => {
          clearTimeout(timer);
          resolve(connection);
        },
        refuse: (error: Error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      waiting.push(waiter);
    });
  }

  function release(connection: C): void {
    busy.delete(connection);
    connection.isFresh = false;
    if (connection.isLost) {
      // What cut this one has probably cut the others: a new one costs less than a wait on a dead one.
      discard(connection);
      for (const other of idle.splice(0)) discard(other);
    } else idle.push(connection);
    const waiter = waiting.shift();
    if (waiter !== undefined) {
      const given = next();
      busy.add(given);
      waiter.give(given);
    } else if (busy.size === 0) drained();
  }

  return {
    async use(work) {
      const connection = await acquire();
      try {
        return await work(connection);
      } finally {
        release(connection);
      }
    },
    async close() {
      isClosed = true;
      for (const waiter of waiting.splice(0)) waiter.refuse(storeClosed());
      if (busy.size > 0) await withinTime(new Promise<void>((resolve) => (drained = resolve)), 5_000);
      await Promise.all(
        [...idle.splice(0), ...busy].map((connection) => connection.client.end({ timeout: 1 })),
      );
    },
  };
}

function discard(connection: Connection): void {
  // What it still held was rejected when it was lost; ending only stops its timers.
  connection.client.end({ timeout: 0 }).catch(() => undefined);
}

async function withinTime(done: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([done, new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))]);
  clearTimeout(timer);
}
