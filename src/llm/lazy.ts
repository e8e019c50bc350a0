/** Builds on first use and once; a failed build is tried again at the next use. */
export function lazy<T>(build: () => Promise<T>): () => Promise<T> {
  let built: Promise<T> | null = null;
  return async () => {
    built ??= build();
    try {
      return await built;
    } catch (error) {
      built = null;
      throw error;
    }
  };
}
