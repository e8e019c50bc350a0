import { NO_RISK } from "../domain/churn-risk.ts";
import type { DecidedTurn, Policy, Turn } from "../domain/turn.ts";
import type { PersonStore } from "../ports/stores/conversation-stores.ts";
import { whyNotAnalysed } from "../privacy/may-analyse.ts";
import { decide } from "./decide.ts";

type Readers = Pick<Policy, "notAnalysedReason" | "customerNotAnalysedReason">;

/** Whether the author's words, and those of the thread's customer, may be read here. A customer who is not known may not. */
export async function whoMayBeRead(
  stores: { readonly people: Pick<PersonStore, "get"> },
  { author, thread, workspace, channel }: Pick<Turn, "author" | "thread" | "workspace" | "channel">,
): Promise<Readers> {
  const notAnalysedReason = whyNotAnalysed(author, workspace, channel.mode);
  if (thread.customerId === author.id)
    return { notAnalysedReason, customerNotAnalysedReason: notAnalysedReason };
  const customer = thread.customerId === null ? null : await stores.people.get(thread.customerId);
  return {
    notAnalysedReason,
    customerNotAnalysedReason: customer
      ? whyNotAnalysed(customer, workspace, channel.mode)
      : "standing-unknown",
  };
}

/**
 * The turn as far as it may still be kept: what was read of one who has opted out since goes, and what was decided on it.
 * Who has opted in since was not read, and is from the next message on.
 */
export async function asStillAllowed(
  stores: { readonly people: Pick<PersonStore, "get"> },
  turn: DecidedTurn,
): Promise<DecidedTurn> {
  const author = (await stores.people.get(turn.author.id)) ?? turn.author;
  const now = await whoMayBeRead(stores, { ...turn, author });
  const ofAuthor = turn.policy.notAnalysedReason ?? now.notAnalysedReason;
  const ofCustomer = turn.policy.customerNotAnalysedReason ?? now.customerNotAnalysedReason;
  const isAsJudged =
    ofAuthor === turn.policy.notAnalysedReason && ofCustomer === turn.policy.customerNotAnalysedReason;
  if (isAsJudged) return turn;
  const allowed: DecidedTurn = {
    ...turn,
    policy: { ...turn.policy, notAnalysedReason: ofAuthor, customerNotAnalysedReason: ofCustomer },
    emotion: ofAuthor === null ? turn.emotion : { kind: "not-analysed", reason: ofAuthor },
    risk: NO_RISK,
  };
  return { ...allowed, decision: decide(allowed) };
}
