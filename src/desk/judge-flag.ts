import type { FlagVerdict } from "../domain/churn-risk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { placeOfThread } from "./place.ts";
import { updateCard } from "./ticket-card.ts";
import type { Move, MoveOutcome } from "./ticket-moves.ts";

const WORDS: Readonly<Record<FlagVerdict, string>> = {
  left: "The customer left",
  stayed: "The customer stayed",
  "false-alarm": "Not a risk",
};

/** A human's verdict on the thread's flags; a thread that was flagged twice is judged, and counted, once. */
export async function judgeFlag(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  verdict: FlagVerdict,
): Promise<MoveOutcome> {
  const thread = await stores.threads.getForUpdate(ticket.threadId);
  let flag = await stores.riskFlags.findOpen(ticket.threadId);
  if (!thread || !flag) return "There is no open flag on this thread.";
  while (flag) {
    await stores.riskFlags.giveVerdict(flag.id, { verdict, verdictAt: now, verdictById: actor.id });
    flag = await stores.riskFlags.findOpen(ticket.threadId);
  }
  const home = await placeOfThread(stores, thread);
  if (home) {
    const { platform } = home.workspace;
    await stores.figures.count({ at: now, platform, metric: "flags-judged" });
    if (verdict === "left") await stores.figures.count({ at: now, platform, metric: "flags-confirmed" });
  }
  if (verdict === "false-alarm") await stores.threads.change(thread.id, { riskLevel: "low", riskScore: 0 });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "judged",
    actorId: actor.id,
    detail: `${WORDS[verdict]}, says ${actor.displayName}`,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}
