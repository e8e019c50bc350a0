/** Teams' own six; all others come as `<code point>_<name>` or by name. */
const SIGNS: Readonly<Record<string, string>> = {
  like: "👍",
  heart: "❤️",
  laugh: "😆",
  surprised: "😮",
  sad: "😢",
  angry: "😡",
};

/** The sign itself where it is known, else the name Teams gives it. Pure. */
export function signOf(type: string): string {
  const known = SIGNS[type];
  if (known !== undefined) return known;
  const code = /^([0-9a-f]{4,6})(?:_|$)/i.exec(type)?.[1];
  const point = code === undefined ? Number.NaN : Number.parseInt(code, 16);
  return point >= 0x2000 && point <= 0x1faff ? String.fromCodePoint(point) : type.slice(0, 32);
}
