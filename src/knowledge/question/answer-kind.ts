/** What an answer must have in it: bits, so that a unit can have several. */
export const ANSWER_KIND = { amount: 1, span: 2, time: 4, measure: 8, place: 16, permission: 32 } as const;
/** A union of `ANSWER_KIND` bits; 0 for none. */
export type AnswerKinds = number;

const { amount, span, time, measure, place, permission } = ANSWER_KIND;

/** What a question asks for, by its wording. The first that fits counts; "how much does it weigh" is not about money. */
const ASKED: readonly (readonly [RegExp, AnswerKinds])[] = [
  [
    /\b(?:how|too) (?:heavy|big|large|tall|wide|thick)\b|\b(?:max(?:imum)?|min(?:imum)?|smallest|biggest|largest)\b.*\b(?:weight|size|length|dimensions?|memory|storage)\b|\b(?:weight|size|storage|memory) (?:limit|allowance)\b/i,
    measure,
  ],
  [
    /\bhow long\b|\bhow (?:many|much) (?:minutes?|hours?|days?|weeks?|months?|years?|time)\b|\bhow (?:fast|quick(?:ly)?|soon|often)\b|\bduration\b|\bnotice period\b|\bloan period\b|\bdelivery time\b/i,
    span,
  ],
  [/\b(?:until|by|before|since|from) when\b|\bdeadline\b|\blatest\b/i, span | time],
  [
    /\bhow (?:much|expensive)\b|\b(?:prices?|costs?|fees?|fines?|tariffs?|charges?|surcharges?|rates?)\b|\bwhat do(?:es)? .{1,40}\bcost\b|\bcheap(?:er|est)?\b/i,
    amount,
  ],
  [/\b(?:when|what time|which day|opening|open|hours|closed)\b/i, time | span],
  [/^\W*(?:\w+\W+){0,6}where\b|\bfind\b/i, place],
  [
    /\b(?:can|could|may|am|are|is it) (?:i|we|you|my|somebody|someone|it)\b|\ballowed\b|\bpossible\b|\bdo you (?:take|accept|deliver|ship|offer|allow)\b/i,
    permission,
  ],
];

export function askedKinds(question: string): AnswerKinds {
  return ASKED.find(([pattern]) => pattern.test(question))?.[1] ?? 0;
}

const NUMBER_WORDS =
  "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|sixty|a|an|half";
const HELD: readonly (readonly [RegExp, AnswerKinds])[] = [
  [
    /[€$£¥]\s?\d|\d\s?(?:[€$£¥%]|eur\b|euros?\b|usd\b|dollars?\b|gbp\b|pounds?\b|cents?\b|chf\b)|\bfree\b|\bno charge\b|\bcosts? nothing\b|\bpay nothing\b/i,
    amount,
  ],
  [
    new RegExp(
      `(?:\\d|\\b(?:${NUMBER_WORDS}))[\\s-]*(?:(?:working|business|calendar) )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|times)\\b|\\b(?:daily|weekly|monthly|yearly|once|twice|at once|immediately)\\b`,
      "i",
    ),
    span,
  ],
  [
    /\b\d{1,2}[:.]\d{2}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?:january|february|march|april|june|july|august|september|october|november|december) \d|\baround the clock\b|\b(?:day and|at) night\b|\bfirst day\b|\bworking day\b/i,
    time,
  ],
  [
    /\d\s?(?:kg|g|km|cm|mm|m|gb|mb|kb|tb|kwh|watts?|kw|ml|l|litres?|liters?|grams?|kilos?|pounds?|inch(?:es)?|pixels?)\b/i,
    measure,
  ],
  [
    /https?:\/\/|\b[\w-]+\.\w+\.\w{2,}\b|\b(?:under|in|on|at|to) [\p{Lu}][^.;]{0,40} > |\b(?:under|at|on|in) (?:the |your |my |every )?[\p{Lu}a-z]|\S+@\S+/u,
    place,
  ],
  [
    /\b(?:may|can|can't|cannot|must|need|needs|needed|allowed|prohibited|refused|possible|impossible|not|no|yes|only|except|none)\b/i,
    permission,
  ],
];

/** What a stretch of text could answer. */
export function heldKinds(text: string): AnswerKinds {
  let kinds = 0;
  for (const [pattern, kind] of HELD) if (pattern.test(text)) kinds |= kind;
  return kinds;
}
