import { isStaff } from "../domain/role.ts";
import type { RequestReading, Turn } from "../domain/turn.ts";
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
const QUESTION_FORM =
  /\?\s*(?:$|\n|[A-Z])|\?$|^\s*(?:how|what|where|when|why|which|who|can|could|is|are|does|do|did|will|would|should|has|have|any(?:one|body)?|may)\b/im;
const HELP_FORM =
  /\b(?:how (?:do|can|to|would|should)|is (?:it|there) (?:possible|a way|any)|trying to|having (?:trouble|issues?|problems?)|can(?:'|no)?t (?:find|get|log|see|track|change|open|use|make|access|seem)|doesn'?t work|does not work|not working|isn'?t working|won'?t|need (?:help|to|a|my)|help (?:me|with|please)|any(?:one|body) (?:know|help|else)|i (?:want|would like|'d like) to|wondering|looking for|(?:was|is|has|have|were)(?:n'?t| not) (?:been )?(?:arriv|deliver|receiv|refund|updat)|(?:wrong|missing|lost|damaged|broken|late|stuck|delayed)\b)/i;
const FIRST_PERSON = /\b(?:i|i'm|i've|i'd|my|we|we're|our|me)\b/i;
const ASKED_OF_A_PERSON =
  /\b(?:did you|have you|do you have|are you|what (?:is|are) your|could you (?:post|share|paste|send|show)|which (?:version|os|browser))\b/i;
const INSTRUCTION = /^\s*(?:try|use|check|run|open|look at|see|you (?:can|should|could|need|have to))\b/i;

/** Whether a message is a request that a bot may answer, and whether it is noise that never opens one. Pure. */
export function readRequest(turn: Turn): RequestReading {
  const text = turn.message.text.trim();
  const asksForHuman = !isStaff(turn.authorRole) && HUMAN_WORDS.test(text);
  const reading = (confidence: number, noise: RequestReading["noise"], reason: string): RequestReading => ({
    confidence,
    noise,
    asksForHuman,
    reason,
  });
  if (text === "") return reading(0, "empty", "there are no words in it");
  if (ASIDE.test(text)) return reading(0, "aside", "it is marked as an aside");
  if (isStaff(turn.authorRole)) return reading(0, "talk-between-others", "staff wrote it");
  if (asksForHuman) return reading(1, null, "it asks for a human");
  const words = text.split(/\s+/).length;
  const isQuestion = QUESTION_FORM.test(text);
  const seeksHelp = HELP_FORM.test(text);
  if (GREETING.test(text)) return reading(0, "greeting", "it is a bare greeting");
  if (!isQuestion && !seeksHelp) {
    if (THANKS.test(text) && words <= 20) return reading(0, "thanks", "it says thanks");
    if (WORKS_NOW.test(text) && words <= 20) return reading(0, "works-now", "it says that it works");
    if (PRAISE.test(text)) return reading(0, "praise", "it is praise");
    if (ACKNOWLEDGEMENT.test(text)) return reading(0, "talk-between-others", "it only acknowledges");
  }
  const confidence = confidenceOf(turn, text, { words, isQuestion, seeksHelp });
  return reading(confidence, null, describe(confidence, isQuestion, seeksHelp));
}

/**
 * Hand-set additive score after section 3 of the conversation notes: question form, help words and first person speak
 * for a request; a mention, an earlier exchange of the author and words asked of a person speak against.
 */
function confidenceOf(
  turn: Turn,
  text: string,
  form: { words: number; isQuestion: boolean; seeksHelp: boolean },
): number {
  let score = 0.1;
  if (form.isQuestion) score += 0.35;
  if (form.seeksHelp) score += 0.25;
  if (FIRST_PERSON.test(text)) score += 0.1;
  if (form.words > 4) score += 0.1;
  if (form.words > 12) score += 0.05;
  if (turn.isNewThread) score += 0.1;
  if (turn.event.mentionedKeys.length > 0 || turn.event.replyToKey !== null) score -= 0.5;
  if (ASKED_OF_A_PERSON.test(text)) score -= 0.25;
  if (INSTRUCTION.test(text)) score -= 0.3;
  return Math.round(Math.min(1, Math.max(0, score)) * 100) / 100;
}

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
