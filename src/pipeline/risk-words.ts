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
      /\b(?:cancel(?:l?ing|l?ed)? (?:my|our|the|this) (?:account|subscription|plan|contract|membership|service)|close (?:my|our) account|(?:i'?m|we'?re|i am|we are) (?:done|leaving|out)(?: with (?:you|this))?|(?:never|not) (?:using|use|order(?:ing)?|ship(?:ping)?|buy(?:ing)?|coming back)(?: \w+){0,4} again|last time (?:i|we)|lost (?:me|us) as a|take (?:my|our) business|switch(?:ing)? (?:to|away|provider|carrier)|unsubscribe|terminate (?:my|our) contract)\b/i,
  },
  {
    name: "refund-words",
    weight: 0.3,
    detail: "wants money back",
    pattern:
      /\b(?:(?:want|need|demand|expect|give me|where is|where's|get) (?:my|our|a|the) (?:full |whole )?(?:refund|money)|money back|full refund|charge ?back|compensat(?:e|ion)|reimburse(?:ment)?)\b/i,
  },
  {
    name: "competitor-words",
    weight: 0.35,
    detail: "names an alternative",
    pattern:
      /\b(?:(?:competitors?|another (?:provider|carrier|company|service)|someone else|somebody else|elsewhere) (?:is|are|does|do|would|will|can|instead|next)|(?:go|going|move|moving|switch|switching|try|trying) (?:to |with )?(?:a competitor|your competitors?|another (?:provider|carrier|company|service)|elsewhere))\b/i,
  },
  {
    name: "deadline-words",
    weight: 0.15,
    detail: "has a deadline",
    pattern:
      /\b(?:deadline|by (?:tomorrow|tonight|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the end of)|urgent(?:ly)?|asap|as soon as possible|(?:wedding|funeral|exam|surgery|flight) (?:is )?(?:today|tomorrow|tonight|on))\b/i,
  },
  {
    name: "asked-again",
    weight: 0.3,
    detail: "asks again",
    pattern:
      /\b(?:(?:second|third|fourth|fifth|2nd|3rd|4th|5th|nth) time|(?:asked|asking|wrote|written|called|contacted|emailed|reported) (?:\w+ ){0,3}(?:already|again|twice|before|times)|already (?:asked|wrote|called|contacted|emailed|reported|told)|(?:nobody|no one|noone|no-one) (?:\w+ ){0,2}(?:answers?|answered|replies|replied|responds?|responded|helps?|helped|cares)|still (?:no (?:answer|reply|response|update|parcel|refund|news)|waiting|nothing|not|hasn'?t|haven'?t|isn'?t|doesn'?t)|how many times|over and over|keep (?:asking|getting|telling))\b/i,
  },
];

export const HUMAN_WORDS =
  /^\W*(?:human|agent|person|operator|representative)(?:\W+(?:please|pls|now))?\W*$|\b(?:(?:talk|speak|chat|connect me|transfer me|get me|put me through) (?:to|with|directly to)? ?(?:a |an |the |some )?(?:real |actual |live )?(?:human|person|agent|operator|representative|somebody|someone|staff|employee|manager|supervisor)|(?:real|actual|live) (?:human|person|agent)|human please|need (?:a|an) (?:human|agent|real person)|(?:a|an) (?:human|agent|operator) please)\b/i;
