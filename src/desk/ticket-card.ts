import type { Channel } from "../domain/channel.ts";
import { isId } from "../domain/ids.ts";
import type { Citation } from "../domain/knowledge.ts";
import type { MessageContent } from "../domain/message-content.ts";
import { moodPath, turningPoint } from "../domain/mood-path.ts";
import type { Ticket } from "../domain/ticket.ts";
import { describeSpan } from "../domain/time.ts";
import type { HistoryEntry } from "../domain/turn.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { type CardFacts, escalationCard } from "./escalation-card.ts";
import { agentsAt, agentsPlace, placeOfThread, post, update } from "./place.ts";
import { similarTickets } from "./similar-tickets.ts";

export const cardRef = (ticketId: string): string => `card:${ticketId}`;

const QUOTE_LENGTH = 220;
/** Newest tickets among which similar ones are looked for. */
const LOOKED_BACK_ON = 100;
const SHOWN_EVENTS = new Set(["claimed", "replied", "moved", "rated", "judged", "snoozed", "took-over"]);

/** Posts the card of a ticket in the agents' channel; the assignee is pinged once. */
export async function postCard(stores: TenantStores, ticket: Ticket, now: Date): Promise<void> {
  const found = await cardOf(stores, ticket, now, true);
  if (!found) return;
  await stores.outbox.add({
    workspaceId: found.place.workspace.id,
    causeKey: `card:${ticket.id}`,
    ref: cardRef(ticket.id),
    outbound: post(found.place, found.content),
  });
}

/** Brings the card up to date in place. `cause` names what changed, so that a repeat changes nothing. */
export async function updateCard(
  stores: TenantStores,
  ticketId: string,
  cause: string,
  now: Date,
): Promise<void> {
  const ticket = await stores.tickets.get(ticketId);
  const found = ticket ? await cardOf(stores, ticket, now, false) : null;
  if (!found) return;
  await stores.outbox.add({
    workspaceId: found.place.workspace.id,
    causeKey: `card:${ticketId}:${cause}`,
    outbound: update(found.place, cardRef(ticketId), found.content),
  });
}

/** The card as it is now, for whoever looks at it anew; `null` when the ticket or its place is gone. */
export async function currentCard(
  stores: TenantStores,
  ticketId: string,
  now: Date,
): Promise<MessageContent | null> {
  const ticket = isId(ticketId) ? await stores.tickets.get(ticketId) : null;
  return ticket === null ? null : ((await cardOf(stores, ticket, now, false))?.content ?? null);
}

async function cardOf(stores: TenantStores, ticket: Ticket, now: Date, notify: boolean) {
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!thread || !home) return null;
  const place = await agentsPlace(stores, home.workspace.id);
  if (!place) return null;
  const history = await stores.messages.listByThread(thread.id, 100);
  const own = history.filter(
    (entry) => entry.message.authorId !== null && entry.message.authorId === ticket.customerId,
  );
  const facts: CardFacts = {
    ticket,
    customer: ticket.customerId === null ? null : await stores.people.get(ticket.customerId),
    assignee: ticket.assigneeId === null ? null : await stores.people.get(ticket.assigneeId),
    where: whereOf(home.channel),
    wants: wantsOf(await withoutNoise(stores, thread.id, own), ticket),
    files: (await stores.attachments.list(own.map(({ message }) => message.id))).map(({ name }) => name),
    waitingSinceAt: thread.firstAgentReplyAt === null ? thread.openedAt : null,
    ...moodFacts(own),
    flag: await stores.riskFlags.findOpen(thread.id),
    suggestion: await suggestionFor(stores, ticket),
    similarTickets: similarTickets(ticket, await stores.tickets.list({ limit: LOOKED_BACK_ON })),
    progress: await progressOf(stores, ticket),
    agents: (await agentsAt(stores, place)).filter((agent) => agent.isAvailable),
    notify,
  };
  return { place, content: escalationCard(facts, now) };
}

const whereOf = ({ purpose, name }: Channel): string =>
  purpose === "direct" ? "a direct message" : `#${name}`;

function moodFacts(own: readonly HistoryEntry[]): Pick<CardFacts, "moods" | "turnedAtUrl"> {
  const readings = own.flatMap(({ message, tag }) =>
    tag ? [{ messageId: message.id, mood: tag.mood, sentiment: tag.sentiment }] : [],
  );
  const turn = turningPoint(readings);
  const message = turn ? own.find((entry) => entry.message.id === turn.messageId)?.message : undefined;
  return { moods: moodPath(readings).map((step) => step.mood), turnedAtUrl: message?.permalink ?? null };
}

/** Thanks and the like are not what somebody wants; where nothing else was said they stand all the same. */
async function withoutNoise(
  stores: TenantStores,
  threadId: string,
  own: readonly HistoryEntry[],
): Promise<readonly HistoryEntry[]> {
  const turns = await stores.turns.listByThread(threadId);
  const noise = new Set(turns.flatMap((turn) => (turn.request.noise === null ? [] : [turn.messageId])));
  const said = own.filter((entry) => !noise.has(entry.message.id));
  return said.length > 0 ? said : own;
}

function wantsOf(own: readonly HistoryEntry[], ticket: Ticket): CardFacts["wants"] {
  const latest = own.findLast((entry) => entry.message.text.trim().length > 12) ?? own.at(-1);
  const words = latest?.message.text ?? ticket.subject;
  return {
    quote: words.length > QUOTE_LENGTH ? `${words.slice(0, QUOTE_LENGTH - 1)}…` : words,
    permalink: latest?.message.permalink ?? null,
  };
}

/** The drafted answer where the documents had one, else an honest opening for the agent to finish. */
export async function suggestionFor(
  stores: TenantStores,
  ticket: Ticket,
): Promise<{ text: string; citations: readonly Citation[] }> {
  const turns = await stores.turns.listByThread(ticket.threadId);
  const drafted = turns.findLast((turn) => turn.draft?.kind === "cited");
  if (drafted?.draft?.kind === "cited") {
    const wasSaid = drafted.decision.some((action) => action.kind === "reply");
    const opening = wasSaid ? "I have taken this over myself. " : "";
    return { text: `${opening}${drafted.draft.text}`, citations: drafted.draft.citations };
  }
  return {
    text: "I have taken this over and am looking into it now. I will write here again within the hour with what I found.",
    citations: [],
  };
}

async function progressOf(stores: TenantStores, ticket: Ticket): Promise<readonly string[]> {
  const events = await stores.tickets.listEvents(ticket.id);
  const lines = events.filter((event) => SHOWN_EVENTS.has(event.kind)).map((event) => event.detail);
  if (ticket.solvedAt !== null && ticket.state === "solved")
    lines.push(`Solved in ${describeSpan(ticket.solvedAt.getTime() - ticket.openedAt.getTime())}`);
  return lines.slice(-4);
}
