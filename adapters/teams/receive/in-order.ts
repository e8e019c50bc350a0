/** Lets work be prepared side by side and finished in the order it came, for each name by itself. */
export function createInOrder() {
  const tails = new Map<string, Promise<void>>();
  return async <T, Result>(
    name: string,
    prepared: Promise<T>,
    finish: (value: T) => Promise<Result>,
  ): Promise<Result> => {
    const before = tails.get(name);
    const run = (async () => {
      const [value] = await Promise.all([prepared, before]);
      return finish(value);
    })();
    const tail = run.then(
      () => undefined,
      () => undefined,
    );
    tails.set(name, tail);
    try {
      return await run;
    } finally {
      if (tails.get(name) === tail) tails.delete(name);
    }
  };
}
