/** What this process has tried and posted, for looking after an uncertain one. */
export interface SentBook {
  noteTried(outboxId: string, at: Date): void;
  notePosted(outboxId: string, messageKey: string): void;
  triedAt(outboxId: string): Date | null;
  /** Whether a message is known to be another row's. */
  isOthers(outboxId: string, messageKey: string): boolean;
}

const MOST_KEPT = 10_000;

export function createSentBook(): SentBook {
  const tried = new Map<string, Date>();
  const owners = new Map<string, string>();
  const trim = (kept: Map<string, unknown>): void => {
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  };
  return {
    noteTried(outboxId, at) {
      if (tried.has(outboxId)) return;
      trim(tried);
      tried.set(outboxId, at);
    },
    notePosted(outboxId, messageKey) {
      tried.delete(outboxId);
      trim(owners);
      owners.set(messageKey, outboxId);
    },
    triedAt: (outboxId) => tried.get(outboxId) ?? null,
    isOthers: (outboxId, messageKey) => (owners.get(messageKey) ?? outboxId) !== outboxId,
  };
}
