/** Rejects with `late()` when the work has not ended in time; the work itself goes on unheard. */
export async function withinTime<T>(work: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), limitMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
    // Nobody waits any longer; a late rejection must not end the process.
    work.catch(() => undefined);
  }
}
