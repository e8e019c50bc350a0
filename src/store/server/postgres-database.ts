import type { Options, ParameterOrJSON, Sql as PostgresClient } from "postgres";
import { RapportError } from "../../domain/errors.ts";
import type { Database, DatabaseRole, Sql } from "../database.ts";
import { toDriverValue } from "../driver-value.ts";
import { migratePostgres } from "../migrate.ts";
import * as schema from "../schema/index.ts";
import { faultOf, storeClosed, storeUnavailable, toStoreError } from "../store-error.ts";
import { runAs } from "../transaction.ts";
import { guardTransaction } from "../transaction-guard.ts";
import { createPostgresListener } from "./postgres-listener.ts";

const CONNECT_TIMEOUT_S = 5;
const PING_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_S = 60;
const STATEMENT_TIMEOUT_MS = 15_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 60_000;
/** The spine has a writer, a claimer and a few group commits at once; more only wait for the same disk. */
const SPINE_CONNECTIONS = 4;
const RECONNECT_S = 0.5;
/** int8 as a number: no count or key of ours comes near 2^53. */
const NUMBERS = { int8: { to: 20, from: [20], parse: Number, serialize: String } };

export async function openPostgres(url: string, poolSize: number): Promise<Database> {
  const { default: postgres } = await import("postgres");
  const connect = (options: Options<Record<string, never>>): PostgresClient =>
    postgres(url, {
      connect_timeout: CONNECT_TIMEOUT_S,
      backoff: () => RECONNECT_S,
      keep_alive: 30,
      onnotice: () => undefined,
      types: NUMBERS,
      ...options,
      connection: { application_name: "rapport", TimeZone: "UTC", ...options.connection },
    });
  await migrateOnce(connect);
  return createDatabase(connect, poolSize);
}

type Connect = (options: Options<Record<string, never>>) => PostgresClient;

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

/** The connection starts in the role, so that even a statement outside a transaction has no other rights. */
function connectAs(connect: Connect, role: DatabaseRole, max: number): PostgresClient {
  return connect({
    max,
    idle_timeout: IDLE_TIMEOUT_S,
    connection: {
      role,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    },
  });
}

async function createDatabase(connect: Connect, poolSize: number): Promise<Database> {
  const { drizzle } = await import("drizzle-orm/postgres-js");
  const desk = connectAs(connect, "rapport_desk", poolSize);
  const spine = connectAs(connect, "rapport_spine", SPINE_CONNECTIONS);
  const db: Sql = drizzle(desk, { schema });
  // Sets up the same plain reading of timestamps and writing of JSON text for the spine's raw statements.
  drizzle(spine);
  for (const client of [desk, spine]) letDriverWriteArrays(client);
  const listener = createPostgresListener(connect);
  let isClosed = false;

  async function query<Row extends Record<string, unknown>>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<readonly Row[]> {
    if (isClosed) throw storeClosed();
    try {
      const rows = await spine.unsafe<Row[]>(
        text,
        parameters.map(toDriverValue) as ParameterOrJSON<never>[],
        { prepare: true },
      );
      return [...rows];
    } catch (error) {
      throw toStoreError(error);
    }
  }

  return {
    kind: "postgres",
    transaction: async (role, tenantId, work) => {
      if (isClosed) throw storeClosed();
      return guardTransaction(() => db.transaction((tx) => runAs(tx, role, tenantId, work)));
    },
    spineQuery: query,
    notify: async (channel, payload) => {
      await query("select pg_notify($1, $2)", [channel, payload]);
    },
    listen: (channel, onPayload) => listener.listen(channel, onPayload),
    ping: () => withinTime(query("select 1", [])),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await Promise.all([desk.end({ timeout: 5 }), spine.end({ timeout: 5 }), listener.close()]);
    },
  };
}

/** Drizzle hands arrays of instants through as they are; without its entries the driver writes them like all others. */
function letDriverWriteArrays(client: PostgresClient): void {
  for (const timestampArray of [1115, 1182, 1185, 1231]) {
    delete client.options.serializers[timestampArray];
  }
}

async function withinTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(storeUnavailable("no answer in time")), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
