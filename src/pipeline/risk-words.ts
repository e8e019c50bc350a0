import type { RiskSignalName } from "../domain/churn-risk.ts";

/** A rule over one customer message. The patterns are linear (no nested repeats) and read whole words. */
export interface WordRule {
  readonly name: RiskSignalName;
  readonly weight: number;
  readonly detail: string;
  readonly pattern: RegExp;
}

/** Weights are hand-set; the order of evidence matters, not the number. Docs state that no churn labels exist. */
export const WORD_RULES: readonly WordRule[] = [
  {
    name: "cancel-words",
    weight: 0.45,
    detail: "speaks of leaving",
    pattern:
      /\b(?:cancel(?:l?ing|l?ed)? (?:my|our|the|this) (?:\w+ )?(?:account|subscription|plan|contract|membership|service)|close (?:my|our) (?:\w+ )?account|terminate (?:my|our) (?:contract|account|subscription)|(?:done|finished|through) with (?:you|this company|your \w+)|(?:i'?m|we'?re|i am|we are) leaving you(?! to| with)\b|(?:never|not) (?:using|use|order(?:ing)?|ship(?:ping)?|buy(?:ing)?|coming back)(?: \w+){0,4} again|(?:is|was|be) (?:definitely |surely )?the (?:very )?last time (?:i|we)\b|lost (?:me|us) as a|take (?:my|our) business|switch(?:ing)? (?:away from (?:you|your)|(?:to )?(?:an? )?(?:other |another |different |new )?(?:provider|carrier|company|competitor|vendor|supplier)))\b/i,
  },
  {
    name: "refund-words",
    weight: 0.3,
    detail: "wants money back",
    pattern:
      /\b(?:(?:want|need|demand|expect|give me|where is|where's|waiting for|owe me) (?:\w+ ){0,3}(?:refund|money|compensation|reimbursement)|refund me|charge ?back (?:with|through|at|from) my|(?:compensate|reimburse) (?:me|us))\b/i,
  },
  {
    name: "refund-words",
    weight: 0.3,
    detail: "disputes a charge",
    pattern:
      /\b(?:charged (?:me |us )?twice|double[- ]charged|(?:did not|didn'?t|never) authori[sz]ed?|dispute (?:the|this|my) (?:charge|payment))\b/i,
  },
  {
    name: "competitor-words",
    weight: 0.35,
    detail: "names an alternative",
    pattern:
      /\b(?:your competitors? (?:is|are|does|do|would|will|can|has|have|offers?|at least)|another (?:provider|carrier|company) (?:instead|next|from now|would|will)|(?:go|going|move|moving|switch|switching|try|trying) (?:to |with )?(?:a competitor|your competitors?|another (?:provider|carrier|company)|someone else|elsewhere))\b/i,
  },
  {
    name: "deadline-words",
    weight: 0.15,
    detail: "has a deadline",
    pattern:
      /\b(?:(?:a|my|our|the|tight) deadline(?! exceeded)|by (?:tomorrow|tonight|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the end of)|urgent(?:ly)?|asap|as soon as possible|(?:wedding|funeral|exam|surgery) (?:is )?(?:today|tomorrow|tonight|on))\b/i,
  },
  {
    name: "asked-again",
    weight: 0.3,
    detail: "asks again",
    pattern:
      /\b(?:(?:second|third|fourth|fifth|2nd|3rd|4th|5th|nth) time (?:that )?(?:i|we|now|already)\b|(?:i|we)(?:'ve|'m|'re| have| am| are)? (?:\w+ ){0,2}(?:asked|asking|written|wrote|writing|called|calling|contacted|emailed|reported|complained) (?:\w+ ){0,4}(?:already|again|twice|before|times)|(?:i|we)(?:'ve| have)? already (?:asked|wrote|written|called|contacted|emailed|reported|told)|(?:nobody|no one|noone|no-one) (?:is |has |ever |here ){0,2}(?:answers?|answered|answering|replies|replied|replying|responds?|responded|responding|helps|helped|helping|calls back)|still (?:no (?:answer|reply|response|update|parcel|refund|news|delivery|word)|waiting|not (?:arrived|delivered|received|refunded|answered)|(?:hasn'?t|haven'?t|isn'?t) (?:been )?(?:arrived|delivered|received|refunded|answered|heard|here))|how many (?:more )?times (?:do|must|should|have) (?:i|we)|(?:i|we) keep (?:asking|telling|writing|calling))\b/i,
  },
];

export const HUMAN_WORDS =
  /^\W*(?:human|agent|person|operator|representative)(?:\W+(?:please|pls|now))?\W*$|\b(?:(?:talk|speak|chat|connect me|transfer me|put me through) (?:to|with|directly to)? ?(?:a |an |the |some )?(?:real |actual |live )?(?:human|person|agent|operator|representative|somebody|someone|staff|employee|manager|supervisor)|get me (?:a |an |the )?(?:real |actual |live )?(?:human|person|agent|operator|representative|manager|supervisor)|(?:real|actual|live) (?:human|person|agent)|human please|need (?:a|an) (?:human|agent|real person)|(?:a|an) (?:human|agent|operator) please)\b/i;
