const LONE_SURROGATE = /\p{Surrogate}/gu;
const NULL_BYTE = String.fromCharCode(0);

/** PostgreSQL refuses null bytes, and UTF-8 has no lone surrogates: the first go, the second become U+FFFD. */
export function cleanText(text: string): string {
  return text.replaceAll(NULL_BYTE, "").replace(LONE_SURROGATE, "\uFFFD");
}

/**
 * JSON the database takes. `JSON.stringify` writes both kinds of bad character as `\u` escapes, so that text
 * without any escape, which is nearly all of it, is not walked a second time.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes("\\u") ? JSON.stringify(value, cleanPart) : json;
}

function cleanPart(_key: string, part: unknown): unknown {
  if (typeof part === "string") return cleanText(part);
  if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [cleanText(key), inner]));
}
