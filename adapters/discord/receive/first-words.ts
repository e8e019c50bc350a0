/** The first words of messages, for the names of the threads that grow from them. */
export interface FirstWords {
  note(messageKey: string, text: string): void;
  of(messageKey: string): string | null;
}

const MOST_KEPT = 5_000;
const LENGTH = 90;

export function createFirstWords(): FirstWords {
  const kept = new Map<string, string>();
  return {
    note(messageKey, text) {
      const words = text.replace(/\s+/g, " ").trim().slice(0, LENGTH);
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      if (words !== "") kept.set(messageKey, words);
    },
    of: (messageKey) => kept.get(messageKey) ?? null,
  };
}
