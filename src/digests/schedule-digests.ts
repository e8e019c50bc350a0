import type { DigestKind } from "../domain/digest.ts";
import type { TimerDue } from "../domain/inbound-event.ts";
import type { Tenant } from "../domain/tenant-settings.ts";
import { DAY } from "../domain/time.ts";
import { latestLocalHour, localTime } from "../domain/zone.ts";
import type { Store, TenantStores } from "../ports/stores/store.ts";

/** A slot that was missed is caught up within this span, once; older ones are let go. */
const GRACE_MS = DAY;
const MONDAY = 1;

/**
 * Puts every digest that is due into the queue. Asking again changes nothing: the slot is the key, so restarts,
 * clock jumps and several processes still give one digest a period.
 */
export async function scheduleDueDigests(store: Store, now: Date): Promise<void> {
  for (const tenant of await store.listTenants()) {
    for (const { kind, slotAt } of dueSlots(tenant, now)) {
      await store.transaction(tenant.id, (stores) => queueDigest(stores, kind, slotAt));
    }
  }
}

/** The newest slot of each kind, when it lies within the grace period. */
export function dueSlots(
  tenant: Pick<Tenant, "timeZone" | "settings">,
  now: Date,
): readonly { readonly kind: DigestKind; readonly slotAt: Date }[] {
  const slotAt = latestLocalHour(now, tenant.settings.digestHour, tenant.timeZone);
  if (now.getTime() - slotAt.getTime() >= GRACE_MS) return [];
  const { year, month, day } = localTime(slotAt, tenant.timeZone);
  const isMonday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() === MONDAY;
  return isMonday
    ? [
        { kind: "daily", slotAt },
        { kind: "weekly", slotAt },
      ]
    : [{ kind: "daily", slotAt }];
}

async function queueDigest(stores: TenantStores, kind: DigestKind, slotAt: Date): Promise<void> {
  const lastEndAt = await stores.digests.lastScheduledEndAt(kind);
  if (lastEndAt !== null && slotAt.getTime() - lastEndAt.getTime() < DAY) return;
  const channel = (await stores.channels.listByPurpose("managers"))[0];
  const workspace = channel ? await stores.workspaces.get(channel.workspaceId) : null;
  if (!channel || !workspace) return;
  const event: TimerDue = {
    kind: "timer-due",
    timer: "post-digest",
    subjectId: kind,
    threadKey: null,
    platform: workspace.platform,
    workspaceKey: workspace.workspaceKey,
    channel: { channelKey: channel.channelKey, name: channel.name, isDirect: false, isPrivate: true },
    actor: { personKey: "rapport", displayName: "Rapport", isBot: true },
    dedupeKey: `digest:${kind}:${slotAt.toISOString()}`,
    occurredAt: slotAt.toISOString(),
  };
  await stores.timers.set({
    workspaceId: workspace.id,
    name: "post-digest",
    subjectId: kind,
    dueAt: slotAt,
    event,
  });
}
