import { MINUTE } from "../domain/time.ts";

/** Everything about a message that tells a request from other talk. */
export interface RequestSigns {
  readonly text: string;
  /** How long its author had written nothing before it; `null`: never wrote. */
  readonly silentMs: number | null;
  /** It names somebody or replies to somebody's message. */
  readonly isToSomebody: boolean;
}

const QUESTION_MARK = /\?\s*(?:$|\n|[A-Z])|\?["')\s]*(?:$|\b)/m;
const QUESTION_WORD =
  /^\W*(?:(?:hi|hello|hey|so|ok|and|but|well|guys|all|everyone|there|please|question|also)[,:.!\s]+){0,3}(?:how|what|where|when|why|which|who|can|could|is|are|does|do|did|will|would|should|has|have|anyone|anybody|any|may)\b/i;
const HELP =
  /\b(?:how (?:do|can|to|would|should)|is (?:it|there) (?:possible|a way|any)|trying to|having (?:trouble|issues?|problems?)|can(?:'|no)?t (?:find|get|log|see|track|change|open|use|make|access|seem)|doesn'?t work|does not work|not working|isn'?t working|won'?t|need (?:help|to|a|my)|help (?:me|with|please)|any(?:one|body) (?:know|help|else|here)|i (?:want|would like|'d like) to|wondering|looking for|problem|error|fail(?:s|ed)?|(?:was|is|has|have|were)(?:n'?t| not) (?:been )?(?:arriv|deliver|receiv|refund|updat)\w*|(?:wrong|missing|lost|damaged|broken|late|stuck|delayed)\b)/i;
const FIRST_PERSON = /\b(?:i|i'm|im|i've|i'd|my|we|we're|our|me)\b/i;
const SECOND_PERSON = /\b(?:you|your|u)\b/i;
const ANYONE = /\b(?:any ?(?:one|body)|some ?(?:one|body)|does any|any (?:idea|way|help|chance))\b/i;
const INSTRUCTION =
  /^\s*(?:try|use|check|run|open|look at|see|you (?:can|should|could|need|have to)|just|then|maybe|if you|type|go to|it'?s|that'?s|yes|no|yeah|ok)\b/i;
const GREETS =
  /^\W*(?:hi|hello|hey|heya|hiya|good (?:morning|afternoon|evening|day)|greetings|howdy|morning|hola)\b/i;
const REFERS_BACK =
  /^\W*(?:that|this|it|they|he|she|which one|what (?:do you mean|about)|why\W*$|how\W*$|really|and|but|so|or|because|then|thanks|ok|yes|no|yeah|well|oh|ah|hm+|lol)\b/i;
const ASKED_OF_A_PERSON =
  /\b(?:did you|have you|do you have|are you|what (?:is|are) your|could you (?:post|share|paste|send|show)|which (?:version|os|browser)|what version|do you)\b/i;
const ADDRESSED_BY_COLON = /^\S+:\s/;
const LINK = /https?:/;

/**
 * Additive on the log-odds. The weights are fitted to 41,000 annotated messages of public #ubuntu logs (Kummerfeld et al.
 * 2019, CC BY 4.0) and rounded; what each found elsewhere stands in docs/first-run.md.
 */
const WEIGHTS = {
  start: -0.2,
  questionMark: 1.05,
  questionWord: 1.2,
  help: 0.75,
  helpWithoutQuestion: 0.15,
  firstPerson: 0.9,
  secondPerson: -0.35,
  youWithoutAnyone: -1.35,
  anyone: 0.85,
  instruction: -0.6,
  greets: -0.55,
  greetsAfterSilence: -0.5,
  refersBack: -0.4,
  askedOfAPerson: -0.35,
  toSomebody: -2.8,
  byColon: -1.2,
  link: -1.25,
  upTo4Words: -0.3,
  upTo8Words: -0.3,
  upTo15Words: -0.15,
  moreWords: 0.25,
  shortQuestion: -0.45,
  shortAfterSilence: -0.55,
  silentOver10Min: 0.1,
  silentOver5Min: -0.35,
  silentOver2Min: -0.55,
  silentLess: -0.25,
  asksAfterSilence: 0.75,
} as const;
type Sign = keyof typeof WEIGHTS;

export interface RequestForm {
  /** 0..1: that the message asks for something nobody is being asked for already. */
  readonly confidence: number;
  readonly isQuestion: boolean;
  readonly seeksHelp: boolean;
}

/** Pure: how surely a message is a request, by its own words and its author's silence before it. */
export function requestForm({ text, silentMs, isToSomebody }: RequestSigns): RequestForm {
  const words = text.trim().split(/\s+/).length;
  const hasMark = text.includes("?") && QUESTION_MARK.test(text);
  const hasWord = QUESTION_WORD.test(text);
  const isQuestion = hasMark || hasWord;
  const seeksHelp = HELP.test(text);
  const silentMin = (silentMs ?? Number.POSITIVE_INFINITY) / MINUTE;
  const wasSilent = silentMin > 10;
  const says = (pattern: RegExp): boolean => pattern.test(text);
  const hasYou = says(SECOND_PERSON);
  const hasAnyone = says(ANYONE);
  const isGreeting = says(GREETS);
  const signs: readonly (readonly [Sign, boolean])[] = [
    ["start", true],
    ["questionMark", hasMark],
    ["questionWord", hasWord],
    ["help", seeksHelp],
    ["helpWithoutQuestion", seeksHelp && !isQuestion],
    ["firstPerson", says(FIRST_PERSON)],
    ["secondPerson", hasYou],
    ["youWithoutAnyone", hasYou && !hasAnyone && !isGreeting],
    ["anyone", hasAnyone],
    ["instruction", says(INSTRUCTION)],
    ["greets", isGreeting],
    ["greetsAfterSilence", isGreeting && wasSilent],
    ["refersBack", says(REFERS_BACK)],
    ["askedOfAPerson", says(ASKED_OF_A_PERSON)],
    ["toSomebody", isToSomebody],
    ["byColon", says(ADDRESSED_BY_COLON)],
    ["link", says(LINK)],
    ["upTo4Words", words <= 4],
    ["upTo8Words", words > 4 && words <= 8],
    ["upTo15Words", words > 8 && words <= 15],
    ["moreWords", words > 15],
    ["shortQuestion", words <= 5 && isQuestion],
    ["shortAfterSilence", words <= 5 && wasSilent],
    ["silentOver10Min", wasSilent],
    ["silentOver5Min", silentMin > 5 && !wasSilent],
    ["silentOver2Min", silentMin > 2 && silentMin <= 5],
    ["silentLess", silentMin <= 2],
    ["asksAfterSilence", wasSilent && (isQuestion || seeksHelp)],
  ];
  const logOdds = signs.reduce((sum, [sign, holds]) => sum + (holds ? WEIGHTS[sign] : 0), 0);
  const confidence = Math.round(100 / (1 + Math.exp(-logOdds))) / 100;
  return { confidence, isQuestion, seeksHelp };
}
