import { MIN_EVIDENCE_TO_FLAG, riskLevelOf, riskScoreOf } from "../domain/churn-risk.ts";
import type { Thread } from "../domain/thread.ts";
import type { DeskActions, WordsGone } from "../ports/desk.ts";
import type { RiskFlag } from "../ports/stores/desk-stores.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { subjectOf } from "./open-ticket.ts";
import { placeOfThread } from "./place.ts";
import { updateCard } from "./ticket-card.ts";

const MOST_TICKETS = 50;

/** The team keeps the ticket, and nothing of the words that are gone. */
export const noteWordsGone: DeskActions["noteWordsGone"] = async (stores, gone) => {
  const thread = await stores.threads.getForUpdate(gone.message.threadId);
  if (!thread) return;
  await stores.turns.dropEvidence(thread.id, gone.message.id);
  for (const flag of await stores.riskFlags.listByThread(thread.id)) await changeFlag(stores, flag, gone);
  await changeThread(stores, thread);
  await changeTickets(stores, thread, gone);
};

/** A flag with too little left behind it is none; a judged one stays, with its verdict. */
async function changeFlag(stores: TenantStores, flag: RiskFlag, gone: WordsGone): Promise<void> {
  const kept = flag.signals.filter((signal) => signal.messageId !== gone.message.id);
  if (kept.length === flag.signals.length) return;
  const fresh = gone.signals.filter((signal) => !kept.some(({ name }) => name === signal.name));
  const signals = [...kept, ...fresh].sort((a, b) => b.weight - a.weight);
  if (signals.length < MIN_EVIDENCE_TO_FLAG && flag.verdict === null) return stores.riskFlags.remove(flag.id);
  const score = riskScoreOf(signals);
  await stores.riskFlags.changeEvidence(flag.id, {
    signals,
    score,
    level: riskLevelOf(score, signals.length),
  });
}

async function changeThread(stores: TenantStores, thread: Thread): Promise<void> {
  if (thread.flaggedAt === null) return;
  const open = await stores.riskFlags.findOpen(thread.id);
  if (open) return stores.threads.change(thread.id, { riskLevel: open.level, riskScore: open.score });
  await stores.threads.change(thread.id, { riskLevel: "low", riskScore: 0 });
  if ((await stores.riskFlags.listByThread(thread.id)).length > 0) return;
  await stores.threads.change(thread.id, { flaggedAt: null });
  const home = await placeOfThread(stores, thread);
  if (home)
    await stores.figures.count({
      at: thread.flaggedAt,
      platform: home.workspace.platform,
      metric: "flagged",
      by: -1,
    });
}

async function changeTickets(
  stores: TenantStores,
  thread: Thread,
  { message, now }: WordsGone,
): Promise<void> {
  if (thread.customerId === null) return;
  const all = await stores.tickets.list({ customerId: thread.customerId, limit: MOST_TICKETS });
  const words = subjectOf(message.text);
  for (const ticket of all.filter(({ threadId }) => threadId === thread.id)) {
    if (ticket.subject === words)
      await stores.tickets.change(ticket.id, { subject: "The customer took the words back" });
    await updateCard(stores, ticket.id, `words-gone:${message.id}:${now.toISOString()}`, now);
  }
}
