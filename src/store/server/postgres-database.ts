import type { ParameterOrJSON, Sql as PostgresClient } from "postgres";
import { RapportError } from "../../domain/errors.ts";
import type { Database, DatabaseRole, Sql, Transaction } from "../database.ts";
import { toDriverValue } from "../driver-value.ts";
import { migratePostgres } from "../migrate.ts";
import * as schema from "../schema/index.ts";
import { faultOf, storeUnavailable, swallowedFault, toStoreError } from "../store-error.ts";
import { enterText, type LastStatement, runWork } from "../transaction.ts";
import {
  guardTransaction,
  outsideTransaction,
  refuseInsideTransaction,
  retryCollisions,
  runTransaction,
} from "../transaction-guard.ts";
import {
  type Connect,
  type Connection,
  type ConnectionPool,
  createConnectionPool,
  openConnection,
} from "./connection-pool.ts";
import { createPostgresListener } from "./postgres-listener.ts";

const CONNECT_TIMEOUT_S = 5;
/** Of one statement: an index over a large table takes minutes, and another process may be migrating. */
const MIGRATION_TIMEOUT_MS = 30 * 60_000;
/** Of `begin` and of the ping, which no lock can hold up. */
const BEGIN_TIMEOUT_MS = 5_000;
/** On the server; less than `ANSWER_TIMEOUT_MS`, so that its own word comes first. */
const STATEMENT_TIMEOUT_MS = 7_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;
/** The spine has claimers, closers and a few group commits at once; more only wait for the same disk. */
const SPINE_CONNECTIONS = 6;
/** PgBouncer's word for a startup parameter that it does not pass on. */
const PROTOCOL_VIOLATION = "08P01";
const READ_ONLY = { default_transaction_read_only: true };
/** int8 as a number: no count or key of ours comes near 2^53. */
const NUMBERS = { int8: { to: 20, from: [20], parse: Number, serialize: String } };

export interface ServerOptions {
  readonly url: string;
  /** Past a pooler in transaction mode, which stands at `url`: for migrations and listening. */
  readonly directUrl?: string | undefined;
  /** Named statements; by default only without a pooler. */
  readonly isPrepared?: boolean | undefined;
  /** Connections for transactions; the spine's statements have a few of their own. */
  readonly poolSize: number;
  /** Refuses a transaction inside a transaction as the embedded database must; tests ask for it. */
  readonly refusesNesting?: boolean | undefined;
}

export async function openPostgres(options: ServerOptions): Promise<Database> {
  const { default: postgres } = await import("postgres");
  const connectTo =
    (url: string): Connect =>
    (given) =>
      postgres(url, {
        connect_timeout: CONNECT_TIMEOUT_S,
        backoff: () => 0,
        keep_alive: 30,
        onnotice: () => undefined,
        types: NUMBERS,
        ...given,
        connection: { application_name: "rapport", TimeZone: "UTC", ...given.connection },
      });
  const isPooled = options.directUrl !== undefined;
  const direct = connectTo(options.directUrl ?? options.url);
  await migrateOnce(direct);
  const connect = connectTo(options.url);
  if (!isPooled) await enterOnce(connect);
  return createDatabase({
    connect,
    direct,
    poolSize: options.poolSize,
    isPooled,
    isPrepared: options.isPrepared ?? !isPooled,
    refusesNesting: options.refusesNesting === true,
  });
}

async function migrateOnce(connect: Connect): Promise<void> {
  const { client } = openConnection(connect, { isPrepared: false, answerTimeoutMs: MIGRATION_TIMEOUT_MS });
  try {
    await migratePostgres(client);
  } catch (error) {
    throw openingError(error);
  } finally {
    await client.end({ timeout: 1 });
  }
}

/** Whether a session may begin in its role, as all of them will. */
async function enterOnce(connect: Connect): Promise<void> {
  const client = connect({ max: 1, fetch_types: false, connection: roleOf("rapport_spine") });
  try {
    await client.unsafe("select 1");
  } catch (error) {
    if (faultOf(error).code !== PROTOCOL_VIOLATION) throw openingError(error);
    throw new RapportError(
      "store.pooler",
      "A pooler stands before the database and refuses the settings that a session begins with.",
      "Set DATABASE_DIRECT_URL to the address of the PostgreSQL server itself; DATABASE_URL stays the pooler.",
    );
  } finally {
    await client.end({ timeout: 1 });
  }
}

function openingError(error: unknown): unknown {
  const { code } = faultOf(error);
  if (code === "28P01" || code === "28000") {
    return new RapportError(
      "store.login-refused",
      "The database server refused the login.",
      "Check user and password in DATABASE_URL.",
    );
  }
  if (code === "3D000") {
    return new RapportError(
      "store.no-database",
      "The database of DATABASE_URL does not exist.",
      "Create it: createdb --owner=<login> <database>.",
    );
  }
  return toStoreError(error);
}

/** A connection starts in its role, so that even a statement outside a transaction has no other rights. */
const roleOf = (role: DatabaseRole) => ({
  role,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
});

/**
 * A pooler in transaction mode hands every transaction to another session and takes no such settings at the start
 * (PgBouncer refuses them): there each transaction sets its own limits as it sets its role.
 */
const LIMITS_OF_TRANSACTION = `; select set_config('statement_timeout', '${STATEMENT_TIMEOUT_MS}', true),
  set_config('idle_in_transaction_session_timeout', '${IDLE_TRANSACTION_TIMEOUT_MS}', true)`;

interface DeskConnection extends Connection {
  readonly db: Sql;
}

interface Way {
  readonly connect: Connect;
  readonly direct: Connect;
  readonly poolSize: number;
  readonly isPooled: boolean;
  readonly isPrepared: boolean;
  readonly refusesNesting: boolean;
}

async function createDatabase(way: Way): Promise<Database> {
  const { drizzle } = await import("drizzle-orm/postgres-js");
  const { isPooled } = way;
  const open = (settings: ReturnType<typeof roleOf>): Connection =>
    openConnection(way.connect, way, isPooled ? {} : { connection: settings });
  const desk = createConnectionPool<DeskConnection>(() => {
    // What strays behind a lost transaction onto a new session can write nothing there.
    const connection = open({ ...roleOf("rapport_desk"), ...READ_ONLY });
    const db: Sql = drizzle(connection.client, { schema });
    letDriverWriteArrays(connection.client);
    return Object.assign(connection, { db });
  }, way.poolSize);
  const spine = createConnectionPool(() => {
    const connection = open(roleOf("rapport_spine"));
    // Sets up the same plain reading of timestamps and writing of JSON text as on the other connections.
    drizzle(connection.client);
    letDriverWriteArrays(connection.client);
    return connection;
  }, SPINE_CONNECTIONS);
  const listener = createPostgresListener(way.direct);
  const run = way.refusesNesting ? guardTransaction : runTransaction;
  let isClosed = false;

  const query = async <Row extends Record<string, unknown>>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<readonly Row[]> => {
    // Would work here; on the embedded database it would not, and nothing may depend on the difference.
    refuseInsideTransaction();
    const values = parameters.map(toDriverValue) as ParameterOrJSON<never>[];
    try {
      return await retryCollisions(() =>
        spine.use(async ({ client }) => [
          ...(await (isPooled
            ? oneTransaction<Row>(client, text, values)
            : client.unsafe<Row[]>(text, values))),
        ]),
      );
    } catch (error) {
      throw toStoreError(error);
    }
  };

  return {
    kind: "postgres",
    transaction: (role, tenantId, work) =>
      run(() => {
        const begin = `begin read write; ${enterText(role, tenantId)}${isPooled ? LIMITS_OF_TRANSACTION : ""}`;
        return runOnConnection(desk, { begin, waitsForBegin: isPooled }, work);
      }),
    spineQuery: query,
    notify: async (channel, payload) => {
      await query("select pg_notify($1, $2)", [channel, payload]);
    },
    listen: (channel, onPayload, onGap) =>
      listener.listen(
        channel,
        outsideTransaction(onPayload),
        onGap === undefined ? undefined : outsideTransaction(onGap),
      ),
    ping: () => withinTime(query("select 1", [])),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([desk.close(), spine.close(), listener.close()]);
    },
  };
}

/** One statement in its role without a session to keep it in; all three travel together. */
async function oneTransaction<Row extends Record<string, unknown>>(
  client: PostgresClient,
  text: string,
  values: ParameterOrJSON<never>[],
): Promise<readonly Row[]> {
  const begun = client.unsafe(`begin; ${enterText("rapport_spine", null)}${LIMITS_OF_TRANSACTION}`);
  const answer = client.unsafe<Row[]>(text, values);
  const ended = client.unsafe("commit");
  // All three are awaited whatever becomes of one: the next caller must find the connection at rest.
  const [first, rows, last] = await Promise.allSettled([begun, answer, ended]);
  for (const part of [first, rows, last]) if (part.status === "rejected") throw part.reason;
  if (rows.status === "rejected") throw rows.reason;
  return rows.value;
}

/**
 * Begins on a connection that lives: one that died while it was idle costs a second try, not an error. The first
 * statements travel behind `begin` without waiting for it, a round trip less: should it fail, they can write nothing
 * (`READ_ONLY`) and the work is done again. Behind a pooler a session has no such settings, so there they wait.
 */
async function runOnConnection<T>(
  pool: ConnectionPool<DeskConnection>,
  { begin, waitsForBegin }: { readonly begin: string; readonly waitsForBegin: boolean },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (;;) {
    const outcome = await pool.use(async (connection) => {
      const { client, db, isFresh } = connection;
      const beginning = beginOn(connection, begin);
      if (waitsForBegin) await beginning;
      const [ended] = await Promise.allSettled([
        finish(connection, beginning, (last) => runWork(db, withoutWaits(client, work), last)),
      ]);
      const fault = await beginning;
      if (fault !== null && !isFresh) return { isDone: false as const };
      if (ended.status === "rejected") throw fault === null ? ended.reason : fault.error;
      return { isDone: true as const, result: ended.value };
    });
    if (outcome.isDone) return outcome.result;
  }
}

interface BeginFault {
  readonly error: unknown;
}

/** Gives the fault, or `null`. What was sent behind a `begin` that failed is rejected with its connection. */
async function beginOn(connection: DeskConnection, begin: string): Promise<BeginFault | null> {
  try {
    await withinTime(connection.client.unsafe(begin));
    return null;
  } catch (error) {
    connection.isLost = true;
    connection.client.end({ timeout: 0 }).catch(() => undefined);
    return { error };
  }
}

/**
 * A change of role is sent and not waited for: one round trip less, four times a post. What follows travels behind it on
 * the same connection, and the server refuses all of it if the change has failed.
 */
const withoutWaits =
  <T>(client: PostgresClient, work: (tx: Transaction) => Promise<T>) =>
  (tx: Transaction): Promise<T> =>
    work({
      ...tx,
      as: async (role, tenantId) => {
        client.unsafe(enterText(role, tenantId)).catch(() => undefined);
      },
    });

async function finish<T>(
  connection: DeskConnection,
  beginning: Promise<BeginFault | null>,
  work: (last: LastStatement[]) => Promise<T>,
): Promise<T> {
  const { client } = connection;
  const last: LastStatement[] = [];
  try {
    const result = await work(last);
    const fault = await beginning;
    if (fault !== null) throw fault.error;
    const { command } = await commitWith(client, last);
    // The server answers so when a statement failed and its error was swallowed.
    if (command === "ROLLBACK") throw swallowedFault();
    return result;
  } catch (error) {
    await client.unsafe("rollback").catch(() => {
      connection.isLost = true;
    });
    throw error;
  }
}

/** The last statements and the commit are one round trip: when one of them fails, the server rolls back. */
async function commitWith(
  client: PostgresClient,
  last: readonly LastStatement[],
): Promise<{ readonly command: string }> {
  if (last.length === 0) return client.unsafe("commit");
  const sent = last.map(({ text, parameters }) =>
    client.unsafe(text, parameters.map(toDriverValue) as ParameterOrJSON<never>[]),
  );
  // All are awaited whatever becomes of one: the next caller must find the connection at rest.
  const [committed, ...answers] = await Promise.allSettled([client.unsafe("commit"), ...sent]);
  for (const answer of [...answers, committed]) if (answer.status === "rejected") throw answer.reason;
  if (committed.status === "rejected") throw committed.reason;
  return committed.value;
}

/** Drizzle hands arrays of instants through as they are; without its entries the driver writes them like all others. */
function letDriverWriteArrays(client: PostgresClient): void {
  for (const timestampArray of [1115, 1182, 1185, 1231]) {
    delete client.options.serializers[timestampArray];
  }
}

async function withinTime(answer: PromiseLike<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(storeUnavailable("no answer in time")), BEGIN_TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
