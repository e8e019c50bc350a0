import { type MessageContent, paragraph, text } from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { PostAside, TenantStores } from "../ports/stores/store.ts";
import { sharesWords } from "./likeness.ts";
import { agentsPlace, plain, update } from "./place.ts";
import { cardRef, updateCard } from "./ticket-card.ts";

/** More tickets than any person or any channel's memory has. */
const MOST_TICKETS = 500;

/**
 * Erases a person, and what our own posts elsewhere say of the person: the cards of the person's tickets, and other
 * cards on which those stand as similar. Gives the rows by table.
 */
export async function forgetPerson(
  stores: TenantStores,
  person: Person,
  now: Date,
): Promise<Readonly<Record<string, number>>> {
  const all = await stores.tickets.list({ limit: MOST_TICKETS });
  const own = all.filter((ticket) => ticket.customerId === person.id);
  const naming = all.filter(
    (ticket) =>
      ticket.customerId !== person.id && own.some((one) => sharesWords(one.subject, ticket.subject)),
  );
  const aside = await stores.posts.setAside(person.id);
  const erased = await stores.privacy.erase(person.id);
  for (const post of aside) await takeBack(stores, post);
  for (const ticket of own) await sayErased(stores, ticket, person.workspaceId);
  for (const ticket of naming) await updateCard(stores, ticket.id, `forgotten:${now.toISOString()}`, now);
  return erased;
}

/** What tells of the person goes; where a thread hangs below it, it says what happened. */
async function takeBack(stores: TenantStores, post: PostAside): Promise<void> {
  const { ref: targetRef, workspaceId, platform, workspaceKey, channelKey, threadKey, isRoot } = post;
  const base = { platform, workspaceKey, channelKey, threadKey, targetRef };
  const words = "A ticket was opened here. The customer had all data erased.";
  await stores.outbox.add({
    workspaceId,
    causeKey: targetRef,
    outbound: isRoot ? { ...base, kind: "update", content: plain(words) } : { ...base, kind: "delete" },
  });
}

async function sayErased(stores: TenantStores, ticket: Ticket, workspaceId: string): Promise<void> {
  const place = await agentsPlace(stores, workspaceId);
  if (!place || (await stores.posts.find(cardRef(ticket.id))) === null) return;
  await stores.outbox.add({
    workspaceId: place.workspace.id,
    causeKey: `card:${ticket.id}:erased`,
    outbound: update(place, cardRef(ticket.id), erasedCard(ticket.number)),
  });
}

function erasedCard(number: number): MessageContent {
  const words = `#${number} · The customer had all data erased.`;
  return { summary: words, accent: "closed", blocks: [paragraph(text(words))] };
}

/** Stops reading a person and takes back what was read; cards of open tickets show it no longer. Gives the readings removed. */
export async function optOut(stores: TenantStores, person: Person, now: Date): Promise<number> {
  await stores.people.setOptedOut(person.id, now);
  const removed = await stores.privacy.forgetReadings(person.id);
  for (const ticket of await stores.tickets.list({ customerId: person.id, limit: MOST_TICKETS }))
    await updateCard(stores, ticket.id, `opted-out:${now.toISOString()}`, now);
  return removed;
}
