/** Punctuation around a word that is no part of a link. */
const WRAPPING_START = /^[([{'"„“‘«*_]+/u;
const WRAPPING_END = /[)\]}'"”’».,;:!?…。、，！？*_]+$/u;
const SCHEME = /(?:[a-z][a-z0-9+.-]{0,20}:\/\/|mailto:|javascript:|data:)\S*/i;
/** `example.com`, `a@example.com`, `example。com`: a dot, or what platforms and browsers read as one, inside a word. */
const DOTTED = /[\p{L}\p{N}][.。．｡](?:\p{L}{2}|xn--)/u;
/** `http://1.2.3.4` is caught by its scheme, `1.2.3.4/x` here. */
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}/;

/** Control, zero-width, bidirectional and tag characters: they hide words from a reader or a check. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
/** `@everyone`, `@here`, `<!channel>`, `<@U1>`, and look-alikes of the sign. */
const MENTION = /[@＠﹫]|<[!#&@]/u;
const MARKUP = /<|\]\(|`|\*\*|~~|\|\||^\s*(?:#{1,6}\s|>|[-*+]\s)/;

/** Whitespace made one blank; what a model adds around code words and emphasis removed. */
export function tidySentence(text: string): string {
  return text
    .replace(/`|\*\*/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Links, bare domains and mail addresses, each whole, so that they can be compared as they stand. */
export function linksOf(text: string): string[] {
  const links: string[] = [];
  for (const token of text.split(/[\s<>"]+/u)) {
    const word = token.replace(WRAPPING_START, "").replace(WRAPPING_END, "");
    const link = SCHEME.exec(word)?.[0] ?? (DOTTED.test(word) || ADDRESS.test(word) ? word : "");
    if (link !== "") links.push(link);
  }
  return links;
}

export function withoutLinks(text: string): string {
  return linksOf(text).reduce((rest, link) => rest.replace(link, () => " "), text);
}

/**
 * Whether a sentence may leave: nothing hidden, no mention, no markup, and no link (nor domain, nor mail address)
 * that is not, whole and unchanged, one of `allowedLinks`.
 */
export function isPlainSentence(text: string, allowedLinks: ReadonlySet<string>): boolean {
  if (text === "" || HIDDEN.test(text)) return false;
  if (linksOf(text).some((link) => !allowedLinks.has(link))) return false;
  const words = withoutLinks(text);
  return !MENTION.test(words) && !MARKUP.test(words);
}
