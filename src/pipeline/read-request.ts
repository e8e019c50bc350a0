import type { Message } from "../domain/message.ts";
import { isStaff } from "../domain/role.ts";
import type { RequestReading, Turn } from "../domain/turn.ts";
import { burstOf } from "./burst.ts";
import { HALF_SURE } from "./judgement.ts";
import { type RequestSigns, requestForm } from "./request-form.ts";
import { HUMAN_WORDS } from "./risk-words.ts";

const GREETING =
  /^\W*(?:hi|hello|hey|heya|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|howdy|morning)(?: (?:all|everyone|everybody|there|folks|team|guys|again))*\W*$/i;
const THANKS =
  /\b(?:thanks?(?: you)?|thx|ty|cheers|much appreciated|appreciate it|great help|you rock|many thanks)\b/i;
const WORKS_NOW =
  /\b(?:(?:it|that|this|everything|which) (?:(?:finally|all|now|just) )?(?:works?|worked|arrived)\b|(?:works|working|solved|fixed|sorted|resolved)(?: now| again)?\s*(?:[!.]|$)|got it\b|figured (?:it )?out|found it|never ?mind|nvm|that (?:did|does) (?:it|the trick)|all good)/i;
const PRAISE =
  /\b(?:great|awesome|love|amazing|excellent|brilliant|fantastic|perfect|nice) (?:work|job|service|product|support|team|stuff|app)\b/i;
const ACKNOWLEDGEMENT =
  /^\W*(?:ok(?:ay)?|k|yes|yeah|yep|yup|no|nope|sure|right|cool|nice|great|good|fine|lol|haha+|hm+|ah+|oh+|i see|got it|makes sense|will do|true|indeed|perfect|awesome|\+1)\W*$/i;
const ASIDE = /^\s*\(aside\)/i;
/** The bot's own mention is taken out at the door; another name in front means that somebody else is spoken to. */
const NAMES_SOMEBODY = /^\W*(?:(?:hi|hello|hey|ok|okay|thanks|thank you|yes|no|so)\W+)?@[\p{L}\p{N}_]/iu;
/** Once somebody is named, the rest of the breath goes there too. */
const MENTION = /(?<![\p{L}\p{N}_.])@[\p{L}\p{N}_]/u;
export const namesSomebody = (text: string): boolean => NAMES_SOMEBODY.test(text);

/** Longer words of thanks hold something else besides. */
const MAX_NOISE_WORDS = 20;

/**
 * Whether the author's burst up to this message is a request that a bot may answer, and whether it is noise that never opens one:
 * the surest of its messages counts, unless the last one takes it back. Pure.
 */
export function readRequest(turn: Turn): RequestReading {
  if (isStaff(turn.authorRole)) return noise("talk-between-others", "staff wrote it");
  const burst = burstOf(turn.history, turn.message);
  const readings = burst.map((message, place) => readWords(signsOf(turn, burst, message, place)));
  const last = readings.at(-1) ?? noise("empty", "there are no words in it");
  if (last.noise === "works-now" || last.noise === "thanks" || last.noise === "aside") return last;
  return readings.reduce((best, reading) => (isSurer(reading, best) ? reading : best), last);
}

const isSurer = (reading: RequestReading, best: RequestReading): boolean =>
  (reading.noise === null && best.noise !== null) ||
  (reading.noise === null && reading.confidence > best.confidence);

function signsOf(turn: Turn, burst: readonly Message[], message: Message, place: number): RequestSigns {
  const before = burst[place - 1];
  const isNow = message.id === turn.message.id;
  return {
    text: message.text.trim(),
    silentMs: before ? message.sentAt.getTime() - before.sentAt.getTime() : turn.authorSilentMs,
    isToSomebody:
      namesSomebody(message.text) ||
      burst.slice(0, place).some((earlier) => MENTION.test(earlier.text)) ||
      (isNow && (turn.event.mentionedKeys.length > 0 || turn.event.replyToKey !== null)),
  };
}

/** One message by itself. Pure. */
export function readWords(signs: RequestSigns): RequestReading {
  const { text } = signs;
  if (text === "") return noise("empty", "there are no words in it");
  if (ASIDE.test(text)) return noise("aside", "it is marked as an aside");
  if (HUMAN_WORDS.test(text))
    return { confidence: 1, noise: null, asksForHuman: true, reason: "it asks for a human" };
  if (GREETING.test(text)) return noise("greeting", "it is a bare greeting");
  const { confidence, isQuestion, seeksHelp } = requestForm(signs);
  if (!isQuestion && !seeksHelp) {
    const isShort = text.split(/\s+/).length <= MAX_NOISE_WORDS;
    if (THANKS.test(text) && isShort) return noise("thanks", "it says thanks");
    if (WORKS_NOW.test(text) && isShort) return noise("works-now", "it says that it works");
    if (PRAISE.test(text)) return noise("praise", "it is praise");
    if (ACKNOWLEDGEMENT.test(text)) return noise("talk-between-others", "it only acknowledges");
  }
  return {
    confidence,
    noise: null,
    asksForHuman: false,
    reason: describe(confidence, isQuestion, seeksHelp),
  };
}

/** Words that make their author wait for an answer, to whomever they go. Pure. */
export function asksForSomething(text: string): boolean {
  const { noise: kind, confidence } = readWords({ text: text.trim(), silentMs: null, isToSomebody: false });
  return kind === null && confidence >= HALF_SURE;
}

const noise = (kind: RequestReading["noise"], reason: string): RequestReading => ({
  confidence: 0,
  noise: kind,
  asksForHuman: false,
  reason,
});

function describe(confidence: number, isQuestion: boolean, seeksHelp: boolean): string {
  const form =
    isQuestion && seeksHelp
      ? "a question that seeks help"
      : isQuestion
        ? "a question"
        : seeksHelp
          ? "words that seek help"
          : "no question and no plea for help";
  return `${form} (${Math.round(confidence * 100)} % sure)`;
}
