/** Sentences of a text, trimmed, in order; line breaks end one too. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

/** The sentence around a match, shortened for a card; at most `limit` characters. */
export function quoteAround(text: string, index: number, limit = 140): string {
  let start = 0;
  for (const sentence of sentencesOf(text)) {
    const at = text.indexOf(sentence, start);
    if (at < 0) break;
    start = at + sentence.length;
    if (index < start) return shorten(sentence, limit);
  }
  return shorten(text.trim(), limit);
}

export function shorten(text: string, limit: number): string {
  const flat = text.replace(/\s+/g, " ").trim();
  const letters = [...flat];
  return letters.length <= limit
    ? flat
    : `${letters
        .slice(0, limit - 1)
        .join("")
        .trimEnd()}…`;
}
