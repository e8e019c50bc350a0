import type { ParameterOrJSON, Sql as PostgresClient } from "postgres";
import { RapportError } from "../../domain/errors.ts";
import type { Database, DatabaseRole, Sql, Transaction } from "../database.ts";
import { toDriverValue } from "../driver-value.ts";
import { migratePostgres } from "../migrate.ts";
import * as schema from "../schema/index.ts";
import { faultOf, storeUnavailable, swallowedFault, toStoreError } from "../store-error.ts";
import { enterText, runWork } from "../transaction.ts";
import { guardTransaction, outsideTransaction, refuseInsideTransaction } from "../transaction-guard.ts";
import {
  type Connect,
  type Connection,
  type ConnectionPool,
  createConnectionPool,
  openConnection,
} from "./connection-pool.ts";
import { createPostgresListener } from "./postgres-listener.ts";

const CONNECT_TIMEOUT_S = 5;
const ANSWER_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;
/** The spine has a writer, a claimer and a few group commits at once; more only wait for the same disk. */
const SPINE_CONNECTIONS = 4;
/** int8 as a number: no count or key of ours comes near 2^53. */
const NUMBERS = { int8: { to: 20, from: [20], parse: Number, serialize: String } };

export async function openPostgres(url: string, poolSize: number): Promise<Database> {
  const { default: postgres } = await import("postgres");
  const connect: Connect = (options) =>
    postgres(url, {
      connect_timeout: CONNECT_TIMEOUT_S,
      backoff: () => 0,
      keep_alive: 30,
      onnotice: () => undefined,
      types: NUMBERS,
      ...options,
      connection: { application_name: "rapport", TimeZone: "UTC", ...options.connection },
    });
  await migrateOnce(connect);
  return createDatabase(connect, poolSize);
}

async function migrateOnce(connect: Connect): Promise<void> {
  const client = connect({ max: 1 });
  try {
    await migratePostgres(client);
  } catch (error) {
    throw openingError(error);
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

interface DeskConnection extends Connection {
  readonly db: Sql;
}

async function createDatabase(connect: Connect, poolSize: number): Promise<Database> {
  const { drizzle } = await import("drizzle-orm/postgres-js");
  const desk = createConnectionPool<DeskConnection>(() => {
    const connection = openConnection(connect, {
      // What strays behind a lost transaction onto a new session can write nothing there.
      connection: { ...roleOf("rapport_desk"), default_transaction_read_only: true },
    });
    const db: Sql = drizzle(connection.client, { schema });
    letDriverWriteArrays(connection.client);
    return Object.assign(connection, { db });
  }, poolSize);
  const spine = createConnectionPool(() => {
    const connection = openConnection(connect, { connection: roleOf("rapport_spine") });
    // Sets up the same plain reading of timestamps and writing of JSON text as on the other connections.
    drizzle(connection.client);
    letDriverWriteArrays(connection.client);
    return connection;
  }, SPINE_CONNECTIONS);
  const listener = createPostgresListener(connect);
  let isClosed = false;

  const query = <Row extends Record<string, unknown>>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<readonly Row[]> =>
    spine.use(async ({ client }) => {
      // Would work here; on the embedded database it would not, and nothing may depend on the difference.
      refuseInsideTransaction();
      try {
        const values = parameters.map(toDriverValue) as ParameterOrJSON<never>[];
        return [...(await client.unsafe<Row[]>(text, values))];
      } catch (error) {
        throw toStoreError(error);
      }
    });

  return {
    kind: "postgres",
    transaction: (role, tenantId, work) =>
      guardTransaction(() => runOnConnection(desk, role, tenantId, work)),
    spineQuery: query,
    notify: async (channel, payload) => {
      await query("select pg_notify($1, $2)", [channel, payload]);
    },
    listen: (channel, onPayload) => listener.listen(channel, outsideTransaction(onPayload)),
    ping: () => withinTime(query("select 1", [])),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([desk.close(), spine.close(), listener.close()]);
    },
  };
}

/** Begins on a connection that lives: one that died while it was idle costs a second try, not an error. */
async function runOnConnection<T>(
  pool: ConnectionPool<DeskConnection>,
  role: DatabaseRole,
  tenantId: string | null,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const enter = enterText(role, tenantId);
  for (;;) {
    const outcome = await pool.use(async (connection) => {
      const { client, db, isFresh } = connection;
      try {
        await withinTime(client.unsafe(`begin read write; ${enter}`));
      } catch (error) {
        connection.isLost = true;
        if (isFresh) throw error;
        return { isDone: false as const };
      }
      return { isDone: true as const, result: await finish(connection, runWork(db, work)) };
    });
    if (outcome.isDone) return outcome.result;
  }
}

async function finish<T>(connection: DeskConnection, work: Promise<T>): Promise<T> {
  const { client } = connection;
  try {
    const result = await work;
    const { command } = await client.unsafe("commit");
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

/** Drizzle hands arrays of instants through as they are; without its entries the driver writes them like all others. */
function letDriverWriteArrays(client: PostgresClient): void {
  for (const timestampArray of [1115, 1182, 1185, 1231]) {
    delete client.options.serializers[timestampArray];
  }
}

async function withinTime(answer: PromiseLike<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(storeUnavailable("no answer in time")), ANSWER_TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
