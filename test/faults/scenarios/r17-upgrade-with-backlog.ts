import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { drizzle as drizzlePostgres } from "drizzle-orm/postgres-js";
import { migrate as migratePostgres } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { z } from "zod";
import { MIGRATIONS_FOLDER } from "../../../src/store/migrate.ts";
import { round, until } from "../load/figures.ts";
import { freePort, startDesk } from "../rig/desk-process.ts";
import type { Scenario, Trial } from "../scenario.ts";

/** The version before: the schema as it was after so many migrations. */
const OLD_MIGRATIONS = 3;
const CHANNELS = 50;
const READY_MS = 10_000;
const TENANT = "00000000-0000-4000-8000-000000000017";
const WORKSPACE = "00000000-0000-4000-8000-000000000018";

interface Sql {
  rows(text: string, parameters?: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) });

/** The migrations of the old version alone. Gives their folder and how many there are today. */
async function oldMigrations(folder: string): Promise<{ readonly old: string; readonly all: number }> {
  const old = join(folder, "old-migrations");
  await mkdir(join(old, "meta"), { recursive: true });
  const whole = journal.parse(
    JSON.parse(await readFile(join(MIGRATIONS_FOLDER, "meta/_journal.json"), "utf8")),
  );
  const entries = whole.entries.slice(0, OLD_MIGRATIONS);
  await writeFile(join(old, "meta/_journal.json"), JSON.stringify({ ...whole, entries }));
  for (const { tag } of entries) await cp(join(MIGRATIONS_FOLDER, `${tag}.sql`), join(old, `${tag}.sql`));
  return { old, all: whole.entries.length };
}

async function openRaw(url: string): Promise<Sql & { migrate(folder: string): Promise<void> }> {
  if (url.startsWith("pglite:")) {
    const pglite = await PGlite.create(url.slice("pglite:".length));
    return {
      rows: async (text, parameters = []) =>
        (await pglite.query<Record<string, unknown>>(text, [...parameters])).rows,
      migrate: (migrationsFolder) => migratePglite(drizzlePglite(pglite), { migrationsFolder }),
      close: () => pglite.close(),
    };
  }
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  return {
    rows: (text, parameters = []) => client.unsafe(text, [...parameters]),
    migrate: (migrationsFolder) => migratePostgres(drizzlePostgres(client), { migrationsFolder }),
    close: () => client.end(),
  };
}

/** An address whose database is empty. */
async function emptyDatabase(trial: Trial): Promise<string> {
  if (trial.database === "pglite") {
    await mkdir(join(trial.folder, "desk"), { recursive: true });
    return `pglite:${join(trial.folder, "desk", "database")}`;
  }
  const url = await trial.freshDatabase();
  const raw = await openRaw(url);
  for (const schema of ["public", "drizzle"]) await raw.rows(`drop schema if exists ${schema} cascade`);
  await raw.rows("create schema public");
  await raw.close();
  return url;
}

const eventOf = (n: number) => ({
  kind: "message-posted",
  platform: "web",
  workspaceKey: "web",
  channel: { channelKey: `c${n % CHANNELS}`, name: "help", isDirect: false, isPrivate: false },
  actor: { personKey: `p${n % CHANNELS}`, displayName: "Ada", isBot: false, standing: { role: "customer" } },
  dedupeKey: `message:m-${n}`,
  occurredAt: new Date(Date.UTC(2026, 2, 3) + n * 1_000).toISOString(),
  messageKey: `m-${n}`,
  threadKey: null,
  replyToKey: null,
  text: `Message ${n}: where is my parcel?`,
  mentionsBot: false,
  mentionedKeys: [],
  files: [],
  permalink: null,
});

/** What the old version had acknowledged and not worked yet. */
async function fillInbox(raw: Sql, count: number): Promise<void> {
  await raw.rows(
    `insert into tenants (id, slug, name, created_at) values ('${TENANT}', 'old', 'Old company', now())`,
  );
  await raw.rows(
    `insert into workspaces (tenant_id, id, platform, workspace_key, name, kind, created_at)
     values ('${TENANT}', '${WORKSPACE}', 'web', 'web', 'Browser chat', 'community', now())`,
  );
  for (let start = 0; start < count; start += 500) {
    const events = Array.from({ length: Math.min(500, count - start) }, (_, n) => eventOf(start + n));
    await raw.rows(
      `insert into inbox (tenant_id, workspace_id, order_key, dedupe_key, payload, run_at, received_at)
       select '${TENANT}', '${WORKSPACE}', e -> 'channel' ->> 'channelKey', e ->> 'dedupeKey', e, to_timestamp(0), now()
       from jsonb_array_elements($1::text::jsonb) e`,
      [JSON.stringify(events)],
    );
  }
}

/** P7 and R17: the first start of a new version finds the backlog of the old one. */
export const upgradeWithBacklog: Scenario = {
  id: "R17",
  title: "an older version left a backlog; the new one starts on its database",
  criterion: "ready in 10 s, the schema is today's, every message of the backlog is worked once",
  promises: ["P1", "P2", "P7"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 10_000,
  limitMs: 60 * 60_000,
  async run(trial) {
    const { old, all } = await oldMigrations(trial.folder);
    const url = await emptyDatabase(trial);
    const before = await openRaw(url);
    await before.migrate(old);
    await fillInbox(before, trial.size);
    await before.close();
    const violations: string[] = [];
    const slow: string[] = [];
    const desk = startDesk({
      program: "product",
      databaseUrl: url,
      dataDir: join(trial.folder, "data"),
      port: await freePort(),
    });
    const beganAt = performance.now();
    let readyMs = Number.POSITIVE_INFINITY;
    let drainedMs = Number.POSITIVE_INFINITY;
    try {
      await desk.ready();
      readyMs = performance.now() - beganAt;
      if (readyMs >= READY_MS) slow.push(`ready after ${round(readyMs)} ms`);
      const isDrained = await until(
        async () => {
          const waiting = await desk.waiting();
          if (waiting !== null) trial.progress(Math.max(0, trial.size - waiting));
          return waiting === 0;
        },
        60_000 + trial.size * 300,
      );
      drainedMs = performance.now() - beganAt;
      if (!isDrained) violations.push("the backlog was not worked off");
    } finally {
      await desk.stop();
    }
    const after = await openRaw(url);
    const [found] = await after.rows(`
      select (select count(*)::int from drizzle.__drizzle_migrations) as migrations,
        (select count(*)::int from messages where message_key like 'm-%') as stored,
        (select count(distinct message_key)::int from messages where message_key like 'm-%') as different,
        (select count(*)::int from inbox where state = 'done') as done,
        (select count(*)::int from inbox where state = 'dead') as dead`);
    await after.close();
    if (found?.migrations !== all) violations.push(`${found?.migrations} migrations are applied, not ${all}`);
    if (found?.stored !== trial.size || found.different !== trial.size)
      violations.push(
        `${found?.stored} messages are stored, ${found?.different} different ones, of ${trial.size}`,
      );
    if (found?.dead !== 0) violations.push(`${found?.dead} events went to the dead letters`);
    return {
      violations,
      slow,
      figures: {
        "ready ms": round(readyMs),
        "drained s": round(drainedMs / 1_000),
        "migrations applied": Number(found?.migrations),
        stored: Number(found?.stored),
      },
    };
  },
};
