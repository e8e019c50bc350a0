/**
 * Rules of plain chat text that every platform shares; what is special to one (its escapes, its mention syntax)
 * stays in its adapter.
 */

/** Controls, direction overrides, zero-width signs other than the joiners, tag letters: unseen by people, read by machines. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is being taken out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\u034f|[\ufe00-\ufe0e]/gu;
/** Joiners shape emoji and Indic or Arabic words; beside Latin letters they only hide. */
const STRAY_JOINER = /(?<=^|[\n -\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\n -\u024f]|$)/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
/** Three marks on one letter serve every living script; towers of them climb over the neighbours. */
const MARK_TOWER = /(\p{M}{3})\p{M}+/gu;
/** Nothing of the above can be in printable ASCII: the common case costs one test. */
const PLAIN = /^[\n\t -~]*$/;

/** What a database, a log and a reader can all hold: no null bytes, half characters, hidden or overriding signs. */
export function cleanChatText(raw: string): string {
  if (PLAIN.test(raw)) return raw;
  return raw
    .replace(/\r\n?|\u2028|\u2029|\u0085/g, "\n")
    .replace(INVISIBLE, "")
    .replace(STRAY_JOINER, "")
    .replace(LONE_SURROGATE, "\ufffd")
    .normalize("NFC")
    .replace(MARK_TOWER, "$1");
}

const MASS_WORD = /^(?:everyone|here|channel|all|team|group|room)(?![\p{L}\p{N}_])/u;
const AT_SIGNS = /[@\uff20\ufe6b]/g;
/** Longest word above, in UTF-16 units of its widest spelling, and the sign behind it. */
const LOOK_AHEAD = 24;

/**
 * Breaks `@everyone`, `@here` and their like, in full-width and other compatibility letters too, by a zero-width
 * space behind the sign: it reads the same and calls nobody. The text must have been cleaned before.
 */
export function inertMassMentions(text: string): string {
  return text.replace(AT_SIGNS, (sign, offset: number) => {
    const behind = text
      .slice(offset + 1, offset + 1 + LOOK_AHEAD)
      .normalize("NFKC")
      .toLowerCase();
    return MASS_WORD.test(behind) ? `${sign}\u200b` : sign;
  });
}

/** Best first: where a text may be cut so that both halves still mean something. */
const SEAMS = [/\n\s*\n/g, /\n/g, /[.!?。！？]["')\]]?\s/g, /\s/g];

/** Of one sign, in UTF-16 units; the longest emoji have 35. */
const LONGEST_SIGN = 64;

/** The text in pieces of at most `max` characters, cut at a paragraph, line, sentence or word where one ends in the second half. */
export function splitOnMeaning(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    const cut = seamWithin(rest.slice(0, max), rest.slice(max, max + LONGEST_SIGN), max);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest.length > 0) pieces.push(rest);
  return pieces.filter((piece) => piece.length > 0);
}

function seamWithin(head: string, behind: string, max: number): number {
  for (const seam of SEAMS) {
    let last = -1;
    for (const match of head.matchAll(seam)) last = match.index + match[0].length;
    if (last > max / 2) return last;
  }
  return wholeSignsWithin(head, behind, max);
}

const signs = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Never within what people see as one sign: a family is four faces and three joiners. */
function wholeSignsWithin(head: string, behind: string, max: number): number {
  const cut = signs.segment(head + behind).containing(max)?.index ?? max;
  if (cut > max / 2) return cut;
  return /[\ud800-\udbff]$/.test(head) ? max - 1 : max;
}

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

/** The text sentence by sentence, for platforms on which it appears bit by bit. */
export const splitSentences = (text: string): string[] =>
  [...sentences.segment(text)].map(({ segment }) => segment.trim()).filter((sentence) => sentence !== "");

/** At most `max` characters; what is cut ends in an ellipsis, at a word where one ends nearby. */
export function shortenText(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max - 1);
  const blank = head.lastIndexOf(" ");
  const cut = blank > max / 2 ? head.slice(0, blank) : head;
  return `${cut.replace(/[\ud800-\udbff]$/, "").trimEnd()}…`;
}
