import type { Policy, Turn } from "../domain/turn.ts";
import type { PersonStore } from "../ports/stores/conversation-stores.ts";
import { whyNotAnalysed } from "../privacy/may-analyse.ts";

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
