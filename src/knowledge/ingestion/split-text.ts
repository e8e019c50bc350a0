const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|approx|no|nos|mr|mrs|ms|dr|st|vs|incl|max|min|art|sec|fig|p|pp)\.$/i;

/** Sentences with the white space behind them, so that they join to the text they came from. */
export function splitSentences(text: string): readonly string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/[.!?…]["'”’)\]]{0,3}\s+|\n+/gu)) {
    const end = match.index + match[0].length;
    const piece = text.slice(from, end);
    if (match[0].startsWith(".") && ABBREVIATION.test(piece.trimEnd().slice(-12))) continue;
    sentences.push(piece);
    from = end;
  }
  if (from < text.length) sentences.push(text.slice(from));
  return sentences;
}

/** Pieces of at most `max` characters: by sentence, else by word, else by character. Nothing is lost. */
export function splitLongText(text: string, max: number): readonly string[] {
  if (text.length <= max) return [text];
  return splitSentences(text).flatMap((sentence) => splitLongSentence(sentence.trim(), max));
}

function splitLongSentence(sentence: string, max: number): readonly string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > max) {
    const blank = rest.lastIndexOf(" ", max);
    const cut = blank > max / 2 ? blank : safeCut(rest, max);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}

/** Never between the halves of a surrogate pair. */
function safeCut(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}
