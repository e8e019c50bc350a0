import { customType, timestamp, uuid } from "drizzle-orm/pg-core";

/** First column of every primary and unique key, so that partitioning by tenant needs no wall moved. */
export const tenantId = () => uuid("tenant_id").notNull();

/** An instant that may be missing. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const requiredAt = (name: string) => at(name).notNull();

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });
