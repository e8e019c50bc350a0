import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "../database.ts";

export interface TroubleFilter {
  /** Only rows of this tenant. */
  readonly tenantId?: string;
  readonly platform?: string;
  readonly errorCode?: string;
  /** Posts alone: which of the two. */
  readonly state?: "uncertain" | "failed";
  readonly limit?: number;
}

export interface Repair {
  /** `replay`: once more, from the end of the queue, with all attempts ahead; `discard`: closes the row and empties it. */
  readonly action: "replay" | "discard";
  readonly ids: readonly string[];
  /** Who decided; stands in the audit log. */
  readonly actor: string;
  readonly now: Date;
  /** Only rows of this tenant. */
  readonly tenantId?: string;
}

/** What a person reads before deciding. */
export interface TroubleWords {
  /** Of the customer or of Rapport, cut after some lines; only for whoever may read conversations. */
  readonly words: string | null;
  readonly author: string | null;
}

/** Rows that wait for a person. */
export interface TroubleList<Row> {
  /** Oldest first. */
  list(filter?: TroubleFilter): Promise<readonly Row[]>;
  /** `null`: it is not, or no longer, among them. */
  find(id: string, filter?: Pick<TroubleFilter, "tenantId">): Promise<(Row & TroubleWords) | null>;
  /** Gives the ids that were still among them. Each has its entry in the audit log, written in the same transaction. */
  repair(repair: Repair): Promise<readonly string[]>;
}

export const MOST_LISTED = 200;

export const limitOf = (filter: TroubleFilter | undefined): number =>
  Math.min(MOST_LISTED, filter?.limit ?? MOST_LISTED);

export interface RepairStatements {
  /** As it is called in the audit log. */
  readonly thing: "dead-letter" | "send";
  isId(id: string): boolean;
  /** `id`, `tenant_id`, `error_code` and `platform` of those among the ids that wait for a person, in the order they must be worked. */
  find(ids: readonly string[], tenantId: string | null): SQL;
  replay(id: string): SQL;
  discard(id: string): SQL;
}

interface Found extends Record<string, unknown> {
  readonly id: string;
  readonly tenant_id: string;
  readonly error_code: string | null;
  readonly platform: string | null;
}

/** Rows one after another, so that those of one thread keep their order. */
export async function repairRows(
  database: Database,
  statements: RepairStatements,
  repair: Repair,
): Promise<readonly string[]> {
  const ids = repair.ids.filter(statements.isId);
  if (ids.length === 0) return [];
  return database.transaction("rapport_spine", null, async (tx) => {
    const found = await tx.rows<Found>(statements.find(ids, repair.tenantId ?? null));
    for (const { id } of found) await tx.rows(statements[repair.action](id));
    await audit(tx, statements.thing, repair, found);
    return found.map(({ id }) => id);
  });
}

async function audit(
  tx: Transaction,
  thing: string,
  { action, actor, now }: Repair,
  found: readonly Found[],
): Promise<void> {
  for (const tenantId of new Set(found.map((row) => row.tenant_id))) {
    await tx.as("rapport_desk", tenantId);
    for (const row of found.filter(({ tenant_id }) => tenant_id === tenantId)) {
      const detail = JSON.stringify({ code: row.error_code, platform: row.platform });
      await tx.rows(sql`insert into audit_log (tenant_id, id, actor, action, subject, detail, happened_at)
        values (${tenantId}, ${randomUUID()}, ${actor}, ${`${thing}.${action}`}, ${row.id}, ${detail}::jsonb,
          ${now.toISOString()}::timestamptz)`);
    }
  }
}

export const asJson = (ids: readonly string[]): string => JSON.stringify(ids);
