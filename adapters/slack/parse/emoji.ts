/** Slack's short names of the signs people use most, and the signs themselves. Others keep their short name. */
const SIGNS: Readonly<Record<string, string>> = {
  "+1": "👍",
  "-1": "👎",
  100: "💯",
  angry: "😠",
  blush: "😊",
  boom: "💥",
  broken_heart: "💔",
  bug: "🐛",
  clap: "👏",
  confused: "😕",
  cry: "😢",
  disappointed: "😞",
  exploding_head: "🤯",
  expressionless: "😐",
  eyes: "👀",
  face_palm: "🤦",
  face_with_rolling_eyes: "🙄",
  fearful: "😨",
  fire: "🔥",
  flushed: "😳",
  frowning: "😦",
  grin: "😁",
  grinning: "😀",
  grimacing: "😬",
  heart: "❤️",
  heart_eyes: "😍",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hugging_face: "🤗",
  hushed: "😯",
  joy: "😂",
  laughing: "😆",
  mask: "😷",
  neutral_face: "😐",
  no_entry: "⛔",
  ok_hand: "👌",
  pensive: "😔",
  persevere: "😣",
  pray: "🙏",
  rage: "😡",
  raised_hands: "🙌",
  relieved: "😌",
  rocket: "🚀",
  scream: "😱",
  shrug: "🤷",
  skull: "💀",
  sleepy: "😪",
  slightly_frowning_face: "🙁",
  slightly_smiling_face: "🙂",
  smile: "😄",
  smiley: "😃",
  smirk: "😏",
  sob: "😭",
  sparkles: "✨",
  star: "⭐",
  stuck_out_tongue: "😛",
  sunglasses: "😎",
  sweat: "😓",
  sweat_smile: "😅",
  tada: "🎉",
  thinking_face: "🤔",
  thumbsdown: "👎",
  thumbsup: "👍",
  ticket: "🎫",
  tired_face: "😫",
  triumph: "😤",
  unamused: "😒",
  upside_down_face: "🙃",
  warning: "⚠️",
  wave: "👋",
  weary: "😩",
  white_check_mark: "✅",
  wink: "😉",
  worried: "😟",
  x: "❌",
  zzz: "💤",
};
const NAMES = new Map(Object.entries(SIGNS).map(([name, sign]) => [sign, name]));

const TONE = /::skin-tone-[2-6]$/;

/** `white_check_mark` -> ✅; a short name that is not in the table, or a workspace's own, stays. */
export function signOf(shortName: string): string {
  const name = shortName.replace(TONE, "");
  return Object.hasOwn(SIGNS, name) ? (SIGNS[name] ?? name) : name;
}

/** ✅ -> `white_check_mark`; what is no sign of the table is taken for a short name. */
export const shortNameOf = (emoji: string): string => NAMES.get(emoji) ?? emoji.replaceAll(":", "");

const SHORT_NAME = /:([a-z0-9_+-]{1,60}):(?::skin-tone-[2-6]:)?/g;

/** `:tada:` in somebody's words as the sign that they saw. */
export const withSigns = (text: string): string =>
  text.replace(SHORT_NAME, (whole, name: string) =>
    Object.hasOwn(SIGNS, name) ? (SIGNS[name] ?? whole) : whole,
  );
