import { setTimeout as sleep } from "node:timers/promises";

/** Rows that a worker has in hand, and the work on them. */
export interface InHand<Row extends { readonly tenantId: string }> {
  /** Under way and held. */
  readonly size: number;
  readonly underWay: number;
  readonly held: number;
  readonly rows: readonly Row[];
  readonly byTenant: ReadonlyMap<string, number>;
  /** Begins the work; `onEnd` is called when it is over. The work never rejects. */
  begin(row: Row, work: () => Promise<void>): void;
  /** Takes it in hand; the work begins with `beginNext`, in the order of taking. */
  hold(row: Row, work: () => Promise<void>): void;
  beginNext(): void;
  /** Resolves when nothing is under way, or after `waitMs`; gives the rows that are left, held ones among them. */
  settle(waitMs: number): Promise<readonly Row[]>;
}

export function createInHand<Row extends { readonly tenantId: string }>(onEnd: () => void): InHand<Row> {
  const works = new Map<Row, Promise<void>>();
  const held: { readonly row: Row; readonly work: () => Promise<void> }[] = [];
  const byTenant = new Map<string, number>();

  const end = (row: Row) => {
    works.delete(row);
    const left = (byTenant.get(row.tenantId) ?? 1) - 1;
    if (left > 0) byTenant.set(row.tenantId, left);
    else byTenant.delete(row.tenantId);
    onEnd();
  };

  const count = (row: Row) => byTenant.set(row.tenantId, (byTenant.get(row.tenantId) ?? 0) + 1);
  const run = (row: Row, work: () => Promise<void>) =>
    works.set(
      row,
      work().finally(() => end(row)),
    );
  const allRows = () => [...works.keys(), ...held.map(({ row }) => row)];

  return {
    get size() {
      return works.size + held.length;
    },
    get underWay() {
      return works.size;
    },
    get held() {
      return held.length;
    },
    get rows() {
      return allRows();
    },
    byTenant,
    begin(row, work) {
      count(row);
      run(row, work);
    },
    hold(row, work) {
      count(row);
      held.push({ row, work });
    },
    beginNext() {
      const next = held.shift();
      if (next !== undefined) run(next.row, next.work);
    },
    async settle(waitMs) {
      const stop = new AbortController();
      const patience = sleep(waitMs, undefined, { signal: stop.signal }).catch(() => undefined);
      const all = (async () => {
        while (works.size > 0) await Promise.allSettled(works.values());
      })();
      await Promise.race([all, patience]);
      stop.abort();
      return allRows();
    },
  };
}
