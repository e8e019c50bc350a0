import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store, TenantStores } from "../../src/ports/stores/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { NOON, openStore } from "../support/desk-fixture.ts";

describe("tickets", () => {
  let db: Database;
  let store: Store;
  let tenant: TestTenant;
  beforeAll(async () => {
    db = await openTestDatabase();
    store = openStore(db);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    tenant = await createTestTenant(db);
  });
  const inRoom = <T>(work: (stores: TenantStores) => Promise<T>): Promise<T> =>
    store.transaction(tenant.tenantId, work);
  const ticket = (over: Partial<Parameters<TenantStores["tickets"]["open"]>[0]> = {}) => ({
    threadId: randomUUID(),
    customerId: null,
    subject: "export fails",
    state: "open" as const,
    priority: "normal" as const,
    assigneeId: null,
    assignedBecause: null,
    openedBy: "bot" as const,
    openedAt: NOON,
    dueAt: null,
    ...over,
  });

  it("numbers each tenant's tickets 1, 2, 3, also when they are opened at once or an opening fails", async () => {
    const other = await createTestTenant(db);
    await inRoom(({ tickets }) => tickets.open(ticket()));
    await store.transaction(other.tenantId, ({ tickets }) => tickets.open(ticket()));
    const failed = inRoom(async ({ tickets }) => {
      await tickets.open(ticket());
      throw new Error("rolled back");
    });
    await expect(failed).rejects.toThrow("rolled back");
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => inRoom(({ tickets }) => tickets.open(ticket()))),
    );
    expect(opened.map((one) => one.ticket.number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    const third = await inRoom(({ tickets }) => tickets.findByNumber(3));
    expect(third?.number).toBe(3);
  });

  it("has one unfinished ticket per thread, however many open it at once", async () => {
    const threadId = randomUUID();
    const opened = await Promise.all(
      Array.from({ length: 5 }, () => inRoom(({ tickets }) => tickets.open(ticket({ threadId })))),
    );
    expect(new Set(opened.map((one) => one.ticket.id)).size).toBe(1);
    expect(opened.filter((one) => one.isNew)).toHaveLength(1);
    const id = opened[0]?.ticket.id ?? "";
    await inRoom(({ tickets }) => tickets.change(id, { state: "solved", solvedAt: NOON }));
    const next = await inRoom(({ tickets }) => tickets.open(ticket({ threadId })));
    expect(next).toMatchObject({ isNew: true, ticket: { number: 2 } });
    const reopened = inRoom(({ tickets }) => tickets.change(id, { state: "open" }));
    await expect(reopened).rejects.toMatchObject({ code: "store.conflict" });
  });

  it("weighs the unfinished load of agents", async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    const loads = await inRoom(async ({ tickets }) => {
      await tickets.open(ticket({ assigneeId: ann, priority: "urgent" }));
      await tickets.open(ticket({ assigneeId: ann, priority: "high", state: "pending" }));
      await tickets.open(ticket({ assigneeId: ann, priority: "low", state: "on-hold" }));
      await tickets.open(ticket({ assigneeId: bob, priority: "high", state: "solved" }));
      await tickets.open(ticket({ priority: "urgent" }));
      return tickets.loads();
    });
    expect([...loads]).toEqual([[ann, 4 + 1 + 0.25]]);
  });

  it("lists by state, assignee and customer, newest first, and tells the timeline", async () => {
    const [ann, dana] = [randomUUID(), randomUUID()];
    await inRoom(async ({ tickets }) => {
      const first = (await tickets.open(ticket({ assigneeId: ann }))).ticket;
      const second = (await tickets.open(ticket({ customerId: dana, state: "pending" }))).ticket;
      const numbers = async (request: Omit<Parameters<typeof tickets.list>[0], "limit">) =>
        (await tickets.list({ ...request, limit: 10 })).map((one) => one.number);
      expect(await numbers({})).toEqual([2, 1]);
      expect(await numbers({ states: ["pending"] })).toEqual([2]);
      expect(await numbers({ states: [] })).toEqual([]);
      expect(await numbers({ assigneeId: ann })).toEqual([1]);
      expect(await numbers({ customerId: dana })).toEqual([2]);
      await tickets.change(second.id, { state: "solved", solvedAt: NOON });
      expect(await tickets.countSolved(dana)).toBe(1);
      const event = { kind: "opened", actorId: null, detail: "by bot", happenedAt: NOON };
      await tickets.addEvent({ ticketId: first.id, ...event });
      expect(await tickets.listEvents(first.id)).toEqual([event]);
      expect(await tickets.get(first.id)).toEqual(first);
    });
  });
});
