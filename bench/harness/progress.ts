const WIDTH = 24;

/** A bar on a terminal; anywhere else a line when a program begins and one for each of its rounds. */
export function createProgress(stream: NodeJS.WriteStream) {
  let title = "";
  let toldRound = "";

  function tellRound(what: string): void {
    const round = /^round \d+/.exec(what)?.[0] ?? "";
    if (round === "" || round === toldRound) return;
    toldRound = round;
    stream.write(`  ${round}\n`);
  }

  return {
    begin(name: string): void {
      title = name;
      toldRound = "";
      if (!stream.isTTY) stream.write(`${name} ...\n`);
    },
    step(done: number, total: number, what: string): void {
      if (!stream.isTTY) {
        tellRound(what);
        return;
      }
      const full = Math.round((WIDTH * done) / Math.max(1, total));
      const bar = "#".repeat(full).padEnd(WIDTH, ".");
      stream.write(
        `\r\u001b[2K${`${title} [${bar}] ${done}/${total} ${what}`.slice(0, stream.columns ?? 100)}`,
      );
    },
    end(): void {
      if (stream.isTTY) stream.write("\r\u001b[2K");
    },
  };
}
