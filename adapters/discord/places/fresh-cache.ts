export interface FreshCacheOptions<Value> {
  /** Rejects when it could not be read. */
  readonly load: (key: string) => Promise<Value>;
  /** Younger is used as it is. */
  readonly freshMs: number;
  /** A failed reading is not tried again before. */
  readonly failedMs: number;
  readonly maxEntries: number;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Remembers what a slow place said, and asks it no more often than it must. */
export interface FreshCache<Value> {
  /** At once from memory. */
  peek(key: string): Value | null;
  /** From memory, else read; `null` when it cannot be had. */
  get(key: string): Promise<Value | null>;
  set(key: string, value: Value): void;
  forget(key: string): void;
}

interface Entry<Value> {
  value: Value | null;
  readAtMs: number;
  failedAtMs: number;
  loading: Promise<void> | null;
}

export function createFreshCache<Value>(options: FreshCacheOptions<Value>): FreshCache<Value> {
  const { load, freshMs, failedMs, maxEntries, nowMs } = options;
  const entries = new Map<string, Entry<Value>>();
  const entryOf = (key: string): Entry<Value> => {
    const known = entries.get(key);
    if (known) return known;
    const [oldest] = entries.keys();
    if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
    const entry: Entry<Value> = {
      value: null,
      readAtMs: Number.NEGATIVE_INFINITY,
      failedAtMs: Number.NEGATIVE_INFINITY,
      loading: null,
    };
    entries.set(key, entry);
    return entry;
  };
  const isFresh = (entry: Entry<Value>): boolean => nowMs() - entry.readAtMs < freshMs;
  return {
    peek(key) {
      const entry = entries.get(key);
      return entry && isFresh(entry) ? entry.value : null;
    },
    async get(key) {
      const entry = entryOf(key);
      if (isFresh(entry)) return entry.value;
      if (nowMs() - entry.failedAtMs < failedMs) return null;
      entry.loading ??= load(key)
        .then((value) => {
          entry.value = value;
          entry.readAtMs = nowMs();
        })
        .catch(() => {
          entry.failedAtMs = nowMs();
        })
        .finally(() => {
          entry.loading = null;
        });
      await entry.loading;
      return isFresh(entry) ? entry.value : null;
    },
    set(key, value) {
      const entry = entryOf(key);
      entry.value = value;
      entry.readAtMs = nowMs();
    },
    forget: (key) => void entries.delete(key),
  };
}
