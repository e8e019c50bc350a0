export interface FreshCacheOptions<Value> {
  /** Rejects when it could not be read. */
  readonly load: (key: string) => Promise<Value>;
  /** Younger is used as it is; older is read anew behind the answer. */
  readonly freshMs: number;
  /** Older than this it is not used at all. */
  readonly usableMs: number;
  /** A failed reading is not tried again before. */
  readonly failedMs: number;
  readonly maxEntries: number;
  /** Monotonic. */
  readonly nowMs: () => number;
}

export interface FreshCache<Value> {
  /** At once from memory, else read within the time given; `null` when it cannot be had by then. */
  get(key: string, waitMs: number): Promise<Value | null>;
  /** What is in memory and may be used. */
  peek(key: string): Value | null;
  set(key: string, value: Value): void;
  forget(key: string): void;
}

interface Entry<Value> {
  value: Value | null;
  readAtMs: number;
  failedAtMs: number;
  loading: Promise<void> | null;
}

/** Remembers what a slow place said, and asks it no more often than it must. */
export function createFreshCache<Value>(options: FreshCacheOptions<Value>): FreshCache<Value> {
  const { load, freshMs, usableMs, failedMs, maxEntries, nowMs } = options;
  const entries = new Map<string, Entry<Value>>();

  const entryOf = (key: string): Entry<Value> => {
    const known = entries.get(key);
    if (known) return known;
    if (entries.size >= maxEntries) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    const entry = {
      value: null,
      readAtMs: Number.NEGATIVE_INFINITY,
      failedAtMs: Number.NEGATIVE_INFINITY,
      loading: null,
    };
    entries.set(key, entry);
    return entry;
  };

  const read = (key: string, entry: Entry<Value>): Promise<void> => {
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
    return entry.loading;
  };

  const usable = (entry: Entry<Value>): Value | null =>
    nowMs() - entry.readAtMs < usableMs ? entry.value : null;

  return {
    async get(key, waitMs) {
      const entry = entryOf(key);
      const ageMs = nowMs() - entry.readAtMs;
      if (ageMs < freshMs) return entry.value;
      const mayTry = nowMs() - entry.failedAtMs >= failedMs;
      const reading = mayTry ? read(key, entry) : Promise.resolve();
      if (ageMs >= usableMs && waitMs > 0) await Promise.race([reading, after(waitMs)]);
      return usable(entry);
    },
    peek: (key) => {
      const entry = entries.get(key);
      return entry ? usable(entry) : null;
    },
    set(key, value) {
      const entry = entryOf(key);
      entry.value = value;
      entry.readAtMs = nowMs();
    },
    forget(key) {
      entries.delete(key);
    },
  };
}

const after = (spanMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, spanMs).unref();
  });
