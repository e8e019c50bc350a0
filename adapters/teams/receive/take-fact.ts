import { createInOrder } from "../../../src/adapter-kit/in-order.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Intake } from "../../../src/ports/intake.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import type { TeamsFact } from "../parse/facts.ts";
import { toInboundEvent } from "../parse-event.ts";
import type { Directory } from "../people/directory.ts";
import type { createMeasureFiles } from "./measure-files.ts";
import { OK, type Reply, TRY_AGAIN } from "./reply.ts";

export interface TakeFactOptions {
  readonly intake: Intake;
  readonly directory: Directory;
  readonly measureFiles: ReturnType<typeof createMeasureFiles>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** From a fact to the inbox. `ok` only after the row is committed. */
export type TakeFact = (fact: TeamsFact) => Promise<Reply>;

export function createTakeFact({
  intake,
  directory,
  measureFiles,
  clock,
  logger,
}: TakeFactOptions): TakeFact {
  const inOrder = createInOrder();

  const know = async (fact: TeamsFact) => {
    const files = fact.type === "posted" ? fact.files : [];
    const [known, measured] = await Promise.all([
      directory.knowledgeFor(fact),
      files.length === 0 ? [] : measureFiles(files, fact.serviceUrl),
    ]);
    return toInboundEvent(fact, { ...known, files: measured }, clock.now());
  };

  return async (fact) => {
    const place = `${fact.organisationKey}/${fact.channelKey}`;
    try {
      return await inOrder.runWith(place, know(fact), async (event) => {
        const outcome = await intake.accept(event);
        switch (outcome.kind) {
          case "accepted":
          case "duplicate":
            return OK;
          case "unknown-workspace":
            logger.warn(
              { organisationKey: fact.organisationKey },
              "an activity of an organisation that nobody has",
            );
            return { kind: "refused", status: 401, code: "teams.unknown-organisation" };
          case "refused":
            logger.warn({ code: outcome.code, type: fact.type }, "the desk refused an activity of Teams");
            return { kind: "refused", status: 400, code: outcome.code };
        }
      });
    } catch (error) {
      logger.warn({ code: faultName(error), type: fact.type }, "an activity of Teams could not be kept");
      return TRY_AGAIN;
    }
  };
}
