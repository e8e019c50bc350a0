import { eq } from "drizzle-orm";
import type { ConsoleDesk, ConsoleStore, ConsoleViews } from "../ports/stores/views.ts";
import type { Database } from "./database.ts";
import { createRollupBuffer } from "./rollup-buffer.ts";
import { mine, type Room } from "./room.ts";
import { people } from "./schema/index.ts";
import { type SpineWriters, tenantStores } from "./tenant-stores.ts";
import { createCustomerViews } from "./view-store-customers.ts";
import { createDeskViews } from "./view-store-desk.ts";
import { createSearchViews } from "./view-store-search.ts";
import { createThreadViews } from "./view-store-threads.ts";
import { createTicketViews } from "./view-store-tickets.ts";

/** The tenant's stores and the console's read models, together in one transaction. */
export function createConsoleStore({
  database,
  ...writers
}: SpineWriters & { readonly database: Database }): ConsoleStore {
  return {
    transaction: (tenantId, work) =>
      database.transaction("rapport_desk", tenantId, (tx) => {
        const stores = tenantStores(tx, tenantId, writers);
        const room: Room = { tx, sql: tx.sql, tenantId, rollups: createRollupBuffer(tx, tenantId) };
        return work({ ...stores, views: createViews(room), setAvailable: setAvailable(room) });
      }),
  };
}

const createViews = (room: Room): ConsoleViews => ({
  ...createThreadViews(room),
  ...createTicketViews(room),
  ...createCustomerViews(room),
  ...createDeskViews(room),
  ...createSearchViews(room),
});

const setAvailable =
  (room: Room): ConsoleDesk["setAvailable"] =>
  async (personId, isAvailable) => {
    const rows = await room.sql
      .update(people)
      .set({ isAvailable })
      .where(mine(room, people, eq(people.id, personId)))
      .returning({ id: people.id });
    return rows.length === 1;
  };
