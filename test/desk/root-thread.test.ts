import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDelivery } from "../../src/delivery/create-delivery.ts";
import type { Outbound } from "../../src/domain/outbound.ts";
import type { Database } from "../../src/store/database.ts";
import { createFakeChatAdapter, type FakeChatAdapter } from "../fakes/chat-adapter.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createRecordingLogger } from "../fakes/logger.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { openStores, postOf, say } from "../support/spine.ts";

let database: Database;
let tenant: TestTenant;
let adapter: FakeChatAdapter;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.spineQuery("delete from outbox", []);
  tenant = await createTestTenant(database);
  adapter = createFakeChatAdapter();
});

const deliver = () =>
  createDelivery({
    database,
    adapters: new Map([["web", adapter]]),
    clock: createFakeClock(),
    logger: createRecordingLogger(),
    workerId: randomUUID(),
    draw: () => 1,
  }).runUntilIdle();

/** A root post and its thread, as the desk writes them, and a reply in the thread. */
async function write(): Promise<{ readonly rootId: string; readonly threadId: string }> {
  return database.transaction("rapport_desk", tenant.tenantId, async (tx) => {
    const stores = openStores(tx, tenant.tenantId);
    const now = new Date("2026-03-03T09:00:00Z");
    const ref = { channelKey: "C1", name: "help", isDirect: false, isPrivate: false };
    const channel = await stores.channels.ensure(tenant.workspaceId, ref, now);
    const rootId = randomUUID();
    const { thread } = await stores.threads.ensure({
      channelId: channel.id,
      threadKey: `outbox:${rootId}`,
      customerId: null,
      openedAt: now,
    });
    await stores.outbox.add({
      id: rootId,
      workspaceId: tenant.workspaceId,
      causeKey: `form:${rootId}`,
      outbound: postOf(tenant, "root"),
    });
    return { rootId, threadId: thread.id };
  });
}

const replyIn = (threadKey: string): Outbound => ({ ...postOf(tenant, "reply"), threadKey });
const rows = () =>
  database.spineQuery<{ state: string; error_code: string | null; sent_message_key: string | null }>(
    "select state, error_code, sent_message_key from outbox order by seq",
    [],
  );
const threadKey = async (threadId: string) =>
  (
    await database.transaction("rapport_desk", tenant.tenantId, (tx) =>
      tx.rows<{ thread_key: string }>(sql`select thread_key from threads where id = ${threadId}::uuid`),
    )
  )[0]?.thread_key;

describe("a thread under a post of ours", () => {
  it("is answered under the platform's key, although the reply was written before the root was sent", async () => {
    const { rootId, threadId } = await write();
    await say(database, tenant, replyIn(`outbox:${rootId}`));
    await deliver();
    const [root, reply] = await rows();
    expect([root?.state, reply?.state]).toEqual(["sent", "sent"]);
    expect(adapter.posted.map(({ outbound }) => outbound.threadKey)).toEqual([null, root?.sent_message_key]);
    expect(await threadKey(threadId)).toBe(root?.sent_message_key);
  });

  it("is not answered at the top of the channel when its root never arrived: a person is told", async () => {
    const { rootId } = await write();
    await database.spineQuery("update outbox set state = 'failed' where id = $1", [rootId]);
    await say(database, tenant, replyIn(`outbox:${rootId}`));
    await deliver();
    expect(adapter.posted).toEqual([]);
    expect((await rows()).at(-1)).toMatchObject({ state: "failed", error_code: "delivery.no-thread" });
  });

  it("is found in no other company's outbox", async () => {
    const { rootId } = await write();
    await deliver();
    tenant = await createTestTenant(database);
    await say(database, tenant, replyIn(`outbox:${rootId}`));
    await deliver();
    expect((await rows()).at(-1)).toMatchObject({ state: "failed", error_code: "delivery.no-thread" });
  });
});
