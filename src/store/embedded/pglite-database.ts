import { realpath } from "node:fs/promises";
import type { PGlite } from "@electric-sql/pglite";
import type { Database, Sql } from "../database.ts";
import { toDriverValue } from "../driver-value.ts";
import { makeFolder } from "../make-folder.ts";
import { migratePglite } from "../migrate.ts";
import * as schema from "../schema/index.ts";
import { storeClosed, toStoreError } from "../store-error.ts";
import { asSql, enter, type LastStatement, runWork } from "../transaction.ts";
import { guardTransaction, outsideTransaction, refuseInsideTransaction } from "../transaction-guard.ts";
import { damagedFolder, prepareDataFolder } from "./data-folder.ts";
import { guardDisk } from "./disk-guard.ts";
import { lockFolder } from "./folder-lock.ts";
import { preparingClient } from "./prepared-client.ts";
import { createTurns } from "./take-turns.ts";

/** Object identifiers of int8, timestamp, timestamptz: read as numbers and text, as on PostgreSQL. */
const PARSERS = { 20: Number, 1114: (value: string) => value, 1184: (value: string) => value };

/** `folder: null` keeps everything in memory. One process per folder; the server runs on the calling thread. */
export async function openPglite(folder: string | null): Promise<Database> {
  if (folder === null) return openPgliteInMemory();
  await makeFolder(folder);
  const place = await realpath(folder);
  const lock = await lockFolder(place);
  try {
    await prepareDataFolder(place);
    const pglite = await startIn(place);
    // On a disk that is about to be full every transaction only reads, until there is room again.
    const guard = guardDisk(place, async (isFull) => {
      await pglite.exec(`set default_transaction_read_only = ${isFull ? "on" : "off"}`);
    });
    return await wrap(pglite, async () => {
      guard.stop();
      await lock.release();
    }).catch((error: unknown) => {
      guard.stop();
      throw error;
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** `template`: a data folder as a tar archive; without it an empty cluster is used. */
export async function openPgliteInMemory(template?: Blob): Promise<Database> {
  const { PGlite } = await import("@electric-sql/pglite");
  const loadDataDir = template ?? (await (await import("@electric-sql/pglite-prepopulatedfs")).dataDir());
  return wrap(await PGlite.create("memory://", { loadDataDir, parsers: PARSERS }), async () => undefined);
}

async function startIn(folder: string): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  try {
    return await PGlite.create(folder, { parsers: PARSERS });
  } catch {
    throw damagedFolder();
  }
}

async function wrap(pglite: PGlite, afterClose: () => Promise<void>): Promise<Database> {
  const { drizzle } = await import("drizzle-orm/pglite");
  try {
    await migratePglite(drizzle(pglite));
    // The session's own role from here on: what is not in a transaction of a tenant sees the spine's tables only.
    await pglite.exec("set time zone 'UTC'; set role rapport_spine");
  } catch (error) {
    await pglite.close();
    throw toStoreError(error);
  }
  const client = await preparingClient(pglite);
  return createDatabase(client, drizzle(client, { schema }), afterClose);
}

function createDatabase(pglite: PGlite, db: Sql, afterClose: () => Promise<void>): Database {
  const running = new Set<Promise<unknown>>();
  const inTurn = createTurns();
  let isClosed = false;

  async function track<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw storeClosed();
    const promise = work();
    running.add(promise);
    try {
      return await promise;
    } finally {
      running.delete(promise);
    }
  }

  const query = <Row>(text: string, parameters: readonly unknown[]): Promise<readonly Row[]> =>
    track(async () => {
      refuseInsideTransaction();
      try {
        return (await pglite.query<Row>(text, parameters.map(toDriverValue))).rows;
      } catch (error) {
        throw toStoreError(error);
      }
    });

  return {
    kind: "pglite",
    transaction: (role, tenantId, work) =>
      track(() =>
        guardTransaction(() =>
          inTurn(() =>
            db.transaction(async (tx) => {
              await tx.execute(enter(role, tenantId));
              const last: LastStatement[] = [];
              const result = await runWork(tx, work, last);
              for (const statement of last) await tx.execute(asSql(statement));
              return result;
            }),
          ),
        ),
      ),
    spineQuery: query,
    notify: async (channel, payload) => {
      await query("select pg_notify($1, $2)", [channel, payload]);
    },
    listen: async (channel, onPayload) => {
      const stop = await track(() => pglite.listen(channel, outsideTransaction(onPayload)));
      return () => (isClosed ? Promise.resolve() : stop());
    },
    ping: async () => {
      await query("select 1", []);
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await Promise.allSettled(running);
      await pglite.close();
      await afterClose();
    },
  };
}
