import { createInOrder } from "../../../src/adapter-kit/in-order.ts";
import type { Intake } from "../../../src/ports/intake.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName, slackFault } from "../errors.ts";
import type { AccessBook } from "../install/access.ts";
import type { SlackFact } from "../parse/facts.ts";
import { toInboundEvent } from "../parse-event.ts";
import type { Directory } from "../people/directory.ts";
import { OK, type Reply, TRY_AGAIN } from "./reply.ts";

export interface TakeFactOptions {
  readonly intake: Intake;
  readonly book: AccessBook;
  readonly directory: Directory;
  readonly logger: Logger;
}

/** From a fact to the inbox. `ok` only after the row is committed. */
export type TakeFact = (fact: SlackFact) => Promise<Reply>;

export function createTakeFact({ intake, book, directory, logger }: TakeFactOptions): TakeFact {
  const inOrder = createInOrder();

  const know = async (fact: SlackFact) => {
    const access = await book.find(fact.workspaceKey);
    if (access !== null) return toInboundEvent(fact, await directory.knowledgeFor(fact, access));
    if (book.isRefused())
      throw slackFault("token-refused", "Slack refuses the bot token.", "Slack tells it again.");
    return null;
  };

  return async (fact) => {
    try {
      return await inOrder.runWith(`${fact.workspaceKey}/${fact.channelKey}`, know(fact), async (event) => {
        // Removed, another company's, or a bot's: nothing is owed to anybody.
        if (event === null) return OK;
        const outcome = await intake.accept(event);
        switch (outcome.kind) {
          case "accepted":
          case "duplicate":
            return OK;
          case "unknown-workspace":
            logger.warn({ workspaceKey: fact.workspaceKey }, "an event of a workspace that nobody has");
            return OK;
          case "refused":
            logger.warn({ code: outcome.code, type: fact.type }, "the desk refused an event of Slack");
            return { kind: "refused", code: outcome.code };
        }
      });
    } catch (error) {
      logger.warn({ code: faultName(error), type: fact.type }, "an event of Slack could not be kept");
      return TRY_AGAIN;
    }
  };
}
