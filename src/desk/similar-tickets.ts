import type { Ticket } from "../domain/ticket.ts";

export type SimilarTicket = Pick<Ticket, "number" | "subject">;

/** As many as fit on one line of the card. */
const SHOWN = 2;
/** One word in common is chance. */
const MIN_SHARED = 2;
/** Cosine of the weighted words, 0..1; set by hand on subjects of the demo company. */
const MIN_LIKENESS = 0.3;
const WORD = /[\p{L}\p{N}]{3,}/gu;
const EMPTY_WORDS = new Set(
  "the and for was were are not but you your our his her its with from this that have has had can could would will please hello help need how what where when why who did does been they them there any all get got still just".split(
    " ",
  ),
);

/**
 * The tickets whose subjects share most words with this one, rare words first; of equals the newer. Pure.
 * Only number and subject are used, nothing of the threads behind them.
 */
export function similarTickets(
  ticket: Pick<Ticket, "id" | "subject">,
  recent: readonly Pick<Ticket, "id" | "number" | "subject">[],
): readonly SimilarTicket[] {
  const others = recent.filter((other) => other.id !== ticket.id);
  const words = new Map(others.map((other) => [other.id, wordsOf(other.subject)]));
  const own = wordsOf(ticket.subject);
  const seen = new Map<string, number>();
  for (const set of [own, ...words.values()])
    for (const word of set) seen.set(word, (seen.get(word) ?? 0) + 1);
  const weight = (word: string): number => Math.log(1 + (others.length + 1) / (seen.get(word) ?? 1));
  const length = (set: ReadonlySet<string>): number =>
    Math.sqrt([...set].reduce((sum, word) => sum + weight(word) ** 2, 0));
  return others
    .map((other) => {
      const theirs = words.get(other.id) ?? new Set<string>();
      const shared = [...own].filter((word) => theirs.has(word));
      const product = shared.reduce((sum, word) => sum + weight(word) ** 2, 0);
      const likeness = product === 0 ? 0 : product / (length(own) * length(theirs));
      return { other, shared: shared.length, likeness };
    })
    .filter(({ shared, likeness }) => shared >= MIN_SHARED && likeness >= MIN_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || b.other.number - a.other.number)
    .slice(0, SHOWN)
    .map(({ other: { number, subject } }) => ({ number, subject }));
}

const wordsOf = (subject: string): ReadonlySet<string> =>
  new Set((subject.toLowerCase().match(WORD) ?? []).filter((word) => !EMPTY_WORDS.has(word)));

/** Enough in common that one could stand on the other's card. */
export function sharesWords(one: string, other: string): boolean {
  const words = wordsOf(one);
  return [...wordsOf(other)].filter((word) => words.has(word)).length >= MIN_SHARED;
}
