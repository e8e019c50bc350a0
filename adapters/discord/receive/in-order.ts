/** Work of one place, one after another in the order it came; places are independent of each other. */
export interface InOrder {
  run<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Resolves when all that was begun is over. */
  idle(): Promise<void>;
}

export function createInOrder(): InOrder {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(name, work) {
      const before = tails.get(name);
      const run = before === undefined ? work() : before.then(work, work);
      const tail = run.then(
        () => undefined,
        () => undefined,
      );
      tails.set(name, tail);
      void tail.then(() => {
        if (tails.get(name) === tail) tails.delete(name);
      });
      return run;
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
