import { parseArgs } from "node:util";
import type { ChannelMode } from "../domain/channel.ts";
import { ROLES, type Role } from "../domain/role.ts";

export const REPLAY_USAGE = `usage: npm run replay -- FILE.jsonl[.gz] [options]

Sends recorded conversations through the desk, each message in its own time, and tells what came of them.
One JSON object a line: {"id", "channel" or "thread", "at", "author", "role", "text"}.

  --mode auto|mention|suggest  how the bot behaves in the channels (auto)
  --role unknown=customer      takes people of one role for another; may be given again.
                               People whose role stays unknown are served and never analysed.
  --limit N                    the first N messages only
  --speed N                    N times as fast as it happened (as fast as possible)
  --articles DIR               answers from the files of this folder (the sample company's documents)
  --data DIR                   keeps the desk in this folder (a temporary one, removed afterwards);
                               DATA_DIR=DIR npm start then shows it
  --json                       the outcome as JSON

Exit: 0 all went well, 1 a line or event was not taken or a promise was broken, 2 wrong options.
`;

type Mode = Extract<ChannelMode, "auto" | "mention" | "suggest">;
const MODES: readonly Mode[] = ["auto", "mention", "suggest"];

export interface ReplayOptions {
  readonly file: string;
  readonly mode: Mode;
  readonly roles: ReadonlyMap<Role, Role>;
  readonly limit: number;
  /** `null`: as fast as possible. */
  readonly speed: number | null;
  readonly articlesDir: string | null;
  readonly dataDir: string | null;
  readonly asJson: boolean;
}

export type ReadOptions =
  | { readonly kind: "options"; readonly options: ReplayOptions }
  | { readonly kind: "help" }
  | { readonly kind: "fault"; readonly why: string };

/** Pure: words of the command line -> options, or why not. */
export function readReplayOptions(words: readonly string[]): ReadOptions {
  let parsed: ReturnType<typeof parseWords>;
  try {
    parsed = parseWords(words);
  } catch (fault) {
    return { kind: "fault", why: fault instanceof Error ? fault.message : "wrong options" };
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: "help" };
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) return { kind: "fault", why: "give one file" };
  const mode = MODES.find((known) => known === values.mode);
  if (!mode) return { kind: "fault", why: "--mode is auto, mention or suggest" };
  const roles = readRoles(values.role);
  if (typeof roles === "string") return { kind: "fault", why: roles };
  const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
  if (!(limit >= 1)) return { kind: "fault", why: "--limit is a number from 1" };
  const speed = values.speed === undefined ? null : Number(values.speed);
  if (speed !== null && !(speed > 0)) return { kind: "fault", why: "--speed is a number above 0" };
  return {
    kind: "options",
    options: {
      file,
      mode,
      roles,
      limit,
      speed,
      articlesDir: values.articles ?? null,
      dataDir: values.data ?? null,
      asJson: values.json,
    },
  };
}

const parseWords = (words: readonly string[]) =>
  parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      mode: { type: "string", default: "auto" },
      role: { type: "string", multiple: true, default: [] },
      limit: { type: "string" },
      speed: { type: "string" },
      articles: { type: "string" },
      data: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });

function readRoles(pairs: readonly string[]): ReadonlyMap<Role, Role> | string {
  const roles = new Map<Role, Role>();
  for (const pair of pairs) {
    const [from, to] = pair.split("=").map((name) => ROLES.find((role) => role === name));
    if (!from || !to) return `--role is FROM=TO with two of ${ROLES.join(", ")}`;
    roles.set(from, to);
  }
  return roles;
}
