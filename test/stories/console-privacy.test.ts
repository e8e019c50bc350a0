import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NO_RISK } from "../../src/domain/churn-risk.ts";
import type { Database } from "../../src/store/database.ts";
import { servicesOn, startServer, type TestServer } from "../http/server.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { seedThread } from "../support/desk-fixture.ts";

const AT = new Date("2026-03-03T08:30:00.000Z");
let database: Database;
let tenant: TestTenant;
let server: TestServer;
let customerId: string;
let ticketId: string;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  tenant = await createTestTenant(database);
  await servicesOn(database).store.transaction(tenant.tenantId, async (desk) => {
    const { customer, thread } = await seedThread(desk, tenant.workspaceId, AT);
    const ref = { channelKey: "agents", name: "agents", isDirect: false, isPrivate: true };
    const agents = await desk.channels.ensure(tenant.workspaceId, ref, AT);
    await desk.channels.configure(agents.id, { purpose: "agents" });
    const risk = { ...NO_RISK, level: "high" as const, score: 0.75 };
    await desk.riskFlags.add({ ...risk, threadId: thread.id, customerId: customer.id, flaggedAt: AT });
    const { ticket } = await desk.tickets.open({
      threadId: thread.id,
      customerId: customer.id,
      subject: "the export fails",
      state: "open",
      priority: "high",
      assigneeId: null,
      assignedBecause: null,
      openedBy: "bot",
      openedAt: AT,
      dueAt: null,
    });
    customerId = customer.id;
    ticketId = ticket.id;
  });
  server = await startServer(database, tenant.tenantId);
  return () => server.stop();
});

const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
  database.transaction("rapport_desk", tenant.tenantId, (tx) => tx.rows<T>(query));
const queued = async (): Promise<readonly string[]> =>
  (
    await database.spineQuery<{ cause_key: string }>("select cause_key from outbox where tenant_id = $1", [
      tenant.tenantId,
    ])
  ).map((row) => row.cause_key);

describe("in the console, as by command", () => {
  it("opting a customer out takes back the flags and what the card says of the mood", async () => {
    const body = { optedOut: true };
    await server.call("PUT /customers/{id}/opt-out", { id: customerId }, { body });
    expect(await rows(sql`select id from risk_flags where tenant_id = ${tenant.tenantId}::uuid`)).toEqual([]);
    expect(await queued()).toEqual([expect.stringContaining(`card:${ticketId}:opted-out`)]);
  });

  it("erasing a customer empties the card in the agents' channel", async () => {
    await rows(sql`insert into posts (tenant_id, ref, workspace_id, channel_key, message_key, posted_at)
      values (${tenant.tenantId}::uuid, ${`card:${ticketId}`}, ${tenant.workspaceId}::uuid, 'agents', 'p1', now())`);
    await server.call("DELETE /customers/{id}", { id: customerId });
    expect(await queued()).toEqual([`card:${ticketId}:erased`]);
  });
});
