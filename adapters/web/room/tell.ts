import { errorCode } from "../../../src/domain/errors.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { statusOf, webFault } from "../errors.ts";
import type { RoomFact } from "./fact.ts";

/** Tells the desk. Resolves when the desk has it for good; rejects when it has refused or could not keep it. */
export type FactListener = (fact: RoomFact) => Promise<void>;

/** As a platform does: what the desk could not keep is told again later, so that nobody's words are lost with their window. */
export interface FactTeller {
  connect(listener: FactListener): void;
  tell(fact: RoomFact): Promise<void>;
  /** Tells again what is owed. */
  tellOwed(): Promise<void>;
}

const MAX_OWED = 1_000;

export function createFactTeller(logger: Logger): FactTeller {
  const owed = new Map<string, RoomFact>();
  let listener: FactListener | null = null;

  async function tell(fact: RoomFact): Promise<void> {
    if (listener === null)
      throw webFault("web.closed", "The chat is not open.", "Wait until Rapport has started.");
    try {
      await listener(fact);
      owed.delete(fact.factKey);
    } catch (error) {
      if (statusOf(error) >= 500 && (owed.has(fact.factKey) || owed.size < MAX_OWED))
        owed.set(fact.factKey, fact);
      else owed.delete(fact.factKey);
      throw error;
    }
  }

  return {
    connect(given) {
      listener = given;
    },
    tell,
    async tellOwed() {
      for (const fact of [...owed.values()]) {
        try {
          await tell(fact);
        } catch (error) {
          logger.warn(
            { code: errorCode(error), owed: owed.size },
            "the desk cannot take events of the browser chat",
          );
          return;
        }
      }
    },
  };
}
