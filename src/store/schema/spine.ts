import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, requiredAt, tenantId } from "./columns.ts";
/** Events committed before they are acknowledged; the queue of the desk. Reached by `store/spine` alone. */
export const inbox = pgTable(
  "inbox",
  {
    tenantId: tenantId(),
    id: bigint("id", { mode: "number" }).generatedAlwaysAsIdentity().notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    orderKey: text("order_key").notNull(),
    dedupeKey: text("dedupe_key").notNull(),
    /** The event; emptied when the row is done, so that raw text lives in one place. */
    payload: jsonb("payload"),
    /** ready, active, done, dead */
    state: text("state").notNull().default("ready"),
    attempts: integer("attempts").notNull().default(0),
    runAt: requiredAt("run_at").default(sql`now()`),
    lockedBy: text("locked_by"),
    leaseUntilAt: at("lease_until_at"),
    /** Grows with every claim; a worker whose fence is old may not commit. */
    fence: integer("fence").notNull().default(0),
    errorCode: text("error_code"),
    receivedAt: requiredAt("received_at").default(sql`now()`),
    doneAt: at("done_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("inbox_once").on(t.tenantId, t.workspaceId, t.dedupeKey),
    index("inbox_in_order")
      .on(t.tenantId, t.workspaceId, t.orderKey, t.id)
      .where(sql`state in ('ready', 'active')`),
    // Two replicas can never work one thread at once, whatever each saw of the queue.
    uniqueIndex("inbox_one_active").on(t.tenantId, t.workspaceId, t.orderKey).where(sql`state = 'active'`),
    index("inbox_due").on(t.runAt, t.id).where(sql`state = 'ready'`),
    index("inbox_leases").on(t.leaseUntilAt).where(sql`state = 'active'`),
    index("inbox_dead").on(t.id).where(sql`state = 'dead'`),
  ],
);

/** What is to be said; committed with the facts that caused it. */
export const outbox = pgTable(
  "outbox",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    seq: bigint("seq", { mode: "number" }).generatedAlwaysAsIdentity().notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    platform: text("platform").notNull(),
    channelKey: text("channel_key").notNull(),
    /** One fact says one thing once: `<cause>:<what>`. */
    causeKey: text("cause_key").notNull(),
    ref: text("ref"),
    payload: jsonb("payload"),
    /** pending, sending, sent, failed, uncertain */
    state: text("state").notNull().default("pending"),
    attempts: integer("attempts").notNull().default(0),
    runAt: requiredAt("run_at").default(sql`now()`),
    lockedBy: text("locked_by"),
    leaseUntilAt: at("lease_until_at"),
    fence: integer("fence").notNull().default(0),
    errorCode: text("error_code"),
    sentMessageKey: text("sent_message_key"),
    createdAt: requiredAt("created_at").default(sql`now()`),
    sentAt: at("sent_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("outbox_once").on(t.tenantId, t.causeKey),
    index("outbox_in_order")
      .on(t.tenantId, t.workspaceId, t.channelKey, t.seq)
      .where(sql`state in ('pending', 'sending')`),
    index("outbox_due").on(t.runAt, t.seq).where(sql`state = 'pending'`),
    index("outbox_sent").on(t.sentAt).where(sql`state = 'sent'`),
    index("outbox_trouble").on(t.seq).where(sql`state in ('failed', 'uncertain')`),
  ],
);

/** Waits that survive a restart; when due they enter the inbox as events. */
export const timers = pgTable(
  "timers",
  {
    tenantId: tenantId(),
    name: text("name").notNull(),
    /** Our own id of what it is about. */
    subjectId: text("subject_id").notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    /** The event to put into the inbox. */
    payload: jsonb("payload").notNull(),
    dueAt: requiredAt("due_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.name, t.subjectId] }), index("timers_due").on(t.dueAt)],
);

/** One row per schedule tick: whoever inserts it runs it. */
export const cronTicks = pgTable("cron_ticks", {
  id: text("id").primaryKey(),
  ranAt: requiredAt("ran_at").default(sql`now()`),
});
