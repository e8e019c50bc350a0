import { RapportError } from "../domain/errors.ts";

export interface BackupWords {
  readonly path: string;
  readonly replace: boolean;
  readonly hold: boolean;
  readonly checkOnly: boolean;
}

export const BACKUP_USAGE = `usage: npm run --silent backup -- FILE [--replace]
       npm run --silent backup -- --check FILE
  Saves the whole desk (messages, tickets, readings, documents, files, accounts, queues) as of one instant, while it
  runs or when it is stopped. Which desk: DATABASE_URL or DATA_DIR, as it is started.
  --replace   overwrites FILE
  --check     reads FILE to its end and proves its checksums; nothing is written
  The file holds customers' words, password hashes and secrets as they are stored: keep it as you keep the database.
  Sealed tokens stay sealed: TOKEN_ENCRYPTION_KEY is not in the file and must be kept beside it.
`;

export const RESTORE_USAGE = `usage: npm run --silent restore -- FILE [--replace] [--hold]
       npm run --silent restore -- --check FILE
  Restores into the database of DATABASE_URL or DATA_DIR, which must hold no desk; the embedded database and PostgreSQL
  read the same file. All of it is restored, or nothing.
  --replace   the desk that is there goes: an embedded one is moved aside, one in PostgreSQL is lost
  --hold      posts and events that were still waiting are listed for a person in place of being sent and worked: for when
              the saved desk went on after the backup and may have done them
  --check     reads FILE to its end and proves its checksums; nothing is written
`;

const FLAGS = new Set(["--replace", "--hold", "--check"]);

/** `null`: the usage is asked for. Throws `backup.usage`. */
export function readBackupWords(
  words: readonly string[],
  flags: ReadonlySet<string> = FLAGS,
): BackupWords | null {
  if (words.length === 0 || words.includes("--help") || words.includes("-h")) return null;
  const given = words.filter((word) => word.startsWith("--"));
  const files = words.filter((word) => !word.startsWith("--"));
  const unknown = given.find((word) => !flags.has(word));
  if (unknown !== undefined) throw usage(`${unknown} is not known.`);
  const [path, ...more] = files;
  if (path === undefined || more.length > 0) throw usage("One file is to be named.");
  return {
    path,
    replace: given.includes("--replace"),
    hold: given.includes("--hold"),
    checkOnly: given.includes("--check"),
  };
}

const usage = (why: string): RapportError =>
  new RapportError("backup.usage", why, "See the command with --help.");
