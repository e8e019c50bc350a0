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
  /** Takes it in hand; the work begins with `beginNext`. */
  hold(row: Row, work: () => Promise<void>): void;
  /** The tenant with the least under way comes first; of equals, the row taken first. */
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
  const underWayOf = (tenantId: string): number => {
    let count = 0;
    for (const row of works.keys()) if (row.tenantId === tenantId) count += 1;
    return count;
  };
  /** Place in `held` of what begins next. */
  const placeOfNext = (): number => {
    let place = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [at, { row }] of held.entries()) {
      const count = underWayOf(row.tenantId);
      if (count < least) [place, least] = [at, count];
    }
    return place;
  };
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
      const [next] = held.splice(placeOfNext(), 1);
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
