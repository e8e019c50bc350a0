import { isStopWord } from "../text/stop-words.ts";
import { wordsOf } from "../text/tokenise.ts";
import { sentencesOf } from "../text/units.ts";

/** Parts that are searched, the whole included; every one costs a search. */
const MAX_PARTS = 5;
const MIN_CONTENT_WORDS = 2;

/** Words of greetings, thanks and temper: a sentence of nothing else asks nothing. */
const FILLER = new Set(
  (
    "hi hello hey dear morning afternoon evening good day team guys everyone all there sir madam help helpme please thanks thank " +
    "kind regards cheers sorry asap urgent urgently really seriously honestly ridiculous unbelievable unacceptable terrible horrible " +
    "awful worst joke shame disgrace disgusted disgusting furious angry annoyed annoying upset sad cry frustrated frustrating mad sick " +
    "tired fed panicking panic desperate disappointed disappointing shocked hate love great wonderful nice perfect fine omg wtf lol " +
    "time times third second first ask asked asking tell told answer answers answered reply replies respond responds nobody anybody " +
    "someone somebody anyone ever never always again still already now today hurry wait waited waiting hope know wonder question quick " +
    "something anything nothing everything happen happens happening believe thing things going mean meant stop wasting lose losing lost " +
    "minute every give think want need try tried trying work worked last make made bad stupid service company people system"
  ).split(" "),
);

const isFiller = (words: readonly string[]): boolean =>
  words.every((word) => isStopWord(word) || FILLER.has(word));

/** "or I will cancel my account", "nobody answers": what is threatened or lamented, not asked. */
const THREAT = /\b(?:or|otherwise|else)\b.{0,20}\b(?:i|we)(?:'ll| will| shall| am| are|'m)\b.*$/i;
/** A sentence that only announces leaving; in a message that asks something it is no part of the question. */
const LEAVING =
  /^\W*(?:(?:and|so|then|now|or)\W+)*(?:i|we)(?:'ll|’ll| will| shall| am going to| are going to|'m going to|’m going to) (?:just |now |have to )?(?:cancel|leave|quit|switch|close|go elsewhere)\b[^?]*$/i;
const LAMENT = /,\s*(?:and )?(?:nobody|no one|no-one|noone)\b[^,.!?]*(?=[,.!?]|$)/gi;

/**
 * What to search a message for: the message without temper and courtesy first, then its sentences one by one. A message of
 * one sentence is itself; one of temper and courtesy alone asks nothing, and nothing is searched.
 */
export function askableParts(message: string): string[] {
  const sentences = sentencesOf(message).map(({ text }) => text);
  const kept = sentences
    .filter((text) => !isFiller(wordsOf(text)))
    .map((text) => withoutTemper(text))
    .filter((text) => !isFiller(wordsOf(text)));
  if (kept.length === 0) return [""];
  const asked = kept.filter((text) => !LEAVING.test(text));
  const parts = asked.length === 0 ? kept : asked;
  const whole = parts.join(" ");
  if (parts.length === 1) return [whole];
  const single = parts.filter((text) => contentCount(text) >= MIN_CONTENT_WORDS);
  return [...new Set([whole, ...single])].slice(0, MAX_PARTS);
}

function withoutTemper(sentence: string): string {
  const calm = sentence.replace(LAMENT, "").replace(THREAT, "").trim();
  return contentCount(calm) >= MIN_CONTENT_WORDS ? calm : sentence;
}

const contentCount = (text: string): number => wordsOf(text).filter((word) => !isStopWord(word)).length;
