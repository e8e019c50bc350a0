/** What staff may do with a ticket by an emoji alone. */
export const EMOJI_MOVES = ["claim", "solve", "open"] as const;
export type EmojiMove = (typeof EMOJI_MOVES)[number];

/** Signs or short names of a workspace's own, by what they do; an empty list switches the move off. */
export type EmojiRules = Readonly<Record<EmojiMove, readonly string[]>>;

export const DEFAULT_EMOJI_RULES: EmojiRules = { claim: ["👀"], solve: ["✅"], open: ["🎫"] };

/** Platforms that tell of some emoji by name tell of these so. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["eyes", "👀"],
  ["white_check_mark", "✅"],
  ["ticket", "🎫"],
]);

const SHORT_NAME = /^[\p{L}\p{N}_+'-]{1,100}$/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
/** Skin tones, and the sign that asks for colour: neither makes another emoji. */
const SHADES = /[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu;
/** The longest emoji, families, have 35 UTF-16 units; Discord names its own by a name and a number. */
const MOST_CHARACTERS = 100;
const MOST_SIGNS = 10;

/** As rules are compared: `:eyes:`, `eyes` and 👀 are one. */
export function plainEmoji(raw: string): string {
  const bare = raw
    .trim()
    .replace(/^:(.*):$/, "$1")
    .replace(SHADES, "");
  return NAMES.get(bare) ?? bare;
}

/** What a reaction asks for; `null`: nothing. */
export function moveOf(rules: EmojiRules, emoji: string): EmojiMove | null {
  const sign = plainEmoji(emoji);
  return EMOJI_MOVES.find((move) => rules[move].some((own) => plainEmoji(own) === sign)) ?? null;
}

/** Signs as somebody types them, between blanks or commas; `null` for what is no emoji. */
export function parseEmojis(typed: string): readonly string[] | null {
  const words = typed.split(/[\s,]+/).filter((word) => word !== "");
  const signs = [...new Set(words.map(plainEmoji))];
  return signs.length <= MOST_SIGNS && signs.every(isEmoji) ? signs : null;
}

/** The rules as somebody types them; `null` where one of them is no emoji. */
export function parseEmojiRules(typed: Readonly<Record<EmojiMove, string>>): EmojiRules | null {
  const claim = parseEmojis(typed.claim);
  const solve = parseEmojis(typed.solve);
  const open = parseEmojis(typed.open);
  return claim && solve && open ? { claim, solve, open } : null;
}

const isEmoji = (sign: string): boolean =>
  sign.length > 0 && sign.length <= MOST_CHARACTERS && (PICTURE.test(sign) || SHORT_NAME.test(sign));

/** As it is shown: a name stands between colons. */
export const shownEmoji = (sign: string): string => (PICTURE.test(sign) ? sign : `:${sign}:`);

export const shownEmojis = (signs: readonly string[]): string => signs.map(shownEmoji).join(" ");

/** The emoji that would ask for two things; `null` when none does. */
export function doubledEmoji(rules: EmojiRules): string | null {
  const seen = new Set<string>();
  for (const sign of EMOJI_MOVES.flatMap((move) => [...rules[move]])) {
    if (seen.has(sign)) return sign;
    seen.add(sign);
  }
  return null;
}
