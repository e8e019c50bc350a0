/**
 * A positional parameter as both drivers take it: instants and objects become text, arrays stay SQL arrays.
 * A JSON array must come as text already, since it could not be told from an SQL array.
 */
export function toDriverValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toDriverValue);
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
    return JSON.stringify(value);
  return value;
}
