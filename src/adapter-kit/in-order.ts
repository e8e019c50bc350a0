/** Work of one place, one after another in the order it came; places are independent of each other. */
export interface InOrder {
  run<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** For work that needs something first: that is got ready beside what came before. */
  runWith<Value, Result>(
    name: string,
    ready: Promise<Value>,
    work: (value: Value) => Promise<Result>,
  ): Promise<Result>;
  /** Resolves when all that was begun is over. */
  idle(): Promise<void>;
}

export function createInOrder(): InOrder {
  const tails = new Map<string, Promise<void>>();
  const run = <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const before = tails.get(name);
    const result = before === undefined ? work() : before.then(work);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    tails.set(name, tail);
    void tail.then(() => {
      if (tails.get(name) === tail) tails.delete(name);
    });
    return result;
  };
  return {
    run,
    runWith(name, ready, work) {
      // Its failure is the work's, told when its turn comes.
      ready.catch(() => undefined);
      return run(name, async () => work(await ready));
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
