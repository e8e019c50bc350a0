import type { MessageDeleted, MessageEdited } from "../domain/inbound-event.ts";
import { addMs, MINUTE, SECOND } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent } from "../ports/work-queue.ts";

/** When a change whose message is not there is looked at again, one wait after the other; then it is given up. */
const LOOK_AGAIN_AFTER_MS = [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE];
/** The spine takes 200 characters of a fact's name. */
const LONGEST_FACT = 180;

/**
 * Platforms do not promise order, and messages of a thread are worked beside those of their channel: an edit or a
 * deletion may come before its message. It waits as a timer. Most that are never met speak of messages from before
 * Rapport's time.
 */
export async function waitForMessage(
  stores: Pick<TenantStores, "timers">,
  { workspaceId }: Pick<ClaimedEvent, "workspaceId">,
  event: MessageEdited | MessageDeleted,
  now: Date,
): Promise<void> {
  const [, again, looks = "0"] = /^(.*):again:(\d)$/s.exec(event.dedupeKey) ?? [];
  const waitMs = LOOK_AGAIN_AFTER_MS[Number(looks)];
  if (waitMs === undefined) return;
  const fact = again ?? event.dedupeKey.slice(-LONGEST_FACT);
  await stores.timers.set({
    workspaceId,
    name: "early-change",
    subjectId: fact,
    dueAt: addMs(now, waitMs),
    event: { ...event, dedupeKey: `${fact}:again:${Number(looks) + 1}` },
  });
}
