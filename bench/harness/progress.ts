const WIDTH = 24;

/** A bar on a terminal; anywhere else one line when a program begins. */
export function createProgress(stream: NodeJS.WriteStream) {
  let title = "";
  return {
    begin(name: string): void {
      title = name;
      if (!stream.isTTY) stream.write(`${name} ...\n`);
    },
    step(done: number, total: number, what: string): void {
      if (!stream.isTTY) return;
      const full = Math.round((WIDTH * done) / Math.max(1, total));
      const bar = "#".repeat(full).padEnd(WIDTH, ".");
      stream.write(`\r\u001b[2K${title} [${bar}] ${done}/${total} ${what}`.slice(0, stream.columns ?? 100));
    },
    end(): void {
      if (stream.isTTY) stream.write("\r\u001b[2K");
    },
  };
}
