import type { EmotionLabel } from "../domain/emotion.ts";

/** What an emoji, an emoticon or a platform's short name says. Our own table; one code point, no variation selector. */
const EMOJI: Readonly<Record<Exclude<EmotionLabel, "neutral">, string>> = {
  anger: "😠 😡 🤬 😤 👿 💢 🖕 😒 🙄 👎 😑 🤦",
  disgust: "🤢 🤮 💩 🤧",
  fear: "😨 😱 😰 😧 😟 🫣 😬 😓",
  joy: "😀 😃 😄 😁 😆 😅 😂 🤣 🙂 😊 😇 🥰 😍 🤩 😘 😋 😎 🤗 🥳 👍 👏 🙌 🙏 💪 🎉 🎊 ✨ 🌟 ⭐ 💯 ✅ 🚀 ❤ 🧡 💛 💚 💙 💜 🖤 🤍 💖 💗 💓 💕 😻 🫶 👌 🏆 ☺ 😌 😺 🤝 😉 😜 🥇",
  sadness: "😢 😭 😞 😔 😣 😖 😫 😩 🥺 😥 😿 💔 ☹ 🙁 😪 😕 😶",
  surprise: "😮 😯 😲 😳 🤯 😵 🤔 ❓ ❔ 🤨 😦 🧐 🤷",
};

const EMOTICONS: Readonly<Record<"anger" | "joy" | "sadness" | "surprise", string>> = {
  anger: ">:( >:-( :/ :-/ :\\ :-\\ :@ -_-",
  joy: ":) :-) :D :-D =) =D ;) ;-) ;D :P :-P :p ^^ <3 :] (: :3 :')",
  sadness: ":( :-( :'( :'-( =( ;( :[ </3 :c",
  surprise: ":o :O :-o :-O :0 :? :S :s",
};

/** Slack and Discord short names without colons. */
const SHORT_NAMES: Readonly<Record<Exclude<EmotionLabel, "neutral">, string>> = {
  anger:
    "angry rage pouting_face face_with_symbols_on_mouth triumph imp anger middle_finger unamused face_with_rolling_eyes roll_eyes thumbsdown -1 expressionless facepalm face_palm",
  disgust: "nauseated_face face_vomiting vomiting_face poop hankey sick",
  fear: "fearful scream cold_sweat anguished worried grimacing sweat",
  joy: "smile smiley grinning grin laughing joy rofl slightly_smiling_face blush innocent smiling_face_with_3_hearts heart_eyes star-struck kissing_heart sunglasses hugging_face partying_face thumbsup +1 clap raised_hands pray muscle tada confetti_ball sparkles star star2 100 white_check_mark rocket heart ok_hand trophy relieved wink",
  sadness:
    "cry sob disappointed pensive persevere confounded tired_face weary pleading_face disappointed_relieved broken_heart frowning white_frowning_face slightly_frowning_face confused",
  surprise:
    "open_mouth hushed astonished flushed exploding_head dizzy_face thinking_face thinking question shrug raised_eyebrow face_with_raised_eyebrow",
};

function indexed(table: Readonly<Record<string, string>>): ReadonlyMap<string, EmotionLabel> {
  const index = new Map<string, EmotionLabel>();
  for (const [emotion, signs] of Object.entries(table)) {
    for (const sign of signs.split(" ")) index.set(sign, emotion as EmotionLabel);
  }
  return index;
}

const emojiIndex = indexed(EMOJI);
const emoticonIndex = indexed(EMOTICONS);
const shortNameIndex = indexed(SHORT_NAMES);

export const emotionOfEmoji = (emoji: string): EmotionLabel | null => emojiIndex.get(emoji) ?? null;
export const emotionOfEmoticon = (sign: string): EmotionLabel | null => emoticonIndex.get(sign) ?? null;
export const emotionOfShortName = (name: string): EmotionLabel | null => shortNameIndex.get(name) ?? null;
/** Every emoji and emoticon of the table with what it says. */
export const knownSigns = (): readonly (readonly [string, EmotionLabel])[] => [
  ...emojiIndex,
  ...emoticonIndex,
];
/** The longest emoticon, in UTF-16 units. */
export const MAX_EMOTICON_LENGTH = 4;
