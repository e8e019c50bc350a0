import type { TenantStores } from "../ports/stores/store.ts";
import type { Place } from "./place.ts";

/** Lets the native thread show that it is solved, closed without that, or open again, after all that was said in it before. */
export async function markThread(
  stores: TenantStores,
  { workspace, channelKey, threadKey }: Place,
  state: "solved" | "closed" | "open",
  cause: string,
): Promise<void> {
  if (threadKey === null) return;
  const { platform, workspaceKey } = workspace;
  await stores.outbox.add({
    workspaceId: workspace.id,
    causeKey: `mark:${threadKey}:${cause}`,
    outbound: { kind: "mark-thread", platform, workspaceKey, channelKey, threadKey, state },
  });
}
