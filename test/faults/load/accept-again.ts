import { errorCode } from "../../../src/domain/errors.ts";
import type { InboundEvent } from "../../../src/domain/inbound-event.ts";
import type { AcceptOutcome, Intake } from "../../../src/ports/intake.ts";

const MOST_TRIES = 20;

/** Sends again what was turned away because the store did not answer in time, as a platform does after a 503. */
export async function acceptAgain(
  intake: Pick<Intake, "accept">,
  event: InboundEvent,
): Promise<AcceptOutcome> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await intake.accept(event);
    } catch (error) {
      if (errorCode(error) !== "store.unavailable" || tries >= MOST_TRIES) throw error;
    }
  }
}
