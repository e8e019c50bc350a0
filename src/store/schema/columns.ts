import { customType, timestamp, uuid } from "drizzle-orm/pg-core";
import { cleanText, storableJson } from "../spine/clean-text.ts";

/** First column of every primary and unique key, so that partitioning by tenant needs no wall moved. */
export const tenantId = () => uuid("tenant_id").notNull();

/** An instant that may be missing. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const requiredAt = (name: string) => at(name).notNull();

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/** Text that the database can hold: null bytes and lone surrogates are cleaned on the way in. */
export const words = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  toDriver: cleanText,
});

/** A JSON document, cleaned like `words`. Written as text: PostgreSQL takes it for jsonb, both drivers read it back. */
export const document = customType<{ data: unknown; driverData: string }>({
  dataType: () => "jsonb",
  toDriver: storableJson,
});
