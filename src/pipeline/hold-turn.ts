import { isDeepStrictEqual } from "node:util";
import type { Workspace } from "../domain/channel.ts";
import type { Person } from "../domain/person.ts";
import type { DecidedTurn, Turn } from "../domain/turn.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { Unsaved } from "./find-place.ts";
import { staleTurn } from "./stale-turn.ts";
import { whoMayBeRead } from "./who-may-be-read.ts";

/** The turn with its thread as it is now, and whether that has or had a ticket. */
export interface HeldTurn {
  readonly turn: DecidedTurn;
  readonly hasTicket: boolean;
}

/**
 * Locks what the turn stands on, first of all that its closing transaction does as the tenant. Whoever opted out, was
 * erased or changed the policy before this moment is heeded: the turn is stale and judged again. Whoever comes later
 * waits for the commit and finds the turn's rows.
 */
export async function holdTurn(stores: TenantStores, turn: DecidedTurn, unsaved: Unsaved): Promise<HeldTurn> {
  const { author, channel, workspace } = turn;
  const { customerId } = turn.thread;
  const held = await stores.ingest.hold({
    workspaceId: workspace.id,
    channelId: channel.id,
    threadId: turn.thread.id,
    personIds: customerId === null || customerId === author.id ? [author.id] : [author.id, customerId],
  });
  const { thread } = held;
  if (turn.isNewThread ? thread !== null : thread?.customerId !== customerId) throw staleTurn();
  const isKnown = unsaved.channel?.isNew !== true;
  // The purpose says whose documents may be quoted there.
  if (isKnown && (held.channelMode !== channel.mode || held.channelPurpose !== channel.purpose))
    throw staleTurn();
  if (!held.workspace || !isDeepStrictEqual(standingRules(held.workspace), standingRules(workspace)))
    throw staleTurn();
  const now: Turn = { ...turn, thread: thread ?? turn.thread };
  checkPeople(now, held.people, unsaved.person);
  return { turn: { ...turn, thread: now.thread }, hasTicket: held.hasTicket };
}

/** What says of an author whether they are staff and may be read. */
const standingRules = ({ kind, roleRules, emotionDeclaredAt }: Workspace) => ({
  kind,
  roleRules,
  emotionDeclaredAt,
});

function checkPeople(turn: Turn, people: readonly Person[], unsaved: Unsaved["person"]): void {
  const known = people.find(({ id }) => id === turn.author.id);
  if (!known && unsaved?.isNew !== true) throw staleTurn();
  // Name and role come from the event where they are news; the choice about analysis is the row's.
  const author = known ? { ...turn.author, optedOutAt: known.optedOutAt } : turn.author;
  const customer = people.find(({ id }) => id === turn.thread.customerId) ?? null;
  const allowed = whoMayBeRead({ ...turn, author, customer });
  const { notAnalysedReason, customerNotAnalysedReason } = turn.policy;
  if (allowed.notAnalysedReason !== notAnalysedReason) throw staleTurn();
  if (allowed.customerNotAnalysedReason !== customerNotAnalysedReason) throw staleTurn();
}
