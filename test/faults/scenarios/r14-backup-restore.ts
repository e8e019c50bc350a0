import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { COPY_ORDER, copyOrder } from "../../../src/backup/copy-order.ts";
import { type ControlServer, startControl } from "../../../src/control/control-server.ts";
import { SECOND } from "../../../src/domain/time.ts";
import type { Database } from "../../../src/store/database.ts";
import { openDatabase } from "../../../src/store/open-database.ts";
import { createIntake } from "../../../src/store/spine/intake.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

const WRITERS = 4;
const PAUSE_MS = 40;
const MOST_MS = 60 * SECOND;
const BATCH = 2_000;

/** What one writer was promised, in its order. */
interface Promised {
  readonly token: string;
  readonly ackedAtMs: number;
}

interface Place {
  readonly kind: "pglite" | "postgres";
  /** `DATA_DIR`, or `DATABASE_URL`. */
  readonly at: string;
}

export const backupAndRestore: Scenario = {
  id: "R14",
  title: "a backup while posts come in, restored elsewhere",
  criterion:
    "one instant: every message acknowledged before is there, none has gaps; rows and checksums equal; under 60 s each way for 100,000 messages",
  promises: ["P1"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 100_000,
  async run(trial) {
    const source: Place = await newPlace(trial, "source");
    const database = await openDatabase({ url: urlOf(source) });
    const control = await openDoor(source, database);
    try {
      return await judge(trial, source, database);
    } finally {
      await control?.stop();
      await database.close();
    }
  },
};

async function judge(trial: Trial, source: Place, database: Database): Promise<Verdict> {
  const violations: string[] = [];
  const slow: string[] = [];
  const tenantId = await seed(trial, database);
  const load = startLoad(database, tenantId);
  await sleep(SECOND);
  const file = join(trial.folder, "desk.backup");
  const beganMs = performance.now();
  const saved = await runCommand("backup.ts", [file], source);
  await sleep(SECOND / 2);
  const acked = await load.stop();
  if (saved.code !== 0) return { violations: [`the backup failed: ${saved.said}`], figures: {} };

  const target = await newPlace(trial, "target");
  const restored = await runCommand("restore.ts", [file], target);
  if (restored.code !== 0) violations.push(`the restore failed: ${restored.said}`);
  const again = await runCommand("restore.ts", [file], target);
  if (again.code === 0) violations.push("a second restore went over the desk that was there");
  // A desk opens what was restored, and may write in it.
  const restoredDesk = await openDatabase({ url: urlOf(target) });
  await restoredDesk.spineQuery("insert into cron_ticks (id) values ($1)", ["after-restore"]);
  await restoredDesk.close();
  if (trial.database === "pglite") await database.close();

  const before = await readTruth(source);
  const after = await readTruth(target);
  violations.push(...compareTables(before, after), ...comparePromises(acked, after, beganMs));
  if (saved.wallMs > MOST_MS) slow.push(`the backup took ${Math.round(saved.wallMs / SECOND)} s`);
  if (restored.wallMs > MOST_MS) slow.push(`the restore took ${Math.round(restored.wallMs / SECOND)} s`);
  const moved = trial.database === "postgres" ? await moveAndBack(trial, file, after) : [];
  violations.push(...moved);
  trial.progress(trial.size);
  return {
    violations,
    slow,
    figures: {
      rows: after.rows,
      acked: acked.flat().length,
      "backup s": saved.wallMs / SECOND,
      "restore s": restored.wallMs / SECOND,
      "longest ack ms": load.longestMs(),
      refused: load.refused(),
    },
  };
}

async function newPlace(trial: Trial, name: string): Promise<Place> {
  if (trial.database === "postgres") return { kind: "postgres", at: await trial.freshDatabase() };
  const at = join(trial.folder, name);
  await mkdir(at, { recursive: true });
  return { kind: "pglite", at };
}

const urlOf = ({ kind, at }: Place): string => (kind === "postgres" ? at : `pglite:${join(at, "database")}`);

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** As the desk opens it when it starts. */
async function openDoor({ kind, at }: Place, database: Database): Promise<ControlServer | null> {
  return kind === "postgres" ? null : startControl(at, { [COPY_ORDER]: copyOrder(database, at) }, quiet);
}

/** A history with long and odd texts: messages, readings, turns, and files. */
async function seed(trial: Trial, database: Database): Promise<string> {
  const tenantId = randomUUID();
  const inTenant = (statement: ReturnType<typeof sql>) =>
    database.transaction("rapport_desk", tenantId, (tx) => tx.rows(statement));
  await inTenant(sql`insert into tenants (id, slug, name, created_at)
    values (${tenantId}, ${tenantId}, 'Trial', now())`);
  await inTenant(sql`insert into workspaces (tenant_id, id, platform, workspace_key, name, kind, created_at)
    values (${tenantId}, ${randomUUID()}, 'web', 'r14', 'Trial', 'community', now())`);
  await inTenant(sql`insert into files (tenant_id, id, name, media_type, size_bytes, content, created_at)
    select ${tenantId}, gen_random_uuid(), 'f' || n, 'a/b', 64000, decode(repeat(md5(n::text), 2000), 'hex'), now()
    from generate_series(1, 20) n`);
  for (let from = 1; from <= trial.size; from += BATCH) {
    const to = Math.min(trial.size, from + BATCH - 1);
    await inTenant(sql`with m as (
        insert into messages (tenant_id, id, thread_id, channel_id, message_key, author_role, text, sent_at)
        select ${tenantId}, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'k' || n, 'customer',
          E'tab\there \\ back \n line \r ünï ' || repeat(md5(n::text) || ' ', 6), now() + n * interval '1 ms'
        from generate_series(${from}::int, ${to}::int) n returning id, thread_id, sent_at),
      r as (
        insert into emotion_readings (tenant_id, message_id, thread_id, person_id, anger, disgust, fear, joy, neutral,
          sadness, surprise, sentiment, mood, risk, model, model_version, sent_at, platform)
        select ${tenantId}, id, thread_id, id, random(), random(), random(), random(), random(), random(), random(),
          random(), 'neutral', random(), 'm', '1', sent_at, 'web' from m)
      insert into turns (tenant_id, id, thread_id, message_id, cause, emotion, risk, request, passages, decision,
        timings_ms, handled_at)
      select ${tenantId}, gen_random_uuid(), thread_id, id, 'm', '{}', '{"a": [1, 2.50, "x\\ny"]}', '{}',
        jsonb_build_array(repeat('passage ', 40)), '{}', '{"draft": 0.1}', sent_at from m`);
    trial.progress(Math.floor(to / 2));
  }
  return tenantId;
}

/** Writers that go on one after another: each acknowledged event stands beside two rows that were committed together. */
function startLoad(database: Database, tenantId: string) {
  const intake = createIntake({ database, clock: { now: () => new Date() } });
  const stopping = new AbortController();
  let longest = 0;
  let refused = 0;
  const write = async (writer: number): Promise<readonly Promised[]> => {
    const promised: Promised[] = [];
    for (let n = 0; !stopping.signal.aborted; n += 1) {
      const token = `w${writer}-${String(n).padStart(6, "0")}`;
      const beganMs = performance.now();
      try {
        const outcome = await intake.accept(eventOf(token));
        if (outcome.kind === "accepted") promised.push({ token, ackedAtMs: performance.now() });
        longest = Math.max(longest, performance.now() - beganMs);
      } catch {
        refused += 1;
        n -= 1;
      }
      await database.transaction("rapport_desk", tenantId, async (tx) => {
        await tx.rows(sql`insert into audit_log (tenant_id, id, actor, action, subject, happened_at)
          values (${tenantId}, gen_random_uuid(), 'load', 'pair', ${token}, now())`);
        await tx.rows(sql`insert into posts (tenant_id, ref, workspace_id, channel_key, message_key, posted_at)
          values (${tenantId}, ${token}, ${tenantId}, 'c', ${token}, now()) on conflict do nothing`);
      });
      await sleep(PAUSE_MS);
    }
    return promised;
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  return {
    async stop() {
      stopping.abort();
      return Promise.all(writers);
    },
    longestMs: () => longest,
    refused: () => refused,
  };
}

const eventOf = (token: string) =>
  ({
    kind: "message-posted",
    platform: "web",
    workspaceKey: "r14",
    channel: { channelKey: token.slice(0, 2), name: "help", isDirect: false, isPrivate: false },
    actor: { personKey: "p", displayName: "Dana", isBot: false },
    dedupeKey: token,
    occurredAt: new Date().toISOString(),
    messageKey: token,
    threadKey: null,
    replyToKey: null,
    text: `${token} where is my parcel?`,
    mentionsBot: false,
    mentionedKeys: [],
    files: [],
    permalink: null,
  }) as const;

async function runCommand(script: string, words: readonly string[], { kind, at }: Place) {
  const path = fileURLToPath(new URL(`../../../src/cli/${script}`, import.meta.url));
  const { PATH, HOME } = process.env;
  const where = kind === "postgres" ? { DATABASE_URL: at } : { DATA_DIR: at };
  const beganMs = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", path, ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH, HOME, ...where },
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (bytes: Buffer) => said.push(bytes));
  const [code] = await once(child, "close");
  const tail = Buffer.concat(said).toString("utf8").trim().split("\n").slice(-2).join(" ");
  return { code: Number(code), said: tail, wallMs: performance.now() - beganMs };
}

interface Truth {
  readonly rows: number;
  /** Row texts by table, as numbers that can be compared without an order. */
  readonly sums: ReadonlyMap<string, string>;
  readonly tokens: ReadonlySet<string>;
  readonly pairs: { readonly audits: ReadonlySet<string>; readonly posts: ReadonlySet<string> };
}

/** Tables that the load writes to after the snapshot; they are compared by what they hold in common. */
const MOVING = new Set(["inbox", "audit_log", "posts", "cron_ticks"]);
const FINGERPRINT = "coalesce(sum(('x' || substr(md5(t::text), 1, 12))::bit(48)::bigint), 0)::text";

/** Read with the superuser's rights, past the product. */
async function readTruth(place: Place): Promise<Truth> {
  const { query, close } = await openRaw(place);
  try {
    await query("set time zone 'UTC'");
    const tables = await query(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    );
    const sums = new Map<string, string>();
    let rows = 0;
    for (const { name } of tables) {
      const [found] = await query(`select count(*)::int as n, ${FINGERPRINT} as sum from "${name}" t`);
      rows += Number(found?.n);
      if (!MOVING.has(String(name))) sums.set(String(name), `${found?.n} rows, ${found?.sum}`);
    }
    const column = async (statement: string) =>
      new Set((await query(statement)).map((row) => String(row.value)));
    return {
      rows,
      sums,
      tokens: await column("select dedupe_key as value from inbox"),
      pairs: {
        audits: await column("select subject as value from audit_log where action = 'pair'"),
        posts: await column("select ref as value from posts"),
      },
    };
  } finally {
    await close();
  }
}

type Row = Readonly<Record<string, unknown>>;

async function openRaw({ kind, at }: Place) {
  if (kind === "postgres") {
    const client = postgres(at, { max: 1, onnotice: () => undefined });
    return {
      query: async (statement: string): Promise<readonly Row[]> => [
        ...(await client.unsafe<Row[]>(statement)),
      ],
      close: () => client.end({ timeout: 1 }),
    };
  }
  const { PGlite } = await import("@electric-sql/pglite");
  const pglite = await PGlite.create(join(at, "database"));
  return {
    query: async (statement: string): Promise<readonly Row[]> => (await pglite.query<Row>(statement)).rows,
    close: () => pglite.close(),
  };
}

const compareTables = (before: Truth, after: Truth): readonly string[] =>
  [...before.sums]
    .filter(([table, sum]) => after.sums.get(table) !== sum)
    .map(([table, sum]) => `${table}: ${sum} were saved, ${after.sums.get(table) ?? "nothing"} restored`);

function comparePromises(
  acked: readonly (readonly Promised[])[],
  { tokens, pairs }: Truth,
  backupBeganMs: number,
): readonly string[] {
  const violations: string[] = [];
  for (const promised of acked) {
    const isThere = promised.map(({ token }) => tokens.has(token));
    promised.forEach(({ token, ackedAtMs }, index) => {
      if (ackedAtMs < backupBeganMs && isThere[index] !== true)
        violations.push(`lost: ${token} was acknowledged before the backup began`);
    });
    const end = isThere.indexOf(false);
    if (end !== -1 && isThere.slice(end).includes(true))
      violations.push(`not one instant: an event is there and one before it of the same writer is not`);
  }
  if ([...pairs.audits].some((token) => !pairs.posts.has(token)) || pairs.audits.size !== pairs.posts.size)
    violations.push("not one instant: half of what one transaction wrote is there");
  return violations;
}

/** The same file into the embedded database, saved there, and back into PostgreSQL: nothing may change on the way. */
async function moveAndBack(trial: Trial, file: string, expected: Truth): Promise<readonly string[]> {
  const embedded: Place = { kind: "pglite", at: join(trial.folder, "embedded") };
  const second = join(trial.folder, "second.backup");
  const back = await newPlace(trial, "back");
  const steps = [
    await runCommand("restore.ts", [file], embedded),
    await runCommand("backup.ts", [second], embedded),
    await runCommand("restore.ts", [second], back),
  ];
  const failed = steps.find(({ code }) => code !== 0);
  if (failed) return [`the move failed: ${failed.said}`];
  const there = compareTables(expected, await readTruth(embedded)).map(
    (fault) => `moved to PGlite: ${fault}`,
  );
  const here = compareTables(expected, await readTruth(back)).map((fault) => `moved back: ${fault}`);
  return [...there, ...here];
}
