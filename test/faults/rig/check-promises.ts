import type { JournalEntry } from "./journal.ts";
import type { DeskTruth } from "./read-truth.ts";

type Posted = Extract<JournalEntry, { kind: "posted" }>;

/** Where cards of tickets stand. */
const AGENTS_CHANNEL = "agents";

/**
 * Broken promises, in words; none when all is kept. Every customer's message of the rig is one that the desk must answer
 * once, in its thread, and that makes at most one ticket with one card.
 */
export function checkPromises(
  entries: readonly JournalEntry[],
  truth: DeskTruth,
  allowed: { readonly deadLetters?: number } = {},
): readonly string[] {
  const posts = entries.filter((entry): entry is Posted => entry.kind === "posted");
  return [
    ...lostOrDoubled(entries, truth),
    ...wrongReplies(entries, posts, truth),
    ...doubledCards(posts),
    ...leftOver(entries, truth, allowed.deadLetters ?? 0),
  ];
}

function lostOrDoubled(entries: readonly JournalEntry[], truth: DeskTruth): readonly string[] {
  const violations: string[] = [];
  const stored = countBy(truth.messages.flatMap(({ token }) => (token === "" ? [] : [token])));
  for (const token of ackedTokens(entries))
    if (!stored.has(token)) violations.push(`lost: ${token} was acknowledged and is not stored`);
  for (const [token, times] of stored)
    if (times > 1) violations.push(`doubled: ${token} is stored ${times} times`);
  for (const { token, turns, readings, tickets } of truth.messages) {
    if (turns > 1) violations.push(`doubled: ${token} was handled ${turns} times`);
    if (readings > 1) violations.push(`doubled: ${token} was read ${readings} times`);
    if (tickets > 1) violations.push(`doubled: ${token} opened ${tickets} tickets`);
  }
  return violations;
}

function wrongReplies(
  entries: readonly JournalEntry[],
  posts: readonly Posted[],
  truth: DeskTruth,
): readonly string[] {
  const violations: string[] = [];
  const acked = ackedTokens(entries);
  const replies = countBy(posts.flatMap(({ threadKey }) => (threadKey === null ? [] : [threadKey])));
  const listed = countBy(truth.listed.flatMap((threadKey) => (threadKey === null ? [] : [threadKey])));
  for (const [threadKey, messages] of groupBy(truth.messages, (message) => message.threadKey)) {
    const said = replies.get(threadKey) ?? 0;
    const known = said + (listed.get(threadKey) ?? 0);
    const owed = messages.filter(({ token }) => acked.has(token)).length;
    const name = messages.map(({ token }) => token).join(" ");
    if (said > messages.length)
      violations.push(`doubled: ${name} got ${said} replies for ${messages.length} messages`);
    if (known < owed)
      violations.push(`silent: ${name} got ${said} replies, ${owed} are owed, ${known - said} listed`);
  }
  return violations;
}

/** A card begins with its ticket's number. */
function doubledCards(posts: readonly Posted[]): readonly string[] {
  const numbers = posts
    .filter(({ channelKey, threadKey }) => channelKey === AGENTS_CHANNEL && threadKey === null)
    .flatMap(({ text }) => /#\d+/.exec(text)?.[0] ?? []);
  return [...countBy(numbers)]
    .filter(([, times]) => times > 1)
    .map(([number, times]) => `doubled: the card of ticket ${number} was posted ${times} times`);
}

function leftOver(
  entries: readonly JournalEntry[],
  truth: DeskTruth,
  allowedDeadLetters: number,
): readonly string[] {
  const violations: string[] = [];
  const kills = entries.filter(({ kind }) => kind === "killed").length;
  if (truth.uncertain > kills) violations.push(`unsure: ${truth.uncertain} posts after ${kills} kills`);
  if (truth.deadLetters > allowedDeadLetters)
    violations.push(`dead: ${truth.deadLetters} good events are dead letters`);
  if (truth.refused > 0) violations.push(`dead: ${truth.refused} good posts were given up`);
  if (truth.unfinished > 0) violations.push(`stuck: ${truth.unfinished} events or posts are not finished`);
  return violations;
}

export const ackedTokens = (entries: readonly JournalEntry[]): ReadonlySet<string> =>
  new Set(entries.flatMap((entry) => (entry.kind === "acked" ? [entry.token] : [])));

const countBy = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};
