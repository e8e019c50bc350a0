import type { TimerName } from "../domain/inbound-event.ts";
import type { Ticket } from "../domain/ticket.ts";
import { addMs } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { deskTimer } from "./desk-timer.ts";

/** Waits while it is the customer's turn. */
const WAITS: readonly TimerName[] = ["remind-customer", "close-silent"];

/** It is the customer's turn from now on; every answer of the team begins the wait anew. */
export async function awaitCustomer(stores: TenantStores, ticket: Ticket, now: Date): Promise<void> {
  await stopAwaiting(stores, ticket.id);
  const { settings } = await stores.tenant.get();
  const { remindCustomerAfterMs: remindMs, closeSilentAfterMs: closeMs } = settings;
  if (remindMs > 0) await setWait(stores, ticket, "remind-customer", addMs(now, remindMs));
  else if (closeMs > 0) await setWait(stores, ticket, "close-silent", addMs(now, closeMs));
}

export async function stopAwaiting(stores: Pick<TenantStores, "timers">, ticketId: string): Promise<void> {
  for (const name of WAITS) await stores.timers.cancel(name, ticketId);
}

export async function setWait(
  stores: TenantStores,
  ticket: Ticket,
  name: TimerName,
  dueAt: Date,
): Promise<void> {
  const timer = await deskTimer(stores, { ticket, name, dueAt });
  if (timer) await stores.timers.set(timer);
}
