export interface FrontMatter {
  readonly title?: string;
  readonly visibility?: string;
  readonly url?: string;
}

/**
 * `key: value` lines between two `---` at the very top. Only title, visibility and url are read;
 * a block that is not closed within 50 lines is text.
 */
export function readFrontMatter(source: string): { readonly fields: FrontMatter; readonly body: string } {
  const lines = source.split("\n", 52);
  if (lines[0]?.trimEnd() !== "---") return { fields: {}, body: source };
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  const inner = lines.slice(1, end);
  if (end < 1 || !inner.every((line) => line.trim() === "" || /^\s*(?:#|-|[\w-]{1,40}\s*:)/.test(line)))
    return { fields: {}, body: source };
  const values = new Map(inner.map((line) => keyAndValue(line)));
  const body = source
    .split("\n")
    .slice(end + 1)
    .join("\n");
  return {
    fields: { title: values.get("title"), visibility: values.get("visibility"), url: values.get("url") },
    body,
  };
}

function keyAndValue(line: string): [string, string | undefined] {
  const colon = line.indexOf(":");
  const value = line
    .slice(colon + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
  return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), value === "" ? undefined : value];
}
