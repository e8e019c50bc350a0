import { parseArgs } from "node:util";
import type { DeadLetter } from "../store/spine/dead-letters.ts";
import type { SpineStats } from "../store/spine/spine-stats.ts";
import { MOST_LISTED, type TroubleList } from "../store/spine/trouble.ts";
import type { UnsentPost } from "../store/spine/unsent-posts.ts";

export interface OpsParts {
  readonly deadLetters: TroubleList<DeadLetter>;
  readonly uncertain: TroubleList<UnsentPost>;
  stats(): Promise<SpineStats>;
  /** Stands in the audit log. */
  readonly actor: string;
  readonly now: Date;
}

export interface OpsAnswer {
  readonly text: string;
  /** 0 done, 1 something was not found, 2 not understood. */
  readonly exitCode: 0 | 1 | 2;
}

export const OPS_USAGE = `usage: npm run --silent ops -- <command> [options]
  status            depth and age of the queues, as a whole and by platform
  list [KIND]       what waits for a person; KIND is one of
                      dead        events that no attempt could work
                      uncertain   posts whose fate nobody knows
                      failed      posts that a platform refused
  show ID           one of them
  replay ID ...     once more (an uncertain post may be there: look at the channel first)
  discard ID ...    closes it and removes its words
options
  --all KIND        with replay and discard, in place of IDs: all of that kind
  --platform NAME   only those of web, slack, discord or teams
  --code CODE       only those with this error code
  --json            the answer as JSON
It works while the desk runs. Whatever is replayed or discarded stands in the audit log; customers' words are not shown.
`;

const KINDS = ["dead", "uncertain", "failed"] as const;
type Kind = (typeof KINDS)[number];
type Row = { readonly kind: Kind; readonly id: string; readonly what: string } & Readonly<
  Record<string, unknown>
>;
interface Order {
  readonly command: "status" | "list" | "show" | "replay" | "discard";
  readonly rest: readonly string[];
  readonly all: Kind | null;
  readonly platform: string | undefined;
  readonly code: string | undefined;
  readonly isJson: boolean;
}
type Filtered = Pick<Order, "platform" | "code">;

/** What waits for a person, and what the person decides. Shows ids and codes, never words of customers. */
export async function runOps(commandLine: readonly string[], parts: OpsParts): Promise<OpsAnswer> {
  const order = readOrder(commandLine);
  if (order === null) return { text: OPS_USAGE, exitCode: 2 };
  const { command, rest, isJson } = order;
  const show = (rows: readonly object[], exitCode: 0 | 1 = 0): OpsAnswer => ({
    text: isJson ? `${JSON.stringify(rows)}\n` : renderTable(rows),
    exitCode,
  });
  switch (command) {
    case "status": {
      const { platforms, timers, ...whole } = await parts.stats();
      const rows = Object.entries(platforms).map(([platform, stats]) => ({ platform, ...stats }));
      return show([{ platform: "all", ...whole, timers }, ...rows]);
    }
    case "list": {
      const kinds = KINDS.filter((kind) => rest.length === 0 || rest[0] === kind);
      return show((await Promise.all(kinds.map((kind) => listAll(kind, order, parts)))).flat());
    }
    case "show": {
      const found = await findOne(rest[0] ?? "", parts);
      return found === null ? show([], 1) : showOne(found, isJson);
    }
    default:
      return repair(command, order, parts, show);
  }
}

async function repair(
  action: "replay" | "discard",
  { rest, ...order }: Order,
  parts: OpsParts,
  show: (rows: readonly object[], exitCode: 0 | 1) => OpsAnswer,
): Promise<OpsAnswer> {
  const by = { action, actor: parts.actor, now: parts.now };
  const rows: { readonly id: string; readonly isDone: boolean; readonly result: string }[] = [];
  for await (const ids of order.all === null ? [rest] : batchesOf(order.all, order, parts)) {
    const moved = new Set([
      ...(await parts.deadLetters.repair({ ...by, ids: ids.filter(isNumber) })),
      ...(await parts.uncertain.repair({ ...by, ids: ids.filter((id) => !isNumber(id)) })),
    ]);
    const word = action === "replay" ? "queued again" : "discarded";
    for (const id of ids) {
      const isDone = moved.has(id);
      rows.push({ id, isDone, result: isDone ? word : "not among what waits for you" });
    }
  }
  return show(rows, rows.every(({ isDone }) => isDone) ? 0 : 1);
}

const COUNT_OF = { dead: "deadLetters", uncertain: "uncertain", failed: "failed" } as const;

/** As many as wait now: what fails again meanwhile is not taken a second time. */
async function* batchesOf(kind: Kind, order: Filtered, parts: OpsParts): AsyncGenerator<readonly string[]> {
  for (let left = (await parts.stats())[COUNT_OF[kind]]; left > 0; left -= MOST_LISTED) {
    const ids = (await listAll(kind, order, parts)).map(({ id }) => id);
    if (ids.length === 0) return;
    yield ids;
  }
}

/** Events have numbers, posts have UUIDs. */
const isNumber = (id: string): boolean => /^\d+$/.test(id);

async function listAll(kind: Kind, { platform, code }: Filtered, parts: OpsParts): Promise<readonly Row[]> {
  const filter = { platform, errorCode: code, limit: MOST_LISTED };
  if (kind === "dead") return (await parts.deadLetters.list(filter)).map(letterRow);
  return (await parts.uncertain.list({ ...filter, state: kind })).map(postRow);
}

async function findOne(id: string, parts: OpsParts): Promise<Row | null> {
  if (isNumber(id)) {
    const letter = await parts.deadLetters.find(id);
    return letter && letterRow(letter);
  }
  const post = await parts.uncertain.find(id);
  return post && postRow(post);
}

const letterRow = (letter: DeadLetter): Row => ({
  kind: "dead",
  id: letter.id,
  platform: letter.platform,
  channel: letter.channelName,
  what: letter.kind,
  code: letter.errorCode,
  attempts: letter.attempts,
  since: letter.receivedAt,
  tenant: letter.tenantId,
});

const postRow = (post: UnsentPost): Row => ({
  kind: post.state,
  id: post.id,
  platform: post.platform,
  channel: post.channelKey,
  what: post.kind,
  code: post.errorCode,
  attempts: post.attempts,
  since: post.createdAt,
  tenant: post.tenantId,
});

const OPTIONS = {
  all: { type: "string" },
  platform: { type: "string" },
  code: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `null`: not understood. */
function readOrder(commandLine: readonly string[]): Order | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...commandLine],
      options: OPTIONS,
      allowPositionals: true,
    });
    const [command, ...rest] = positionals;
    const all = KINDS.find((kind) => kind === values.all) ?? null;
    if (values.all !== undefined && all === null) return null;
    const given = { rest, all, platform: values.platform, code: values.code, isJson: values.json };
    if (command === "replay" || command === "discard")
      return (all === null) === rest.length > 0 ? { command, ...given } : null;
    if (all !== null) return null;
    if (command === "status") return rest.length === 0 ? { command, ...given } : null;
    if (command === "show") return rest.length === 1 ? { command, ...given } : null;
    if (command !== "list" || rest.length > 1) return null;
    return rest.length === 0 || KINDS.some((kind) => kind === rest[0]) ? { command, ...given } : null;
  } catch {
    return null;
  }
}

function showOne(row: Row, isJson: boolean): OpsAnswer {
  if (isJson) return { text: `${JSON.stringify([row])}\n`, exitCode: 0 };
  const lines = Object.keys(row).map((name) => `${name.padEnd(10)} ${cellOf(row, name)}`);
  return { text: `${lines.join("\n")}\n`, exitCode: 0 };
}

/** Columns as wide as their widest cell; control characters do not reach the terminal. */
function renderTable(rows: readonly object[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return "nothing\n";
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

const cellOf = (row: object, name: string) => {
  const value: unknown = Reflect.get(row, name);
  const words = typeof value === "number" ? String(Math.round(value)) : String(value ?? "-");
  return words.replace(/\p{Control}/gu, " ");
};
