import { HOUR } from "../../../src/domain/time.ts";

/** What Slack would not do for a workspace, so that it is not asked at every answer. */
export interface Refusals {
  note(workspaceKey: string, what: Extra): void;
  has(workspaceKey: string, what: Extra): boolean;
}

/** What not every Slack knows: GovSlack, older workspaces, plans. */
type Extra = "streams" | "thumbs";

/** Slack may learn it. */
const KEPT_MS = 6 * HOUR;
const MOST_KEPT = 10_000;

/** `nowMs` is monotonic. */
export function createRefusals(nowMs: () => number): Refusals {
  const until = new Map<string, number>();
  return {
    note(workspaceKey, what) {
      if (until.size >= MOST_KEPT) until.clear();
      until.set(`${what}/${workspaceKey}`, nowMs() + KEPT_MS);
    },
    has: (workspaceKey, what) => (until.get(`${what}/${workspaceKey}`) ?? 0) > nowMs(),
  };
}
