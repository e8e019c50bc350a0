import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { EventHandler } from "../../src/ports/work-queue.ts";
import { createSpine, type Spine } from "../../src/spine/create-spine.ts";
import type { Database } from "../../src/store/database.ts";
import { createFakeChatAdapter, type FakeChatAdapter } from "../fakes/chat-adapter.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger } from "../fakes/logger.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { messageEvent, openStores, postOf } from "../support/spine.ts";

let database: Database;
let tenant: TestTenant;
let clock: FakeClock;
let adapter: FakeChatAdapter;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  for (const table of ["inbox", "outbox", "timers"]) await database.spineQuery(`delete from ${table}`, []);
  tenant = await createTestTenant(database);
  clock = createFakeClock();
  adapter = createFakeChatAdapter();
});

const echo: EventHandler = async (claimed) => {
  const { event } = claimed;
  if (event.kind !== "message-posted") throw new Error("not expected");
  if (event.text === "poison") throw new Error("cannot");
  await claimed.finish(async (stores) => {
    await stores.outbox.add({
      workspaceId: claimed.workspaceId,
      causeKey: `${event.messageKey}:reply`,
      outbound: postOf({ ...tenant, workspaceKey: event.workspaceKey }, event.text, event.channel.channelKey),
    });
  });
};

const spineOf = (handler: EventHandler = echo): Spine =>
  createSpine({
    database,
    openStores,
    handler,
    adapters: new Map([["web", adapter]]),
    clock,
    logger: createRecordingLogger(),
    workerId: randomUUID(),
  });

test("what is accepted is answered, in order, once", async () => {
  const spine = spineOf();
  await spine.start();
  const texts = Array.from({ length: 30 }, (_, n) => `t${n}`);
  await Promise.all(
    texts.map((text) => spine.intake.accept(messageEvent(tenant, { text, messageKey: text }))),
  );
  await Promise.all(
    texts.map((text) => spine.intake.accept(messageEvent(tenant, { text, messageKey: text }))),
  );
  await expect.poll(() => adapter.posted.length, { timeout: 15_000 }).toBe(30);
  await spine.drain(5_000);
  expect(
    adapter.deliveries.map(({ outbound }) => ("content" in outbound ? outbound.content.summary : "")),
  ).toEqual(texts);
  expect(await spine.stats()).toMatchObject({ inboxDepth: 0, outboxDepth: 0, deadLetters: 0, uncertain: 0 });
});

test("stopped for good while busy, it loses nothing and counts no attempt; another life goes on", async () => {
  const stuck: EventHandler = () => new Promise(() => undefined);
  const first = spineOf(stuck);
  await first.start();
  await Promise.all(
    ["a", "b"].map((text) => first.intake.accept(messageEvent(tenant, { text, messageKey: `stop-${text}` }))),
  );
  await expect.poll(async () => (await first.stats()).inboxActive).toBe(1);
  const startedAt = performance.now();
  await first.drain(100);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(await first.stats()).toMatchObject({ inboxDepth: 2, inboxActive: 0 });
  const attempts = await database.spineQuery("select attempts from inbox order by id", []);
  expect(attempts).toEqual([{ attempts: 0 }, { attempts: 0 }]);
  await spineOf().runUntilIdle();
  expect(adapter.posted).toHaveLength(2);
});

test("dead letters are listed without words, replayed behind the others, or discarded", async () => {
  const spine = spineOf();
  await spine.intake.accept(messageEvent(tenant, { text: "poison", messageKey: "dead-1" }));
  await spine.intake.accept(messageEvent(tenant, { text: "poison", messageKey: "dead-2" }));
  for (let round = 0; round < 12; round++) {
    await spine.runUntilIdle();
    clock.advance(120_000);
  }
  const listed = await spine.deadLetters.list();
  expect(listed).toMatchObject([
    { tenantId: tenant.tenantId, kind: "message-posted", platform: "web", attempts: 5, errorCode: "Error" },
    { attempts: 5 },
  ]);
  expect(JSON.stringify(listed)).not.toContain("poison");
  const [first, second] = listed.map((letter) => letter.id);
  expect(await spine.deadLetters.list({ tenantId: randomUUID() })).toEqual([]);
  const by = { actor: "Ada", now: clock.now() };
  const again = { ...by, action: "replay", ids: ["no number", first ?? ""] } as const;
  expect(await spine.deadLetters.repair({ ...again, tenantId: randomUUID() })).toEqual([]);
  expect(await spine.deadLetters.repair({ ...by, action: "discard", ids: [second ?? ""] })).toEqual([second]);
  expect(await spine.deadLetters.find(first ?? "")).toMatchObject({ words: "poison", errorCode: "Error" });
  expect(await spine.deadLetters.find(second ?? "")).toBeNull();
  expect(await spine.deadLetters.repair(again)).toEqual([first]);
  expect(await spine.deadLetters.repair(again)).toEqual([]);
  const cured = spineOf(async (claimed) => {
    expect(claimed.attempt).toBe(1);
    await claimed.finish(async () => undefined);
  });
  await cured.runUntilIdle();
  expect(await cured.stats()).toMatchObject({ inboxDepth: 0, deadLetters: 0 });
});

test("the figures tell depth and age", async () => {
  const spine = spineOf();
  await spine.intake.accept(messageEvent(tenant, { messageKey: "old" }));
  clock.advance(90_000);
  await spine.intake.accept(messageEvent(tenant, { messageKey: "new" }));
  expect(await spine.stats()).toMatchObject({ inboxDepth: 2, inboxActive: 0, inboxOldestMs: 90_000 });
});

test("a tenant whose work hangs leaves room for the others", async () => {
  const quiet = await createTestTenant(database);
  const spine = createSpine({
    database,
    openStores,
    handler: (claimed) =>
      claimed.tenantId === tenant.tenantId ? new Promise(() => undefined) : echo(claimed),
    adapters: new Map([["web", adapter]]),
    clock,
    logger: createRecordingLogger(),
    workerId: randomUUID(),
    worker: { concurrency: 4, maxPerTenant: 3 },
  });
  const channel = (n: number) => ({ channelKey: `N${n}`, name: "n", isDirect: false, isPrivate: false });
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      spine.intake.accept(messageEvent(tenant, { channel: channel(n), messageKey: `noisy-${n}` })),
    ),
  );
  await spine.start();
  await expect.poll(async () => (await spine.stats()).inboxActive).toBe(3);
  await spine.intake.accept(messageEvent(quiet, { messageKey: "quiet", text: "quiet" }));
  await expect.poll(() => adapter.posted.length, { timeout: 10_000 }).toBe(1);
  await spine.drain(50);
});
