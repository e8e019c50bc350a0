import type { DigestKind } from "../domain/digest.ts";
import type { TimerDue } from "../domain/inbound-event.ts";
import type { Tenant } from "../domain/tenant-settings.ts";
import { addMs, DAY, HOUR } from "../domain/time.ts";
import { latestLocalHour, localTime } from "../domain/zone.ts";
import type { Store, TenantStores } from "../ports/stores/store.ts";
import { digestPeriod } from "./digest-period.ts";
import { managersChannels } from "./managers-channels.ts";
import { hasHappened } from "./summarise.ts";

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
  return isMonday(slotAt, tenant.timeZone)
    ? [
        { kind: "daily", slotAt },
        { kind: "weekly", slotAt },
      ]
    : [{ kind: "daily", slotAt }];
}

/** When each kind is posted next. */
export function nextSlot(kind: DigestKind, tenant: Pick<Tenant, "timeZone" | "settings">, now: Date): Date {
  const { digestHour } = tenant.settings;
  const lastAt = latestLocalHour(now, digestHour, tenant.timeZone);
  for (let days = 1; ; days += 1) {
    // An hour more than whole days: days of 23 and 25 hours still end behind their slot and before the next.
    const slotAt = latestLocalHour(addMs(lastAt, days * DAY + HOUR), digestHour, tenant.timeZone);
    if (kind === "daily" || isMonday(slotAt, tenant.timeZone)) return slotAt;
  }
}

function isMonday(at: Date, timeZone: string): boolean {
  const { year, month, day } = localTime(at, timeZone);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() === MONDAY;
}

async function queueDigest(stores: TenantStores, kind: DigestKind, slotAt: Date): Promise<void> {
  const { timeZone } = await stores.tenant.get();
  const period = digestPeriod(kind, "schedule", slotAt, timeZone);
  if (await stores.digests.hasScheduledUpTo(kind, period.endAt)) return;
  // A slot is used up by its event. Nothing yet: a message may be late, or our clock ahead; the next look asks again.
  if (!(await hasHappened(stores, period))) return;
  const [place] = await managersChannels(stores);
  if (!place) return;
  const { channel, workspace } = place;
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
