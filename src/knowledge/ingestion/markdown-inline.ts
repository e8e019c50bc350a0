const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Words of a line of Markdown without its marks. Absolute links keep their address behind the label. */
export function renderInline(source: string): string {
  // Code spans and escapes are set aside between two non-characters (which `cleanText` has taken out of the text),
  // so that the marks inside of them stay what they are.
  const kept: string[] = [];
  const keep = (text: string): string => `\ufdd0${kept.push(text) - 1}\ufdd1`;
  return source
    .replace(/(`{1,3})([^`\n]{1,2000})\1/g, (_, _ticks: string, code: string) => keep(code))
    .replace(/\\([!-/:-@[-`{-~])/g, (_, mark: string) => keep(mark))
    .replace(/!\[([^\][]{0,500})\]\([^()\s]{0,1000}(?: "[^"]{0,300}")?\)/g, "$1")
    .replace(
      /\[([^\][]{1,500})\]\(([^()\s]{0,1000})(?: "[^"]{0,300}")?\)/g,
      (_, label: string, url: string) => withAddress(label, url, keep),
    )
    .replace(/\[([^\][]{1,500})\]\[[^\][]{0,200}\]/g, "$1")
    .replace(/<(https?:\/\/[^\s<>]{1,1000})>/g, (_, url: string) => keep(url))
    .replace(/<\/?[a-z][a-z0-9]{0,20}(?:\s[^<>]{0,500})?\/?>/gi, "")
    .replace(/\*{1,3}(?=\S)([^*\n]{1,2000}?)(?<=\S)\*{1,3}/g, "$1")
    .replace(/(?<![\p{L}\p{N}_])_{1,2}(?=\S)([^_\n]{1,2000}?)(?<=\S)_{1,2}(?![\p{L}\p{N}_])/gu, "$1")
    .replace(/~~([^~\n]{1,2000})~~/g, "$1")
    .replace(/&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7}));/g, (whole, name?: string, code?: string) =>
      name ? (ENTITIES[name] ?? whole) : fromCode(Number(code), whole),
    )
    .replace(/\ufdd0(\d+)\ufdd1/g, (_, index: string) => kept[Number(index)] ?? "")
    .replace(/[ \t]+/g, " ")
    .trim();
}

function withAddress(label: string, url: string, keep: (text: string) => string): string {
  return /^https?:\/\//.test(url) && !label.includes(url) ? `${label} (${keep(url)})` : label;
}

/** Control characters stay written out. */
function fromCode(code: number, whole: string): string {
  const isScalar = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isScalar ? String.fromCodePoint(code) : whole;
}
