/** Words in common that are no chance. */
const MIN_SHARED = 2;
/** Texts that are thought to be there besides: among three, a word that two share would else count as a common one. */
const BACKGROUND = 20;
const WORD = /[\p{L}\p{N}]{3,}/gu;
const EMPTY_WORDS = new Set(
  "the and for was were are not but you your our his her its with from this that have has had can could would will please hello help need how what where when why who did does been they them there any all get got still just".split(
    " ",
  ),
);

/**
 * Those whose words share most with these, rare words first, down to `leastLikeness` (cosine of the weighted words, 0..1);
 * nothing where all are far. Of equals the earlier. Pure.
 */
export function nearestByWords<Item>(
  own: string,
  others: readonly Item[],
  textOf: (item: Item) => string,
  leastLikeness: number,
): readonly Item[] {
  const ownWords = wordsOf(own);
  const told = others.map((item) => ({ item, words: wordsOf(textOf(item)) }));
  const seen = new Map<string, number>();
  for (const words of [ownWords, ...told.map((one) => one.words)])
    for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1);
  const weight = (word: string): number => Math.log(1 + (others.length + BACKGROUND) / (seen.get(word) ?? 1));
  const squares = (words: readonly string[]): number =>
    words.reduce((sum, word) => sum + weight(word) ** 2, 0);
  const ownLength = Math.sqrt(squares([...ownWords]));
  return told
    .map(({ item, words }) => {
      const shared = [...ownWords].filter((word) => words.has(word));
      const product = squares(shared);
      const likeness = product === 0 ? 0 : product / (ownLength * Math.sqrt(squares([...words])));
      return { item, shared: shared.length, likeness };
    })
    .filter(({ shared, likeness }) => shared >= MIN_SHARED && likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ item }) => item);
}

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set((text.toLowerCase().match(WORD) ?? []).filter((word) => !EMPTY_WORDS.has(word)));

/** Enough in common that one could stand beside the other. Pure. */
export function sharesWords(one: string, other: string): boolean {
  const words = wordsOf(one);
  return [...wordsOf(other)].filter((word) => words.has(word)).length >= MIN_SHARED;
}
