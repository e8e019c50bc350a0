import type { SlaClock } from "../domain/sla.ts";
import { nextOpening, openingWords } from "../domain/working-hours.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** By which clock the team works. */
export async function teamClock(stores: Pick<TenantStores, "tenant">): Promise<SlaClock> {
  const { settings, timeZone } = await stores.tenant.get();
  return { hours: settings.workingHours, timeZone };
}

/** Behind the words that pass somebody on: when a person will be back, with a blank before it; empty while somebody is there. */
export async function whenBack(stores: Pick<TenantStores, "tenant">, now: Date): Promise<string> {
  const { hours, timeZone } = await teamClock(stores);
  const opensAt = nextOpening(hours, now, timeZone);
  return opensAt === null ? "" : ` The team is away now and back ${openingWords(opensAt, now, timeZone)}.`;
}
