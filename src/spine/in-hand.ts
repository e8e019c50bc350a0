import { setTimeout as sleep } from "node:timers/promises";

/** Rows that a worker has in hand, and the work on them. */
export interface InHand<Row extends { readonly tenantId: string }> {
  readonly size: number;
  readonly rows: readonly Row[];
  readonly byTenant: ReadonlyMap<string, number>;
  /** Begins the work; `onEnd` is called when it is over. The work never rejects. */
  begin(row: Row, work: () => Promise<void>): void;
  /** Resolves when nothing is in hand, or after `waitMs`; gives the rows that are left. */
  settle(waitMs: number): Promise<readonly Row[]>;
}

export function createInHand<Row extends { readonly tenantId: string }>(onEnd: () => void): InHand<Row> {
  const works = new Map<Row, Promise<void>>();
  const byTenant = new Map<string, number>();

  const end = (row: Row) => {
    works.delete(row);
    const left = (byTenant.get(row.tenantId) ?? 1) - 1;
    if (left > 0) byTenant.set(row.tenantId, left);
    else byTenant.delete(row.tenantId);
    onEnd();
  };

  return {
    get size() {
      return works.size;
    },
    get rows() {
      return [...works.keys()];
    },
    byTenant,
    begin(row, work) {
      byTenant.set(row.tenantId, (byTenant.get(row.tenantId) ?? 0) + 1);
      works.set(
        row,
        work().finally(() => end(row)),
      );
    },
    async settle(waitMs) {
      const stop = new AbortController();
      const patience = sleep(waitMs, undefined, { signal: stop.signal }).catch(() => undefined);
      const all = (async () => {
        while (works.size > 0) await Promise.allSettled(works.values());
      })();
      await Promise.race([all, patience]);
      stop.abort();
      return [...works.keys()];
    },
  };
}
