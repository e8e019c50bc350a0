import { errorCode } from "../../../src/domain/errors.ts";
import type { Committed, ReadyEvent } from "../../../src/ports/intake.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { statusOf, webFault } from "../errors.ts";
import type { RoomFact } from "./fact.ts";

/** Writes the desk's event beside what it tells of. */
export type WriteBoth<T extends Committed> = (event: ReadyEvent) => Promise<T>;

/** The desk. Each resolves when the desk has the fact for good; rejects when it has refused or could not keep it. */
export interface FactListener {
  hear(fact: RoomFact): Promise<void>;
  /** For what the room writes in the same commit. */
  hearWith<T extends Committed>(fact: RoomFact, write: WriteBoth<T>): Promise<T>;
}

/** As a platform does: what the desk could not keep is told again later, so that nobody's words are lost with their window. */
export interface FactTeller {
  connect(listener: FactListener): void;
  tell(fact: RoomFact): Promise<void>;
  /** Nothing is owed: what could not be written together is not there at all, and its sender is told so. */
  tellWith<T extends Committed>(fact: RoomFact, write: WriteBoth<T>): Promise<T>;
  /** Tells again what is owed. */
  tellOwed(): Promise<void>;
}

const MAX_OWED = 1_000;

export function createFactTeller(logger: Logger): FactTeller {
  const owed = new Map<string, RoomFact>();
  let listener: FactListener | null = null;

  function desk(): FactListener {
    if (listener !== null) return listener;
    throw webFault("web.closed", "The chat is not open.", "Wait until Rapport has started.");
  }

  async function tell(fact: RoomFact): Promise<void> {
    const listening = desk();
    try {
      await listening.hear(fact);
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
    tellWith: async (fact, write) => desk().hearWith(fact, write),
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
