/** When each post was first tried in this process, until it is known to be there. */
export interface Tries {
  note(outboxId: string, at: Date): void;
  at(outboxId: string): Date | null;
  forget(outboxId: string): void;
}

const MOST_KEPT = 10_000;

export function createTries(): Tries {
  const kept = new Map<string, Date>();
  return {
    note(outboxId, at) {
      if (kept.has(outboxId)) return;
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(outboxId, at);
    },
    at: (outboxId) => kept.get(outboxId) ?? null,
    forget: (outboxId) => void kept.delete(outboxId),
  };
}
