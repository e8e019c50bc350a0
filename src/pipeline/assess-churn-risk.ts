import { type ChurnRisk, NO_RISK, type RiskSignal, riskLevelOf, riskScoreOf } from "../domain/churn-risk.ts";
import { type EmotionTag, type Mood, negativeEmotionSharePercent } from "../domain/emotion.ts";
import type { Message } from "../domain/message.ts";
import { describeSpan, MINUTE } from "../domain/time.ts";
import type { AssessedTurn, TaggedTurn } from "../domain/turn.ts";
import { asksForSomething } from "./read-request.ts";
import { HUMAN_WORDS, WORD_RULES } from "./risk-words.ts";
import { quoteAround, shorten } from "./sentences.ts";
import { wordSimilarity } from "./word-similarity.ts";

/** From this tagger risk on, one message counts as strongly felt. */
const STRONG_RISK = 0.75;
const MOOD_WEIGHT_TOGETHER = 0.4;
/** Two questions this alike are the same question. */
const SAME_QUESTION = 0.55;

interface CustomerWords {
  readonly message: Message;
  readonly tag: EmotionTag | null;
}

/**
 * Orders threads by how near a customer is to being lost, with the customer's own words as evidence.
 * Nothing is assessed for people who may not be analysed, the thread's customer or whoever else writes there.
 */
export function assessChurnRisk(turn: TaggedTurn): AssessedTurn {
  const { notAnalysedReason, customerNotAnalysedReason } = turn.policy;
  if (notAnalysedReason !== null || customerNotAnalysedReason !== null) return { ...turn, risk: NO_RISK };
  const words = customerWords(turn);
  const signals = strongestOfEach([
    ...words.flatMap(signalsInWords),
    ...askedAgain(words),
    ...waiting(turn, words),
    ...failedAnswers(turn, words),
    ...moodEvidence(words),
    ...ratedLow(turn),
  ]);
  const score = riskScoreOf(signals);
  const risk: ChurnRisk = {
    level: isDismissed(turn, signals) ? "low" : riskLevelOf(score, signals.length),
    score,
    signals,
    negativeEmotionSharePercent: meanNegativeShare(words),
  };
  return { ...turn, risk };
}

/** A human has called this a false alarm, and no other rule has spoken since. */
const isDismissed = ({ dismissedSignals }: TaggedTurn, signals: readonly RiskSignal[]): boolean =>
  signals.every((found) => dismissedSignals.includes(found.name));

function customerWords(turn: TaggedTurn): readonly CustomerWords[] {
  const own = turn.emotion.kind === "tagged" ? turn.emotion.tag : null;
  const earlier = turn.history.filter((entry) => entry.message.authorId === turn.thread.customerId);
  return turn.author.id === turn.thread.customerId
    ? [...earlier, { message: turn.message, tag: own }]
    : earlier;
}

function signalsInWords({ message }: CustomerWords): readonly RiskSignal[] {
  const found = WORD_RULES.flatMap((rule) => {
    const match = rule.pattern.exec(message.text);
    return match
      ? [signal(rule.name, rule.weight, rule.detail, quoteAround(message.text, match.index), message)]
      : [];
  });
  const human = HUMAN_WORDS.exec(message.text);
  return human
    ? [
        ...found,
        signal("asks-for-human", 0.15, "asks for a human", quoteAround(message.text, human.index), message),
      ]
    : found;
}

function askedAgain(words: readonly CustomerWords[]): readonly RiskSignal[] {
  const latest = words.at(-1);
  if (!latest || !asksForSomething(latest.message.text)) return [];
  const alike = words
    .slice(0, -1)
    .filter(
      (earlier) =>
        wordSimilarity(withoutNames(earlier.message.text), withoutNames(latest.message.text)) >=
        SAME_QUESTION,
    );
  if (alike.length === 0) return [];
  return [
    signal(
      "asked-again",
      alike.length > 1 ? 0.4 : 0.3,
      `asked ${alike.length + 1} times`,
      shorten(latest.message.text, 140),
      latest.message,
    ),
  ];
}

/** Naming the same person twice is no question asked twice. */
const withoutNames = (text: string): string => text.replace(/@\S+/g, " ");

function waiting(turn: TaggedTurn, words: readonly CustomerWords[]): readonly RiskSignal[] {
  // In a community others answer too; who asked for the team waits for the team.
  if (turn.thread.botQuietAt !== null && !turn.hasOpenTicket) return [];
  const first = words.find(({ message }) => asksForSomething(message.text));
  if (!first || turn.thread.firstAgentReplyAt || turn.thread.firstBotReplyAt) return [];
  const waitedMs = turn.now.getTime() - first.message.sentAt.getTime();
  if (waitedMs < turn.policy.unansweredAfterMs) return [];
  const weight = waitedMs > 6 * turn.policy.unansweredAfterMs ? 0.4 : 0.25;
  return [
    signal(
      "unanswered",
      weight,
      `waiting ${describeSpan(Math.max(waitedMs, MINUTE))}`,
      shorten(first.message.text, 140),
      first.message,
    ),
  ];
}

function failedAnswers(turn: TaggedTurn, words: readonly CustomerWords[]): readonly RiskSignal[] {
  const latest = words.at(-1);
  const failed = turn.thread.failedAnswerCount;
  if (!latest || failed === 0) return [];
  return [
    signal(
      "answer-failed",
      failed > 1 ? 0.35 : 0.2,
      failed > 1 ? `the answer failed ${failed} times` : "the answer did not help",
      shorten(latest.message.text, 140),
      latest.message,
    ),
  ];
}

/** The rating was given elsewhere: nothing of the message is quoted or linked. */
function ratedLow({ lowRating, message }: TaggedTurn): readonly RiskSignal[] {
  if (lowRating === null) return [];
  const given = `${lowRating.rating} of 5`;
  const quote = shorten(lowRating.comment?.trim() || given, 140);
  return [{ ...signal("low-rating", 0.35, `rated ${given}`, quote, message), permalink: null }];
}

/** The tagger is one witness: a strong message on a worsening path weighs more, and stays one piece of evidence. */
function moodEvidence(words: readonly CustomerWords[]): readonly RiskSignal[] {
  const [strong] = strongEmotion(words);
  const [path] = worsening(words);
  if (!strong || !path) return strong ? [strong] : path ? [path] : [];
  return [{ ...path, weight: MOOD_WEIGHT_TOGETHER, detail: `${path.detail}, ${strong.detail}` }];
}

/** What a strong message must read as; a sad or doubting tone alone says little about the company. */
const UPSET: ReadonlySet<Mood> = new Set(["angry", "frustrated", "disappointed"]);
/** "Sorry, I was disconnected": the customer's own apology is no complaint. */
const OWN_APOLOGY = /^\W*(?:(?:oh|ah|hi|@\S+)\W+)*(?:sorry|apologies|my bad|oops)\b(?! but)/i;

function strongEmotion(words: readonly CustomerWords[]): readonly RiskSignal[] {
  const strongest = words
    .filter(({ message, tag }) => tag !== null && UPSET.has(tag.mood) && !OWN_APOLOGY.test(message.text))
    .filter((entry) => (entry.tag?.risk ?? 0) >= STRONG_RISK)
    .sort((a, b) => (b.tag?.risk ?? 0) - (a.tag?.risk ?? 0))[0];
  if (!strongest?.tag) return [];
  return [
    signal(
      "strong-emotion",
      0.3,
      `reads ${strongest.tag.mood}`,
      shorten(strongest.message.text, 140),
      strongest.message,
    ),
  ];
}

function worsening(words: readonly CustomerWords[]): readonly RiskSignal[] {
  const tagged = words.filter((entry): entry is CustomerWords & { tag: EmotionTag } => entry.tag !== null);
  const latest = tagged.at(-1);
  if (!latest || tagged.length < 3) return [];
  const half = Math.floor(tagged.length / 2);
  const before = mean(tagged.slice(0, half).map((entry) => entry.tag.sentiment));
  const after = mean(tagged.slice(half).map((entry) => entry.tag.sentiment));
  if (before - after < 0.35 || after > -0.1) return [];
  return [
    signal("worsening-path", 0.25, "mood has worsened", shorten(latest.message.text, 140), latest.message),
  ];
}

function signal(
  name: RiskSignal["name"],
  weight: number,
  detail: string,
  quote: string,
  message: Message,
): RiskSignal {
  return { name, weight, detail, quote, messageId: message.id, permalink: message.permalink };
}

/** One piece of evidence per rule: the heaviest, of equals the latest. */
function strongestOfEach(signals: readonly RiskSignal[]): readonly RiskSignal[] {
  const best = new Map<string, RiskSignal>();
  for (const found of signals) {
    const known = best.get(found.name);
    if (!known || found.weight >= known.weight) best.set(found.name, found);
  }
  return [...best.values()].sort((a, b) => b.weight - a.weight);
}

function meanNegativeShare(words: readonly CustomerWords[]): number {
  const shares = words.flatMap((entry) => (entry.tag ? [negativeEmotionSharePercent(entry.tag.scores)] : []));
  return shares.length === 0 ? 0 : Math.round(mean(shares) * 10) / 10;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
