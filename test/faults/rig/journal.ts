import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** What the world outside the desk saw, in order. */
export type JournalEntry =
  /** The sender was told that the desk has the event. */
  | { readonly kind: "acked"; readonly token: string; readonly at: number }
  /** A post became visible to people. */
  | {
      readonly kind: "posted";
      readonly postKey: string;
      /** What the desk named the post by, for platforms that refuse copies. */
      readonly copyKey: string;
      readonly channelKey: string;
      readonly threadKey: string | null;
      readonly text: string;
    }
  | { readonly kind: "killed"; readonly at: string };

/** Written outside of the desk, one line each, never changed. */
export interface Journal {
  write(entry: JournalEntry): void;
  read(): readonly JournalEntry[];
}

/** Its folder is made too: the world may see something before the desk has made its own. */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  return {
    write: (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`),
    read: () =>
      existsSync(path)
        ? readFileSync(path, "utf8")
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as JournalEntry)
        : [],
  };
}

export function journalInMemory(): Journal {
  const entries: JournalEntry[] = [];
  return { write: (entry) => void entries.push(entry), read: () => entries };
}
