/** What two public word lists say of a word: AFINN-165 (-5..5) and VADER (-4..4). 0 where a list does not know it. */
export interface Valence {
  readonly afinn: number;
  readonly vader: number;
}
export type Lexicon = ReadonlyMap<string, Valence>;

export const NO_VALENCE: Valence = { afinn: 0, vader: 0 };

/** Reads `lexicon.tsv`: word, AFINN, VADER. Lines that are no entry are passed over. */
export function parseLexicon(tsv: string): Lexicon {
  const lexicon = new Map<string, Valence>();
  for (const line of tsv.split("\n")) {
    const [word, afinn, vader] = line.split("\t");
    if (word === undefined || afinn === undefined || vader === undefined) continue;
    lexicon.set(word, { afinn: Number(afinn) || 0, vader: Number(vader) || 0 });
  }
  return lexicon;
}
