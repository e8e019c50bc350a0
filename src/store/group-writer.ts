/**
 * Group commit: what arrives while a write is under way goes into the next one together. Under no load an item is
 * written at once; under load the price of a transaction is shared.
 */
export interface GroupWriter<Item, Result> {
  /** Resolves when the item is committed, with its own result; rejects with what its batch failed of. */
  write(item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** `commit` gives one result per item, in order. */
export function createGroupWriter<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
  maxItems = 64,
): GroupWriter<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let isWriting = false;

  async function drain(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      // The embedded database works on this thread: requests that came meanwhile are read first, and join.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const batch = waiting.splice(0, maxItems);
      try {
        const results = await commit(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => {
          entry.resolve(results[index] as Result);
        });
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    isWriting = false;
  }

  return {
    write(item) {
      return new Promise<Result>((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!isWriting) void drain();
      });
    },
  };
}
