import { PLATFORMS, type Platform } from "../domain/channel.ts";
import type { OutboxRow } from "../store/spine/outbox-queue.ts";
import { createBuckets } from "./buckets.ts";
import type { SendLimits } from "./send-limits.ts";

/** Who may send now: token buckets per channel and workspace, and the pauses that platforms asked for. */
export interface Pace {
  /** `false` when the row is too early; it then goes back. */
  take(row: OutboxRow, nowMs: number): boolean;
  pauseWorkspace(workspaceId: string, untilMs: number): void;
  pausedLanes(nowMs: number): readonly string[];
  pausedWorkspaceIds(nowMs: number): readonly string[];
  nextTokenInMs(nowMs: number): number | null;
  limitsOf(platform: string): SendLimits | null;
}

export function createPace(limits: Readonly<Record<Platform, SendLimits>>): Pace {
  const lanes = createBuckets();
  const workspaces = createBuckets();
  const pausedUntil = new Map<string, number>();
  const limitsOf = (platform: string) => {
    const known = PLATFORMS.find((name) => name === platform);
    return known === undefined ? null : limits[known];
  };

  return {
    limitsOf,
    take(row, nowMs) {
      const own = limitsOf(row.platform);
      // No limits, no adapter: the sender says so.
      if (own === null) return true;
      if (!workspaces.take(row.workspaceId, own.workspace, nowMs)) return false;
      return lanes.take(`${row.tenantId}/${row.workspaceId}/${row.lane}`, own.channel, nowMs);
    },
    pauseWorkspace(workspaceId, untilMs) {
      pausedUntil.set(workspaceId, Math.max(untilMs, pausedUntil.get(workspaceId) ?? 0));
    },
    pausedLanes: (nowMs) => lanes.empty(nowMs),
    pausedWorkspaceIds(nowMs) {
      for (const [workspaceId, untilMs] of pausedUntil) if (untilMs <= nowMs) pausedUntil.delete(workspaceId);
      return [...new Set([...pausedUntil.keys(), ...workspaces.empty(nowMs)])];
    },
    nextTokenInMs(nowMs) {
      const waits = [lanes.nextTokenInMs(nowMs), workspaces.nextTokenInMs(nowMs)].filter(
        (wait) => wait !== null,
      );
      return waits.length === 0 ? null : Math.min(...waits);
    },
  };
}
