import type { DeadLetter, TroubleList } from "../store/spine/dead-letters.ts";
import type { SpineStats } from "../store/spine/spine-stats.ts";
import type { UnsentPost } from "../store/spine/unsent-posts.ts";

export interface OpsParts {
  readonly deadLetters: TroubleList<DeadLetter>;
  readonly uncertain: TroubleList<UnsentPost>;
  stats(): Promise<SpineStats>;
}

export interface OpsAnswer {
  readonly text: string;
  /** 0 done, 1 not found, 2 not understood. */
  readonly exitCode: 0 | 1 | 2;
}

export const OPS_USAGE = `usage: npm run --silent ops -- <command> [--json]
  status        depth and age of the queues
  dead          events that no attempt could work
  uncertain     posts whose fate nobody knows, or that a platform refused
  replay ID     once more: an event from the dead letters, or a post (look at the channel first, it may be there)
  discard ID    closes it and removes its words
`;

/** What waits for a person, and what the person decides. Shows ids and codes, never words of customers. */
export async function runOps(commandLine: readonly string[], parts: OpsParts): Promise<OpsAnswer> {
  const isJson = commandLine.includes("--json");
  const [command, id, ...rest] = commandLine.filter((word) => word !== "--json");
  const show = (rows: readonly object[]): OpsAnswer => ({
    text: isJson ? `${JSON.stringify(rows)}\n` : renderTable(rows),
    exitCode: 0,
  });
  if (rest.length > 0) return { text: OPS_USAGE, exitCode: 2 };
  if (id === undefined) {
    if (command === "status") return show([await parts.stats()]);
    if (command === "dead") return show(await parts.deadLetters.list());
    if (command === "uncertain") return show(await parts.uncertain.list());
    return { text: OPS_USAGE, exitCode: 2 };
  }
  if (command !== "replay" && command !== "discard") return { text: OPS_USAGE, exitCode: 2 };
  // Events have numbers, posts have UUIDs.
  const isDone = /^\d+$/.test(id) ? await parts.deadLetters[command](id) : await parts.uncertain[command](id);
  const word = isDone
    ? command === "replay"
      ? "queued again"
      : "discarded"
    : "not among what waits for you";
  const text = isJson ? JSON.stringify({ id, isDone }) : `${id}: ${word}`;
  return { text: `${text}\n`, exitCode: isDone ? 0 : 1 };
}

/** Columns as wide as their widest cell; control characters do not reach the terminal. */
function renderTable(rows: readonly object[]): string {
  const first = rows[0];
  if (first === undefined) return "nothing\n";
  const names = Object.keys(first);
  const cells = [names, ...rows.map((row) => names.map((name) => cellOf(row, name)))];
  const widths = names.map((_name, column) => Math.max(...cells.map((line) => (line[column] ?? "").length)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

const cellOf = (row: object, name: string) =>
  String(Reflect.get(row, name) ?? "-").replace(/\p{Control}/gu, " ");
