const COMMON = new Set(
  "a an and are as at be but by can could did do does for from had has have how i if in is it its me my no not of on or our please so that the their them there they this to us was we were what when where which who why will with would you your".split(
    " ",
  ),
);

/** Content words of a text, lower-case, without the commonest; plural s dropped. */
export function contentWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  return new Set(
    words
      .filter((word) => word.length > 1 && !COMMON.has(word))
      .map((word) => word.replace(/(?<=\w{3})s$/, "")),
  );
}

/** Jaccard over content words, 0..1; texts with fewer than two content words are alike to nothing. */
export function wordSimilarity(one: string, other: string): number {
  const a = contentWords(one);
  const b = contentWords(other);
  if (a.size < 2 || b.size < 2) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared / (a.size + b.size - shared);
}
