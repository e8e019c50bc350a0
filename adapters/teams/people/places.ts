import type { Clock } from "../../../src/ports/clock.ts";
import type { ConversationBook, ConversationReference } from "../../../src/ports/stores/conversation-book.ts";

/** The book of conversations with a memory: what did not change is written once. */
export interface Places {
  /** Resolves when the database has it. */
  note(organisationKey: string, reference: ConversationReference): Promise<void>;
  find(organisationKey: string, channelKey: string): Promise<ConversationReference | null>;
  any(organisationKey: string): Promise<ConversationReference | null>;
  homeTeam(organisationKey: string): Promise<ConversationReference | null>;
  removeTeam(organisationKey: string, teamKey: string): Promise<void>;
  remove(organisationKey: string, channelKey: string): Promise<void>;
}

const MOST_KEPT = 50_000;

export function createPlaces(book: ConversationBook, clock: Clock): Places {
  const kept = new Map<string, ConversationReference>();
  const keyOf = (organisationKey: string, channelKey: string): string => `${organisationKey}/${channelKey}`;

  const keep = (organisationKey: string, reference: ConversationReference): void => {
    if (kept.size >= MOST_KEPT) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    }
    kept.set(keyOf(organisationKey, reference.channelKey), reference);
  };

  return {
    async note(organisationKey, told) {
      const key = keyOf(organisationKey, told.channelKey);
      const known = kept.get(key);
      // Not every activity names the team's group; what was told once stays.
      const reference = {
        ...told,
        teamKey: told.teamKey ?? known?.teamKey ?? null,
        teamGroupKey: told.teamGroupKey ?? known?.teamGroupKey ?? null,
      };
      if (known !== undefined && isSame(known, reference)) return;
      const stored = known ?? (await book.find(organisationKey, told.channelKey));
      const whole = { ...reference, teamGroupKey: reference.teamGroupKey ?? stored?.teamGroupKey ?? null };
      if (stored === null || !isSame(stored, whole)) await book.save(organisationKey, whole, clock.now());
      keep(organisationKey, whole);
    },

    async find(organisationKey, channelKey) {
      const known = kept.get(keyOf(organisationKey, channelKey));
      if (known !== undefined) return known;
      const stored = await book.find(organisationKey, channelKey);
      if (stored !== null) keep(organisationKey, stored);
      return stored;
    },

    any: (organisationKey) => book.findAny(organisationKey),
    homeTeam: (organisationKey) => book.homeTeam(organisationKey),

    async removeTeam(organisationKey, teamKey) {
      await book.removeTeam(organisationKey, teamKey);
      for (const [key, reference] of kept)
        if (key.startsWith(`${organisationKey}/`) && reference.teamKey === teamKey) kept.delete(key);
    },

    async remove(organisationKey, channelKey) {
      kept.delete(keyOf(organisationKey, channelKey));
      await book.remove(organisationKey, channelKey);
    },
  };
}

const isSame = (one: ConversationReference, other: ConversationReference): boolean =>
  one.serviceUrl === other.serviceUrl &&
  one.isDirect === other.isDirect &&
  one.teamKey === other.teamKey &&
  one.teamGroupKey === other.teamGroupKey &&
  one.botKey === other.botKey;
