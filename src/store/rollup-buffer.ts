import { sql } from "drizzle-orm";
import type { EmotionLabel } from "../domain/emotion.ts";
import { hourOf } from "../domain/time.ts";
import type { Transaction } from "./database.ts";
import { deskHourly, emotionHourly } from "./schema/index.ts";

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
  /** Writes what is gathered; the role must be that of the tenant. */
  flush(): Promise<void>;
}

/**
 * Gathers a transaction's deltas and writes them at its end: the rows of the running hour are the ones that every
 * transaction of a tenant wants, so they are locked last, shortly and always in the same order (no deadlocks).
 */
export function createRollupBuffer(tx: Transaction, tenantId: string): RollupBuffer {
  const emotions = new Map<string, Omit<EmotionDelta, "at"> & { readonly hourAt: Date }>();
  const desk = new Map<string, Omit<DeskDelta, "at"> & { readonly hourAt: Date }>();
  const isEmpty = () => emotions.size === 0 && desk.size === 0;

  async function flush(): Promise<void> {
    const emotionRows = takeSorted(emotions).map((row) => ({ tenantId, ...row }));
    if (emotionRows.length > 0) {
      await tx.sql
        .insert(emotionHourly)
        .values(emotionRows)
        .onConflictDoUpdate({
          target: [
            emotionHourly.tenantId,
            emotionHourly.hourAt,
            emotionHourly.platform,
            emotionHourly.emotion,
          ],
          set: {
            messages: sql`${emotionHourly.messages} + excluded.messages`,
            negativeShareSum: sql`${emotionHourly.negativeShareSum} + excluded.negative_share_sum`,
          },
        });
    }
    const deskRows = takeSorted(desk).map((row) => ({ tenantId, ...row }));
    if (deskRows.length > 0) {
      await tx.sql
        .insert(deskHourly)
        .values(deskRows)
        .onConflictDoUpdate({
          target: [deskHourly.tenantId, deskHourly.hourAt, deskHourly.platform, deskHourly.metric],
          set: {
            count: sql`${deskHourly.count} + excluded.count`,
            sum: sql`${deskHourly.sum} + excluded.sum`,
          },
        });
    }
  }

  tx.beforeCommit(async () => {
    if (isEmpty()) return;
    await tx.as("rapport_desk", tenantId);
    await flush();
  });

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
