/** Words that carry no fact; a sentence made of them alone says nothing. */
const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can could
  did do does doing done down during each few for from further get gets go had has have having he her here hers him his how i if
  in into is it its itself just let like make may me might more most must my of off on once only or other our out over own please
  same shall she should so some such take than that the their them then there these they this those through to too under until up
  us use used using very was we were what when where which while who whom why will with would yes you your yours`.split(
    /\s+/,
  ),
);

const NEGATION =
  /\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|unable|except|unless|nicht|kein\w*|nie|ohne|ne|pas|jamais|sans|nunca|sin|ningun\w*|não|nunca|sem)\b|n['’]t\b/iu;

let segmenter: Intl.Segmenter | undefined;

/** Words in lower case; languages without blanks are cut by the platform's own rules. */
function wordsOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
  const words: string[] = [];
  for (const part of segmenter.segment(text.normalize("NFKC").toLowerCase()))
    if (part.isWordLike) words.push(part.segment);
  return words;
}

/** Numbers as written, without separators of thousands: "1,000" and "1000" are one. */
export function numbersOf(text: string): string[] {
  return Array.from(text.normalize("NFKC").matchAll(/\p{Nd}[\p{Nd}.,]*/gu), ([number]) =>
    number.replace(/[.,]+$/, "").replace(/,(?=\d{3}(?!\d))/g, ""),
  );
}

export const hasNegation = (text: string): boolean => NEGATION.test(text);

/** "refund", "refunds" and "refunded" are one word; short words must be equal. */
function isSameWord(a: string, b: string): boolean {
  if (a === b) return true;
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared += 1;
  return shared >= 4 && shared >= Math.max(a.length, b.length) - 3;
}

/** Share (0..1) of the significant words of `text` that stand in `source`; 0 when it has none. */
export function overlapShare(text: string, source: string): number {
  const significant = wordsOf(text).filter((word) => !STOP_WORDS.has(word));
  if (significant.length === 0) return 0;
  const known = new Set(wordsOf(source));
  const list = [...known];
  const found = significant.filter(
    (word) => known.has(word) || list.some((other) => isSameWord(word, other)),
  );
  return found.length / significant.length;
}
