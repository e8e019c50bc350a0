/** Anything longer is cut first: the customer's own words stand at the head. UTF-16 units. */
const MAX_RAW_LENGTH = 20_000;
/** Lines from which on a message is somebody else's. */
const FORWARD_MARKS = [
  "---------- forwarded message",
  "begin forwarded message:",
  "-----original message-----",
  "________________________________",
];

/**
 * The part of a message that can carry its author's feelings: without code, quotes, forwarded text and links.
 * Empty when nothing is left. Linear in the length of the text, total for every string.
 */
export function textToRead(text: string): string {
  const head = text.length > MAX_RAW_LENGTH ? text.slice(0, MAX_RAW_LENGTH) : text;
  return withoutLinks(ownLines(withoutCode(head))).trim();
}

/** Cuts ``` blocks (an unclosed one reaches to the end) and `inline code` of one line. */
function withoutCode(text: string): string {
  if (!text.includes("`")) return text;
  const parts = text.split("```");
  const prose = parts.filter((_, index) => index % 2 === 0).join("\n");
  return prose.replace(/`[^`\n]*`/g, " ");
}

/** Cuts quoted lines and everything from a forwarding mark or "... wrote:" on. */
function ownLines(text: string): string {
  const kept: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const plain = line.trimStart();
    const lower = plain.slice(0, 200).toLowerCase();
    if (FORWARD_MARKS.some((mark) => lower.startsWith(mark)) || isReplyHeader(plain, lower)) break;
    if (!isQuote(plain)) kept.push(line);
  }
  return kept.join("\n");
}

/** "On Mon, 3 Jun 2024, Ann wrote:" as mail programs put above what they quote. */
const isReplyHeader = (line: string, lower: string): boolean =>
  lower.startsWith("on ") && line.length < 200 && lower.trimEnd().endsWith("wrote:") && /\d/.test(lower);

/** A line that begins with `>`, but not with an angry face. Slack escapes the sign. */
const isQuote = (line: string): boolean =>
  line.startsWith("&gt;") || (line.startsWith(">") && !/^>:?-?[(@]/.test(line));

/** Cuts addresses; of `<https://host|label>` and `[label](https://host)` the label stays. */
function withoutLinks(text: string): string {
  if (!text.includes("://") && !text.includes("www.") && !text.includes("mailto:")) return text;
  return text
    .replace(/<(?:https?:\/\/|mailto:)[^\s|<>]*\|([^<>\n]*)>/gi, "$1")
    .replace(/\]\(https?:\/\/[^\s()]*\)/gi, "]")
    .replace(/(?:https?:\/\/|www\.|mailto:)[^\s<>]+/gi, " ");
}
