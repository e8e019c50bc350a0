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

/**
 * Everyday words that articles and letters exchange freely. Weaker evidence: they help to see what of a question an article
 * covers, but as a feature of their own they mislead in texts on the world at large (measured: nDCG falls).
 */
const EVERYDAY_GROUPS: readonly string[] = [
  "weight|weigh|heavy|kg|kilo|kilogram|gram",
  "size|dimension|measure|measurement|length|big|large",
  "collect|collection|pick up|pickup|fetch",
  "neighbour|neighbor|next door|household",
  "absent|not at home|nobody home|nobody was at home|wasnt home|wasnt in|missed delivery|missed the driver|not there",
  "object|objection|appeal|dispute|disagree|dont agree|complain|complaint",
  "claim|compensation|compensate|insurance|insure|cover|liable|liability",
  "damage|break|broken|in pieces|smash|shatter|crack|torn|spoil",
  "document|paper|form|paperwork|certificate|proof",
  "allow|permit|forbid|prohibit|ban|illegal|not permitted|may not",
  "holiday|christmas|easter|new year",
  "weekend|saturday|sunday",
  "child|kid|young|daughter|son|toddler|baby",
  "fine|penalty|surcharge|late fee|overdue fee",
  "free|gratis|no cost|no charge|complimentary|pay nothing",
  "authenticate|authorization|authorisation|bearer|token|api key",
  "ssl|tls|https|certificate",
  "storage|disk|disk space|capacity|gb|gig",
  "spam|junk",
  "outage|power cut|blackout|no power|no electricity",
  "instalment|installment|monthly payment|monthly amount",
  "borrow|lend|loan|lent",
  "reserve|reservation|book|booking|appointment",
  "electricity|power|energy|current",
  "disconnect|disconnection|cut off|switch off",
  "die|dead|death|decease|pass away|heir",
  "move|moving|relocate|new home|new flat|new house|new place",
  "website|site|homepage|web page|web shop",
  "visitor|visit|traffic",
  "server|host|hosting",
  "uk|united kingdom|great britain|england|london|scotland",
  "usa|united states|america",
  "europe|eu|european",
  "euro|eur",
  "wife|husband|partner|friend|family|somebody else|someone else",
  "gift|present|birthday",
  "driver|courier|delivery man|postman",
  "wrong|incorrect|mistake|false|typo|error",
  "forget|forgot|forgotten",
  "reconnect|switch on again|switching on again",
  "sign up|become a customer|become a member|join|order online",
  "restore|recover|get back|undo|bring back",
  "ebook|e book",
  "wifi|wi fi|wireless|internet access",
  "dispose|disposal|throw away",
  "increase|raise|go up|rise",
  "decrease|lower|reduce",
  "charity|non profit|nonprofit|school",
  "wallet|cash|coins|bank notes",
  "animal|pet|dog|cat|hamster|bird",
  "food|meat|cheese|fruit|eat|lunch|meal",
  "alcohol|wine|beer|whisky|spirit|bottle",
  "jewellery|jewelry|necklace|ring|gold|watch",
  "phone|laptop|device|computer|tablet",
];

const ALL_GROUPS: readonly string[] = [...GROUPS, ...EVERYDAY_GROUPS];

/** Concepts below this number are of support at large, those from it on of everyday life. */
export const SUPPORT_CONCEPTS = GROUPS.length;
export const CONCEPT_COUNT = ALL_GROUPS.length;

const PHRASES: ReadonlyMap<string, readonly number[]> = indexPhrases();

function indexPhrases(): Map<string, number[]> {
  const phrases = new Map<string, number[]>();
  for (const [concept, group] of ALL_GROUPS.entries()) {
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

export interface NamedConcept {
  readonly concept: number;
  /** The stems that name it: from `start`, before `end`. */
  readonly start: number;
  readonly end: number;
}

/** Every naming of a concept in a run of stems. */
export function namedConcepts(stems: readonly string[]): NamedConcept[] {
  const named: NamedConcept[] = [];
  for (let start = 0; start < stems.length; start += 1) {
    if (!BEGINNINGS.has(stems[start] ?? "")) continue;
    let phrase = "";
    for (let at = start; at < Math.min(stems.length, start + LONGEST_PHRASE); at += 1) {
      phrase = at === start ? (stems[at] ?? "") : `${phrase} ${stems[at]}`;
      for (const concept of PHRASES.get(phrase) ?? []) named.push({ concept, start, end: at + 1 });
    }
  }
  return named;
}

/** The concepts named by a run of stems, each once, in ascending order. */
export function conceptsOf(stems: readonly string[]): number[] {
  return [...new Set(namedConcepts(stems).map(({ concept }) => concept))].sort((a, b) => a - b);
}
