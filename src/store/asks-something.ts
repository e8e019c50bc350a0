import { sql } from "drizzle-orm";
import { threads, turns } from "./schema/index.ts";

/** Of a thread: somebody asked in it. Greetings, praise and remarks wait for nobody. */
export const asksSomething = sql`exists (select 1 from ${turns} asked where asked.tenant_id = ${threads.tenantId}
  and asked.thread_id = ${threads.id} and asked.request ->> 'noise' is null
  and (asked.request ->> 'confidence')::float8 >= 0.5)`;
