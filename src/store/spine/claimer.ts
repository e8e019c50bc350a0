import { errorCode } from "../../domain/errors.ts";
import type { Database } from "../database.ts";
import {
  claimFairStatement,
  claimOldestStatement,
  dueStatement,
  type QueueNames,
  WINDOW_ROWS,
} from "./claim-statement.ts";

/** What a claim may take, by what the worker has in hand already. */
export interface ClaimRequest {
  readonly now: Date;
  readonly limit: number;
  readonly workerId: string;
  readonly leaseMs: number;
  readonly inHandByTenant: ReadonlyMap<string, number>;
  readonly maxPerTenant: number;
  /** "tenant/workspace/lane" to leave out for now. */
  readonly pausedLanes?: readonly string[];
  readonly pausedWorkspaceIds?: readonly string[];
}

const MOST_TRIES = 3;
/** With a long queue, this many rows of each claim are the oldest of all, whosever turn it is. */
const OLDEST_FIRST = 2;

/**
 * Gives the claim of one queue. An empty queue costs one small look; a short one is seen whole; behind a long one the
 * oldest rows are taken first and the rest in turns over the tenants.
 */
export function createClaimer<Row extends Record<string, unknown>>(
  database: Database,
  queue: QueueNames,
  returning: string,
): (request: ClaimRequest) => Promise<readonly Row[]> {
  const due = dueStatement(queue);
  const oldest = claimOldestStatement(queue, returning);
  const fair = claimFairStatement(queue, returning);

  const claim = async (statement: string, request: ClaimRequest, limit: number): Promise<readonly Row[]> => {
    const parameters = [
      request.now.toISOString(),
      limit,
      request.workerId,
      request.leaseMs,
      [...request.inHandByTenant.keys()],
      [...request.inHandByTenant.values()],
      request.maxPerTenant,
      request.pausedLanes ?? [],
      request.pausedWorkspaceIds ?? [],
    ];
    for (let tries = 1; ; tries += 1) {
      try {
        return await database.spineQuery<Row>(statement, parameters);
      } catch (error) {
        // Another replica took a row of the same thread at the same moment, unseen: the next look sees it.
        if (errorCode(error) !== "store.conflict") throw error;
        if (tries >= MOST_TRIES) return [];
      }
    }
  };

  return async (request) => {
    const seen = (await database.spineQuery<{ due: number }>(due, [request.now.toISOString()]))[0]?.due ?? 0;
    if (seen === 0) return [];
    if (seen < WINDOW_ROWS) return claim(oldest, request, request.limit);
    const first = await claim(oldest, request, Math.min(OLDEST_FIRST, request.limit));
    if (first.length >= request.limit) return first;
    return [...first, ...(await claim(fair, withRows(request, first), request.limit - first.length))];
  };
}

/** The same request with a first catch counted as in hand. */
function withRows(request: ClaimRequest, rows: readonly Record<string, unknown>[]): ClaimRequest {
  const inHandByTenant = new Map(request.inHandByTenant);
  for (const row of rows) {
    const tenantId = String(row.tenant_id);
    inHandByTenant.set(tenantId, (inHandByTenant.get(tenantId) ?? 0) + 1);
  }
  return { ...request, inHandByTenant };
}
