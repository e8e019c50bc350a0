/**
 * Characters that a reader does not see but a machine reads: zero-width, direction marks and overrides,
 * soft hyphen, byte order mark, the "tag" block, control characters other than tab and line feed.
 */
const INVISIBLE = new RegExp(
  [
    // Control characters, soft hyphen, fillers.
    "[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad]|\\u034f|\\u061c|\\u115f|\\u1160|\\u17b4|\\u17b5|\\u180e|\\u3164|\\uffa0",
    // Zero-width, directions, invisible operators, byte order mark, annotations, non-characters.
    "[\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\ufdd0-\\ufdef]",
    // Variation selectors but the one that asks for a coloured emoji, tags, supplementary selectors.
    "[\\ufe00-\\ufe0e]|[\\u{e0000}-\\u{e0fff}]",
    // Joiners shape emoji and Indic or Arabic words; beside Latin letters they only hide.
    "(?<![\\u0250-\\u{10ffff}])[\\u200c\\u200d]|[\\u200c\\u200d](?![\\u0250-\\u{10ffff}])",
  ].join("|"),
  "gu",
);
const LONE_SURROGATE = /\p{Surrogate}/gu;

export interface CleanedText {
  readonly text: string;
  /** How many characters were taken out. */
  readonly removed: number;
}

/** Normalises line ends and composed letters (NFC), takes out what is invisible. */
export function cleanText(raw: string): CleanedText {
  const lines = raw.replace(/\r\n?|\u2028|\u2029|\u0085/g, "\n").normalize("NFC");
  const text = lines.replace(INVISIBLE, "").replace(LONE_SURROGATE, "\ufffd");
  return { text, removed: lines.length - text.length };
}

/** One line: runs of white space become one blank. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, " ").trim();

/** At most `max` characters, cut at a word where one ends nearby. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const blank = cut.lastIndexOf(" ");
  return `${(blank > max / 2 ? cut.slice(0, blank) : cut).replace(/[\ud800-\udbff]$/, "").trimEnd()}…`;
}
