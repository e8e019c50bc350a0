import type { Person } from "../domain/person.ts";
import type { Policy, Turn } from "../domain/turn.ts";
import { whyNotAnalysed } from "../privacy/may-analyse.ts";

type Readers = Pick<Policy, "notAnalysedReason" | "customerNotAnalysedReason">;

/**
 * Whether the author's words, and those of the thread's customer, may be read here. A customer who is not known may not.
 * `customer` is asked for where that is somebody other than the author.
 */
export function whoMayBeRead({
  author,
  thread,
  workspace,
  channel,
  customer,
}: Pick<Turn, "author" | "thread" | "workspace" | "channel"> & {
  readonly customer: Person | null;
}): Readers {
  const notAnalysedReason = whyNotAnalysed(author, workspace, channel.mode);
  if (thread.customerId === author.id)
    return { notAnalysedReason, customerNotAnalysedReason: notAnalysedReason };
  return {
    notAnalysedReason,
    customerNotAnalysedReason: customer
      ? whyNotAnalysed(customer, workspace, channel.mode)
      : "standing-unknown",
  };
}
