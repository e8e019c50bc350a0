import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDelivery, type DeliveryOptions } from "../../src/delivery/create-delivery.ts";
import type { Capabilities } from "../../src/domain/capability.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";
import type { Database } from "../../src/store/database.ts";
import { createUnsentPosts } from "../../src/store/spine/unsent-posts.ts";
import { createFakeChatAdapter, type FakeChatAdapter } from "../fakes/chat-adapter.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../fakes/logger.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { openStores, postOf, say } from "../support/spine.ts";

let database: Database;
let tenant: TestTenant;
let clock: FakeClock;
let adapter: FakeChatAdapter;
let logger: RecordingLogger;

const UNGUARDED: Capabilities = {
  ...createFakeChatAdapter().capabilities,
  "idempotent-send": { support: "impossible", why: "No key is taken." },
};

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.spineQuery("delete from outbox", []);
  tenant = await createTestTenant(database);
  clock = createFakeClock();
  adapter = createFakeChatAdapter();
  logger = createRecordingLogger();
});

const delivery = (more: Partial<DeliveryOptions> = {}) =>
  createDelivery({
    database,
    adapters: new Map([["web", adapter]]),
    clock,
    logger,
    workerId: randomUUID(),
    draw: () => 1,
    ...more,
  });

const words = () =>
  adapter.posted.map(({ outbound }) => ("content" in outbound ? outbound.content.summary : outbound.kind));

const rows = () =>
  database.spineQuery<{ state: string; attempts: number; error_code: string | null; payload: unknown }>(
    "select state, attempts, error_code, payload from outbox order by seq",
    [],
  );
const states = async () => (await rows()).map((row) => row.state);

const change = (text: string, targetRef: string) =>
  ({ ...postOf(tenant, text), kind: "update", targetRef }) as Parameters<typeof say>[2];

const later = (scope: "channel" | "workspace", retryAfterMs: number | null = 5_000): DeliveryOutcome => ({
  kind: "retry",
  code: "rate-limited",
  retryAfterMs,
  scope,
});

describe("a post", () => {
  test("is sent once, in order, and its words leave the outbox", async () => {
    for (const text of ["one", "two", "three"]) await say(database, tenant, postOf(tenant, text));
    const desk = delivery();
    await desk.runUntilIdle();
    await desk.runUntilIdle();
    expect(words()).toEqual(["one", "two", "three"]);
    expect((await rows()).map((row) => [row.state, row.payload])).toEqual([
      ["sent", null],
      ["sent", null],
      ["sent", null],
    ]);
  });

  test("of the same cause is one post", async () => {
    expect(await say(database, tenant, postOf(tenant, "one"), { causeKey: "m1:reply" })).not.toBeNull();
    expect(await say(database, tenant, postOf(tenant, "one"), { causeKey: "m1:reply" })).toBeNull();
    await delivery().runUntilIdle();
    expect(words()).toEqual(["one"]);
  });

  test("about somebody who is erased while it is on its way is taken back", async () => {
    await say(database, tenant, postOf(tenant, "one"), { ref: "r" });
    adapter.answerWith(async () => {
      await database.spineQuery("delete from outbox", []);
      return { kind: "sent", messageKey: "p1", permalink: null };
    });
    await delivery().runUntilIdle();
    expect(
      adapter.deliveries.map(({ outbound, context }) => [outbound.kind, context.targetMessageKey]),
    ).toEqual([
      ["post", null],
      ["delete", "p1"],
    ]);
    const kept = await database.transaction("rapport_desk", tenant.tenantId, (tx) =>
      tx.rows(sql`select 1 from posts where ref = 'r'`),
    );
    expect(kept).toEqual([]);
  });

  test("can be found by its ref, and the message stored for it gets the platform's key", async () => {
    const channelId = randomUUID();
    const outboxId = await say(database, tenant, postOf(tenant, "answer"), { ref: "answer:1" });
    const messageId = randomUUID();
    await database.transaction("rapport_desk", tenant.tenantId, async (tx) => {
      await tx.rows(sql`insert into channels (tenant_id, id, workspace_id, channel_key, name, created_at)
        values (${tenant.tenantId}, ${channelId}, ${tenant.workspaceId}, 'C1', 'help', now())`);
      await tx.rows(sql`insert into messages (tenant_id, id, thread_id, channel_id, message_key, author_role, text, sent_at)
        values (${tenant.tenantId}, ${messageId}, ${randomUUID()}, ${channelId}, ${`outbox:${outboxId}`}, 'bot', 'answer', now())`);
    });
    const sent: string[] = [];
    await delivery({ onSent: (row) => sent.push(row.outboxId) }).runUntilIdle();
    const found = await database.transaction("rapport_desk", tenant.tenantId, async (tx) => {
      const stores = openStores(tx, tenant.tenantId);
      return { post: await stores.posts.find("answer:1"), message: await stores.messages.get(messageId) };
    });
    expect(found.post).toMatchObject({ channelKey: "C1", messageKey: "fake-1" });
    expect(found.message).toMatchObject({ messageKey: "fake-1", permalink: found.post?.permalink });
    expect(sent).toEqual([outboxId]);
  });

  test("a change of a post goes to its platform key; only the last of several changes is shown", async () => {
    await say(database, tenant, postOf(tenant, "card"), { ref: "card:1" });
    for (const text of ["claimed", "replied", "solved"]) await say(database, tenant, change(text, "card:1"));
    await delivery().runUntilIdle();
    expect(adapter.deliveries.map(({ context }) => context.targetMessageKey)).toEqual([null, "fake-1"]);
    expect(words()).toEqual(["card", "solved"]);
    expect(await states()).toEqual(["sent", "sent", "sent", "sent"]);
  });

  test("a change waits for its post, and is refused when there is none", async () => {
    adapter.answerWith(later("channel"));
    await say(database, tenant, postOf(tenant, "card", "C1"), { ref: "card:2" });
    await say(database, tenant, { ...change("claimed", "card:2"), channelKey: "C2" });
    await say(database, tenant, { ...change("lost", "card:none"), channelKey: "C3" });
    const desk = delivery();
    await desk.runUntilIdle();
    expect(words()).toEqual([]);
    expect(await states()).toEqual(["pending", "pending", "failed"]);
    clock.advance(6_000);
    await desk.runUntilIdle();
    clock.advance(1_000);
    await desk.runUntilIdle();
    expect(words()).toEqual(["card", "claimed"]);
  });
});

describe("a platform that asks to wait", () => {
  test("stops that channel only, and nobody calls it before the time", async () => {
    adapter.answerWith(later("channel", 30_000));
    for (const text of ["a1", "a2"]) await say(database, tenant, postOf(tenant, text, "A"));
    const desk = delivery();
    await desk.runUntilIdle();
    for (const text of ["b1", "b2"]) await say(database, tenant, postOf(tenant, text, "B"));
    await desk.runUntilIdle();
    expect(words()).toEqual(["b1", "b2"]);
    clock.advance(29_999);
    await desk.runUntilIdle();
    expect(adapter.deliveries).toHaveLength(3);
    clock.advance(1);
    await desk.runUntilIdle();
    expect(words()).toEqual(["b1", "b2", "a1", "a2"]);
  });

  test("stops the workspace when it says so, not another company's", async () => {
    const other = await createTestTenant(database);
    adapter.answerWith(later("workspace", 30_000));
    await say(database, tenant, postOf(tenant, "a", "A"));
    const desk = delivery();
    await desk.runUntilIdle();
    await say(database, tenant, postOf(tenant, "b", "B"));
    await say(database, other, postOf(other, "theirs", "A"));
    await desk.runUntilIdle();
    expect(words()).toEqual(["theirs"]);
    clock.advance(30_000);
    await desk.runUntilIdle();
    expect(words().sort()).toEqual(["a", "b", "theirs"]);
  });

  test("is spared by our own buckets: a channel's burst, then its rate", async () => {
    const rate = {
      channel: { perSecond: 1, burst: 2 },
      workspace: { perSecond: 50, burst: 50 },
      idempotencyMs: null,
    };
    const desk = delivery({ limits: { web: rate, slack: rate, discord: rate, teams: rate } });
    for (let n = 1; n <= 4; n++) await say(database, tenant, postOf(tenant, `a${n}`, "A"));
    await say(database, tenant, postOf(tenant, "b1", "B"));
    await desk.runUntilIdle();
    expect(words().sort()).toEqual(["a1", "a2", "b1"]);
    clock.advance(1_000);
    await desk.runUntilIdle();
    expect(words().at(-1)).toBe("a3");
    expect(await states()).toEqual(["sent", "sent", "sent", "pending", "sent"]);
    expect((await rows())[3]?.attempts).toBe(0);
  });
});

describe("trouble", () => {
  test("a refusal is kept for a person, and the channel goes on", async () => {
    adapter.answerWith({ kind: "refused", code: "channel_archived", cure: "Unarchive it." });
    for (const text of ["one", "two"]) await say(database, tenant, postOf(tenant, text));
    await delivery().runUntilIdle();
    expect(words()).toEqual(["two"]);
    const list = createUnsentPosts(database);
    expect(await list.list()).toMatchObject([
      { state: "failed", errorCode: "channel_archived", kind: "post" },
    ]);
    expect(JSON.stringify(await list.list())).not.toContain("one");
  });

  test("an attempt without an answer, where nothing guards, is never repeated by itself", async () => {
    adapter = createFakeChatAdapter({ capabilities: UNGUARDED });
    adapter.answerWith({ kind: "uncertain", code: "timeout" });
    const id = await say(database, tenant, postOf(tenant, "one"));
    const desk = delivery();
    for (let day = 0; day < 3; day++) {
      await desk.runUntilIdle();
      clock.advance(86_400_000);
    }
    expect(adapter.deliveries).toHaveLength(1);
    const list = createUnsentPosts(database);
    expect(await list.list()).toMatchObject([{ id, state: "uncertain", errorCode: "timeout" }]);
    expect(await list.list({ tenantId: randomUUID() })).toEqual([]);
    const again = { action: "replay", ids: [id ?? ""], actor: "Ada", now: clock.now() } as const;
    expect(await list.repair({ ...again, tenantId: randomUUID() })).toEqual([]);
    expect(await list.repair(again)).toEqual([id]);
    await desk.runUntilIdle();
    expect(words()).toEqual(["one"]);
    expect(await list.list()).toEqual([]);
  });

  test("a discarded row is emptied and not listed", async () => {
    adapter = createFakeChatAdapter({ capabilities: UNGUARDED });
    adapter.answerWith({ kind: "uncertain", code: "timeout" });
    const id = await say(database, tenant, postOf(tenant, "one"));
    await delivery().runUntilIdle();
    const list = createUnsentPosts(database);
    const gone = { action: "discard", ids: [id ?? "", "no id"], actor: "Ada", now: clock.now() } as const;
    expect(await list.repair(gone)).toEqual([id]);
    expect(await list.repair(gone)).toEqual([]);
    const logged = await database.transaction("rapport_desk", tenant.tenantId, (tx) =>
      tx.rows(sql`select actor, action, subject, detail from audit_log where subject = ${id}`),
    );
    expect(logged).toEqual([
      { actor: "Ada", action: "send.discard", subject: id, detail: { code: "timeout", platform: "web" } },
    ]);
    expect(await list.list()).toEqual([]);
    expect((await rows())[0]).toMatchObject({ state: "failed", payload: null });
  });

  test("an adapter that throws or hangs leaves an uncertain row, not a crash", async () => {
    adapter = createFakeChatAdapter({ capabilities: UNGUARDED });
    adapter.answerWith(
      () => Promise.reject(new Error("broken: Where is my order?")),
      () => new Promise(() => undefined),
    );
    for (const text of ["one", "two", "three"]) await say(database, tenant, postOf(tenant, text));
    await delivery({ deadlineMs: 30 }).runUntilIdle();
    expect(await states()).toEqual(["uncertain", "uncertain", "sent"]);
    expect(logger.said).not.toContain("Where is my order?");
  });

  test("a platform without an adapter keeps its posts for a while", async () => {
    await say(database, tenant, { ...postOf(tenant, "one"), platform: "teams" });
    await delivery().runUntilIdle();
    expect((await rows())[0]).toMatchObject({ state: "pending", error_code: "delivery.no-adapter" });
  });
});

describe("a sender that dies in mid-send", () => {
  const leaveSending = async (text: string) => {
    const id = await say(database, tenant, postOf(tenant, text));
    await database.spineQuery(
      `update outbox set state = 'sending', attempts = 1, fence = 1, locked_by = 'dead',
         lease_until_at = now() - interval '1 second' where id = $1`,
      [id],
    );
  };

  test("leaves a row that is sent again under its key where the platform refuses copies", async () => {
    await leaveSending("one");
    const desk = delivery();
    await desk.runUntilIdle();
    clock.advance(10_000);
    await desk.runUntilIdle();
    expect(words()).toEqual(["one"]);
    expect(await states()).toEqual(["sent"]);
  });

  test("leaves an uncertain row where it does not and cannot be asked", async () => {
    const { reconcile: _absent, ...blind } = createFakeChatAdapter({ capabilities: UNGUARDED });
    await leaveSending("one");
    await delivery({ adapters: new Map([["web", blind]]) }).runUntilIdle();
    expect(blind.deliveries).toHaveLength(0);
    expect(await createUnsentPosts(database).list()).toMatchObject([
      { state: "uncertain", errorCode: "delivery.sender-lost" },
    ]);
  });

  test("leaves a row that is looked up once where the platform can be asked", async () => {
    adapter = createFakeChatAdapter({ capabilities: UNGUARDED });
    adapter.reconcileWith({ kind: "sent", messageKey: "found", permalink: null });
    await leaveSending("one");
    await delivery().runUntilIdle();
    expect(adapter.deliveries).toHaveLength(0);
    const [row] = await database.spineQuery<{ ms: number }>(
      "select (extract(epoch from created_at) * 1000)::float8 as ms from outbox",
      [],
    );
    // Nobody knows when it was tried; it was not before it was written.
    expect(adapter.looks.map(({ writtenAt }) => writtenAt)).toEqual([new Date(row?.ms ?? 0)]);
    expect(await database.spineQuery("select state, sent_message_key as key from outbox", [])).toEqual([
      { state: "sent", key: "found" },
    ]);
  });

  test("does not take a row from a sender that lives", async () => {
    await say(database, tenant, postOf(tenant, "one"));
    await delivery().runUntilIdle();
    const id = await say(database, tenant, postOf(tenant, "two"));
    await database.spineQuery(
      `update outbox set state = 'sending', locked_by = 'alive', lease_until_at = now() + interval '1 minute'
       where id = $1`,
      [id],
    );
    const desk = delivery({ database: { ...database, kind: "postgres" } });
    await desk.runUntilIdle();
    expect(await states()).toEqual(["sent", "sending"]);
  });
});

test("what was in hand when the database went away, and with no platform yet, is sent when it is back", async () => {
  const ref = randomUUID();
  await say(database, tenant, postOf(tenant, "one"), { ref });
  await delivery().runUntilIdle();
  await say(database, tenant, change("two", ref));
  let isAway = false;
  let isFirst = true;
  const away = () => {
    if (isAway) throw Object.assign(new Error("away"), { code: "store.unavailable" });
  };
  const flickering: Database = {
    ...database,
    spineQuery: async <Row extends Record<string, unknown>>(text: string, values: readonly unknown[]) => {
      away();
      const answer = await database.spineQuery<Row>(text, values);
      // It goes away with the row just claimed.
      if (isFirst && text.includes("set state = 'sending'")) {
        isAway = true;
        isFirst = false;
      }
      return answer;
    },
    transaction: async (...given) => {
      away();
      return database.transaction(...given);
    },
  };
  const sender = delivery({ database: flickering });
  await expect(sender.runUntilIdle()).rejects.toThrow("away");
  expect(await states()).toEqual(["sent", "sending"]);
  isAway = false;
  await sender.runUntilIdle();
  expect(words()).toEqual(["one", "two"]);
  expect((await rows())[1]).toMatchObject({ state: "sent", attempts: 1 });
});

test("a stop waits for the send under way and begins no other", async () => {
  let answer: (outcome: DeliveryOutcome) => void = () => undefined;
  adapter.answerWith(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  for (const text of ["one", "two"]) await say(database, tenant, postOf(tenant, text));
  const desk = delivery();
  desk.start();
  await expect.poll(() => adapter.deliveries.length).toBe(1);
  const stopping = desk.stop(5_000);
  answer({ kind: "sent", messageKey: "k1", permalink: null });
  await stopping;
  expect(await states()).toEqual(["sent", "pending"]);
  expect((await rows())[1]?.attempts).toBe(0);
});
