import { appendFileSync, readFileSync } from "node:fs";

/** What the platform saw. Written by the harness, outside of the desk, one line each, never changed. */
export type JournalEntry =
  | { readonly kind: "acked"; readonly key: string }
  /** Visible to people. */
  | { readonly kind: "posted"; readonly replyTo: string; readonly key: string }
  | { readonly kind: "killed"; readonly at: string };

export interface Journal {
  write(entry: JournalEntry): void;
  read(): readonly JournalEntry[];
}

export function openJournal(path: string): Journal {
  return {
    write: (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`),
    read: () =>
      readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as JournalEntry),
  };
}

/** The desk's database after everything has come to rest. */
export interface DeskTruth {
  readonly stored: readonly string[];
  readonly uncertain: readonly string[];
  readonly deadLetters: number;
}

/** Broken promises, in words; none when all is kept. */
export function checkJournal(entries: readonly JournalEntry[], truth: DeskTruth): readonly string[] {
  const acked = new Set(entries.filter((entry) => entry.kind === "acked").map((entry) => entry.key));
  const kills = entries.filter((entry) => entry.kind === "killed").length;
  const posts = new Map<string, number>();
  for (const entry of entries)
    if (entry.kind === "posted") posts.set(entry.replyTo, (posts.get(entry.replyTo) ?? 0) + 1);
  const stored = new Set(truth.stored);
  const uncertain = new Set(truth.uncertain);
  const violations: string[] = [];
  for (const key of acked) {
    if (!stored.has(key)) violations.push(`lost: ${key} was acknowledged and is not stored`);
    if (!posts.has(key) && !uncertain.has(key))
      violations.push(`silent: ${key} got no reply and is not listed`);
  }
  for (const [key, times] of posts)
    if (times > 1) violations.push(`doubled: ${key} was answered ${times} times`);
  if (truth.stored.length > stored.size) violations.push("doubled: a message is stored twice");
  if (truth.uncertain.length > kills)
    violations.push(`unsure: ${truth.uncertain.length} after ${kills} kills`);
  if (truth.deadLetters > 0) violations.push(`dead: ${truth.deadLetters} good events are dead letters`);
  return violations;
}
