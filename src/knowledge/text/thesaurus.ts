import { stem } from "./stem.ts";

/**
 * Words and short phrases that customers and documents use for the same thing. Written by hand for support at large;
 * a group is one concept. No word of a single company or product belongs here.
 */
const GROUPS: readonly string[] = [
  "refund|reimburse|reimbursement|money back|repay|give back|chargeback",
  "cancel|terminate|end subscription|unsubscribe|stop subscription|call off",
  "subscription|plan|membership|tier",
  "invoice|bill|billing|receipt|statement",
  "charge|fee|cost|price|pricing|rate|expensive|how much",
  "pay|payment|checkout|purchase|buy",
  "password|passcode|credentials|login details",
  "log in|login|sign in|signin|log on|access account",
  "log out|logout|sign out|signout",
  "sign up|signup|register|registration|create account|open account|enroll|enrol",
  "delete|remove|erase|wipe|get rid",
  "deactivate|disable|turn off|switch off",
  "activate|enable|turn on|switch on",
  "change|edit|modify|update|alter|adjust|amend",
  "broken|defective|faulty|damaged|not working|doesnt work|stopped working",
  "error|bug|issue|problem|failure|fault|trouble",
  "slow|lag|laggy|performance|sluggish|takes forever",
  "crash|freeze|hang|stuck|unresponsive",
  "ship|shipping|delivery|deliver|dispatch|shipment|courier",
  "track|tracking|where is my|status of|locate",
  "return|send back|exchange|replace|replacement",
  "late|delay|delayed|overdue|not arrived|hasnt arrived",
  "lost|missing|misplaced|cant find",
  "stolen|theft|fraud|unauthorised|unauthorized|hacked|compromised",
  "contact|reach|phone number|call|hotline|support team|customer service|helpdesk",
  "agent|human|representative|real person|operator|somebody",
  "email|e mail|mail|inbox",
  "phone|mobile|cell|smartphone|handset",
  "address|location|where are you|based",
  "hours|opening times|open|schedule|when are you",
  "discount|coupon|promo|promotion|voucher|offer|deal|code",
  "trial|demo|try out|test drive",
  "upgrade|switch to|move to|higher plan",
  "downgrade|lower plan|reduce",
  "export|download|backup|save a copy",
  "import|upload|migrate|transfer in",
  "transfer|send money|wire|move money",
  "limit|maximum|cap|quota|restriction",
  "verify|verification|confirm|identity|authenticate|kyc",
  "expire|expiry|expiration|valid until|run out",
  "renew|renewal|extend|prolong",
  "privacy|personal data|gdpr|data protection",
  "invite|add user|add member|teammate|colleague|coworker",
  "permission|role|access right|allowed|admin",
  "integrate|integration|connect|link|sync|plug in",
  "install|installation|set up|setup|configure|configuration",
  "guarantee|warranty|guaranteed",
  "safe|secure|security|protected|dangerous",
  "balance|funds|account value|credit",
  "withdraw|withdrawal|cash out|payout",
  "deposit|top up|add money|load money",
  "job|career|vacancy|hiring|work for you",
  "language|translate|translation|locale",
  "picture|photo|image|avatar",
  "notification|alert|reminder|notify",
  "begin|start|get started|commence",
  "quantity|amount|number of|how many",
  "duration|how long|time does it take|wait",
  "ill|sick|unwell|symptom|disease|infected",
  "medicine|drug|treatment|cure|therapy|remedy",
  "rule|policy|terms|condition|regulation",
  "win|winning|prize|reward|bonus",
];

const PHRASES: ReadonlyMap<string, readonly number[]> = indexPhrases();

function indexPhrases(): Map<string, number[]> {
  const phrases = new Map<string, number[]>();
  for (const [concept, group] of GROUPS.entries()) {
    for (const phrase of group.split("|")) {
      const key = phrase.split(" ").map(stem).join(" ");
      const known = phrases.get(key) ?? [];
      if (!known.includes(concept)) phrases.set(key, [...known, concept]);
    }
  }
  return phrases;
}

const LONGEST_PHRASE = 4;
/** Stems that begin a phrase: most words of a text begin none. */
const BEGINNINGS: ReadonlySet<string> = new Set(
  [...PHRASES.keys()].map((phrase) => phrase.split(" ", 1)[0] ?? ""),
);

/** The concepts named by a run of stems, each once, in ascending order. */
export function conceptsOf(stems: readonly string[]): number[] {
  const found = new Set<number>();
  for (let start = 0; start < stems.length; start += 1) {
    if (!BEGINNINGS.has(stems[start] ?? "")) continue;
    let phrase = "";
    for (let at = start; at < Math.min(stems.length, start + LONGEST_PHRASE); at += 1) {
      phrase = at === start ? (stems[at] ?? "") : `${phrase} ${stems[at]}`;
      for (const concept of PHRASES.get(phrase) ?? []) found.add(concept);
    }
  }
  return [...found].sort((a, b) => a - b);
}

export const CONCEPT_COUNT = GROUPS.length;
