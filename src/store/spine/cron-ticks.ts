import type { Database } from "../database.ts";

/** `true` for exactly one caller per tick, over all processes and restarts. `id` names schedule and instant. */
export async function claimTick(database: Database, id: string): Promise<boolean> {
  const rows = await database.spineQuery(
    "insert into cron_ticks (id) values ($1) on conflict do nothing returning id",
    [id],
  );
  return rows.length === 1;
}

/** Forgets the claims of one schedule made before the instant. */
export async function dropTicks(database: Database, name: string, before: Date): Promise<void> {
  await database.spineQuery("delete from cron_ticks where starts_with(id, $1) and ran_at < $2::timestamptz", [
    `${name}:`,
    before.toISOString(),
  ]);
}

/** Gives claims back that this process has made: another may have them. */
export async function releaseTicks(database: Database, ids: readonly string[]): Promise<void> {
  await database.spineQuery("delete from cron_ticks where id = any($1::text[])", [ids]);
}
