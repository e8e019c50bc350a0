import { randomUUID } from "node:crypto";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import type { ReadyEvent } from "../../src/ports/intake.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { inbox } from "../../src/store/schema/spine.ts";
import { createGroupCommit } from "../../src/store/spine/group-commit.ts";
import { insertEvents } from "../../src/store/spine/insert-events.ts";
import { createIntake } from "../../src/store/spine/intake.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { percentile } from "../harness/statistics.ts";
import { serveSubject, subjectTask } from "../harness/subject.ts";
import { seededDraw } from "../load/seeded.ts";
import { seededText } from "../load/texts.ts";
import { type BareStatement, openBare } from "./bare-database.ts";

/** Callers that each write one event after another into the inbox, in one of several ways. */
const taskSchema = z.object({
  url: z.string(),
  way: z.enum(["intake", "group commit", "single insert", "drizzle insert", "raw unnest 256"]),
});
const wishSchema = z.object({ callers: z.number(), seconds: z.number(), seed: z.number() });

const clock = { now: () => new Date() };
const UNNEST_ROWS = 256;
const COLUMNS = "tenant_id, workspace_id, order_key, dedupe_key, payload, run_at, received_at";
const SINGLE = `insert into inbox (${COLUMNS})
  values ($1::text::uuid, $2::text::uuid, $3, $4, $5::text::jsonb, to_timestamp(0), $6::text::timestamptz)
  on conflict (tenant_id, workspace_id, dedupe_key) do nothing returning id`;
const UNNEST = `insert into inbox (${COLUMNS})
  select t::uuid, w::uuid, o, d, p::jsonb, to_timestamp(0), $6::text::timestamptz
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as e(t, w, o, d, p)
  on conflict (tenant_id, workspace_id, dedupe_key) do nothing returning id`;

/** Writes `rows` and resolves when they are committed. */
type Write = (rows: readonly ReadyEvent[]) => Promise<void>;
type Drizzle = PgDatabase<PgQueryResultHKT>;

interface Owner {
  readonly tenantId: string;
  readonly workspaceId: string;
}

async function makeOwner(url: string): Promise<Owner> {
  const database = await openDatabase({ url });
  const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
  const known = (await store.listTenants())[0];
  const tenant =
    known ??
    (await store.createTenant(
      {
        slug: "bench",
        name: "Bench",
        timeZone: "UTC",
        workspaces: [{ platform: "slack", workspaceKey: "T0BENCH", name: "Bench", kind: "community" }],
      },
      clock.now(),
    ));
  const workspace = await store.transaction(tenant.id, (stores) => stores.workspaces.list());
  await database.close();
  return { tenantId: tenant.id, workspaceId: workspace[0]?.id ?? "" };
}

const eventOf = (row: ReadyEvent, text: string): InboundEvent => ({
  kind: "message-posted",
  platform: "slack",
  workspaceKey: "T0BENCH",
  channel: { channelKey: row.orderKey, name: row.orderKey, isDirect: false, isPrivate: false },
  actor: { personKey: "U1", displayName: "Person", isBot: false },
  dedupeKey: row.dedupeKey,
  occurredAt: "2026-03-02T10:00:00.000Z",
  messageKey: row.dedupeKey,
  threadKey: null,
  replyToKey: null,
  text,
  mentionsBot: false,
  mentionedKeys: [],
  files: [],
  permalink: null,
});

async function openOurs(url: string, isIntake: boolean): Promise<{ write: Write; close(): Promise<void> }> {
  const database = await openDatabase({ url });
  const close = (): Promise<void> => database.close();
  if (isIntake) {
    const intake = createIntake({ database, clock });
    return {
      close,
      async write([row]) {
        if (row === undefined) return;
        const outcome = await intake.accept(eventOf(row, row.payload));
        if (outcome.kind !== "accepted") throw new Error(outcome.kind);
      },
    };
  }
  const lanes = Array.from({ length: database.kind === "pglite" ? 1 : 2 }, () =>
    createGroupCommit<ReadyEvent, string>((rows) => insertEvents(database, rows, clock.now()), {
      maxRows: 256,
      maxWaiting: 5_000,
      maxWaitingBytes: 64 * 1024 * 1024,
      waitMs: 30_000,
    }),
  );
  let next = 0;
  // The order of lanes does not matter here, as no two rows belong to one conversation.
  return {
    close,
    async write([row]) {
      if (row === undefined) return;
      next += 1;
      await lanes[next % lanes.length]?.add(row, row.payload.length);
    },
  };
}

const writeSingle =
  (run: BareStatement): Write =>
  async ([row]) => {
    if (row === undefined) return;
    const { tenantId, workspaceId, orderKey, dedupeKey, payload } = row;
    await run(SINGLE, [tenantId, workspaceId, orderKey, dedupeKey, payload, clock.now().toISOString()]);
  };

const writeUnnest =
  (run: BareStatement): Write =>
  async (rows) => {
    await run(UNNEST, [
      rows.map((row) => row.tenantId),
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.orderKey),
      rows.map((row) => row.dedupeKey),
      rows.map((row) => row.payload),
      clock.now().toISOString(),
    ]);
  };

const writeDrizzle =
  (db: Drizzle): Write =>
  async ([row]) => {
    if (row === undefined) return;
    await db
      .insert(inbox)
      .values({ ...row, payload: JSON.parse(row.payload), runAt: clock.now(), receivedAt: clock.now() })
      .onConflictDoNothing()
      .returning({ id: inbox.id });
  };

async function main(): Promise<void> {
  const { url, way } = taskSchema.parse(subjectTask());
  const owner = await makeOwner(url);
  const isOurs = way === "intake" || way === "group commit";
  const bare = isOurs ? null : await openBare(url);
  const ours = isOurs ? await openOurs(url, way === "intake") : null;
  const write =
    ours?.write ??
    (bare === null
      ? undefined
      : {
          "single insert": writeSingle(bare.run),
          "drizzle insert": writeDrizzle(bare.db),
          "raw unnest 256": writeUnnest(bare.run),
        }[way as "single insert" | "drizzle insert" | "raw unnest 256"]);
  if (write === undefined) throw new Error(`no way ${way}`);
  serveSubject({
    ready: {},
    answers: { run: (given) => run(write, owner, way === "raw unnest 256" ? UNNEST_ROWS : 1, given) },
    close: async () => {
      await ours?.close();
      await bare?.close();
    },
  });
}

async function run(write: Write, owner: Owner, rowsAtOnce: number, given: unknown): Promise<unknown> {
  const { callers, seconds, seed } = wishSchema.parse(given);
  const draw = seededDraw(seed);
  const texts = Array.from({ length: 200 }, () => JSON.stringify({ text: seededText(draw) }));
  const latencies: number[] = [];
  const life = randomUUID();
  let made = 0;
  const rowOf = (): ReadyEvent => {
    made += 1;
    return {
      ...owner,
      orderKey: `C${made % 500}`,
      dedupeKey: `message:${life}:${made}`,
      payload: texts[made % texts.length] ?? "{}",
    };
  };
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const endsMs = startedMs + seconds * 1_000;
  let rows = 0;
  const call = async (): Promise<void> => {
    while (performance.now() < endsMs) {
      const batch = Array.from({ length: rowsAtOnce }, rowOf);
      const beganMs = performance.now();
      await write(batch);
      latencies.push(performance.now() - beganMs);
      rows += batch.length;
    }
  };
  // A statement of 256 rows has two callers, however many there are of the others: more only wait.
  await Promise.all(Array.from({ length: rowsAtOnce === 1 ? callers : 2 }, call));
  const { user, system } = process.cpuUsage(before);
  return {
    rows,
    wallMs: performance.now() - startedMs,
    cpuUs: user + system,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

await main();
