import { sql } from "drizzle-orm";
import type { EmotionLabel } from "../domain/emotion.ts";
import { hourOf } from "../domain/time.ts";
import type { Transaction } from "./database.ts";

interface EmotionDelta {
  readonly at: Date;
  readonly platform: string;
  readonly emotion: EmotionLabel;
  readonly messages: number;
  readonly negativeShareSum: number;
}

interface DeskDelta {
  readonly at: Date;
  readonly platform: string;
  /** A metric, or one of its buckets. */
  readonly metric: string;
  readonly count: number;
  readonly sum: number;
}

/** Deltas of one transaction on the hourly roll-ups. */
export interface RollupBuffer {
  addEmotion(delta: EmotionDelta): void;
  addDesk(delta: DeskDelta): void;
  /** Writes what is gathered; the role must be that of the tenant, as it is whenever a store is used. */
  flush(): Promise<void>;
}

/**
 * Gathers a transaction's deltas and writes them at its end: the rows of the running hour are the ones that every
 * transaction of a tenant wants, so they are locked last, by one statement before the commit, and always in the same order (no deadlocks).
 */
export function createRollupBuffer(tx: Transaction, tenantId: string): RollupBuffer {
  const emotions = new Map<string, Omit<EmotionDelta, "at"> & { readonly hourAt: Date }>();
  const desk = new Map<string, Omit<DeskDelta, "at"> & { readonly hourAt: Date }>();

  async function flush(): Promise<void> {
    if (emotions.size === 0 && desk.size === 0) return;
    const rows = (sorted: readonly object[]) => sql`${JSON.stringify(sorted)}::text::jsonb`;
    await tx.rows(sql`
      with moods as (
        insert into emotion_hourly as h (tenant_id, hour_at, platform, emotion, messages, negative_share_sum)
        select ${tenantId}::uuid, d."hourAt", d.platform, d.emotion, d.messages, d."negativeShareSum"
        from jsonb_to_recordset(${rows(takeSorted(emotions))})
          as d("hourAt" timestamptz, platform text, emotion text, messages int, "negativeShareSum" float8)
        on conflict (tenant_id, hour_at, platform, emotion) do update
          set messages = h.messages + excluded.messages,
            negative_share_sum = h.negative_share_sum + excluded.negative_share_sum)
      insert into desk_hourly as h (tenant_id, hour_at, platform, metric, count, sum)
      select ${tenantId}::uuid, d."hourAt", d.platform, d.metric, d.count, d.sum
      from jsonb_to_recordset(${rows(takeSorted(desk))})
        as d("hourAt" timestamptz, platform text, metric text, count int, sum float8)
      on conflict (tenant_id, hour_at, platform, metric) do update
        set count = h.count + excluded.count, sum = h.sum + excluded.sum`);
  }

  tx.beforeCommit(flush);

  return {
    addEmotion({ at, ...delta }) {
      const hourAt = hourOf(at);
      const key = `${hourAt.toISOString()}/${delta.platform}/${delta.emotion}`;
      const known = emotions.get(key);
      emotions.set(key, {
        ...delta,
        hourAt,
        messages: delta.messages + (known?.messages ?? 0),
        negativeShareSum: delta.negativeShareSum + (known?.negativeShareSum ?? 0),
      });
    },
    addDesk({ at, ...delta }) {
      const hourAt = hourOf(at);
      const key = `${hourAt.toISOString()}/${delta.platform}/${delta.metric}`;
      const known = desk.get(key);
      desk.set(key, {
        ...delta,
        hourAt,
        count: delta.count + (known?.count ?? 0),
        sum: delta.sum + (known?.sum ?? 0),
      });
    },
    flush,
  };
}

function takeSorted<Row>(rows: Map<string, Row>): Row[] {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  rows.clear();
  return sorted;
}
