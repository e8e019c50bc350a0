export const RISK_LEVELS = ["low", "elevated", "high"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export const RISK_SIGNALS = [
  "unanswered",
  "asked-again",
  "answer-failed",
  "cancel-words",
  "refund-words",
  "competitor-words",
  "deadline-words",
  "strong-emotion",
  "worsening-path",
  "low-rating",
  "asks-for-human",
] as const;
export type RiskSignalName = (typeof RISK_SIGNALS)[number];

/** One piece of evidence: the rule that fired and the customer's own words behind it. */
export interface RiskSignal {
  readonly name: RiskSignalName;
  /** What the rule adds to the score, 0..1. */
  readonly weight: number;
  /** Said on the card: "asked three times", "waiting 42 min". */
  readonly detail: string;
  /** The customer's words, verbatim and shortened. */
  readonly quote: string;
  readonly messageId: string;
  readonly permalink: string | null;
}

/** An ordering with evidence, never a probability of leaving. */
export interface ChurnRisk {
  readonly level: RiskLevel;
  /** 0..1. */
  readonly score: number;
  readonly signals: readonly RiskSignal[];
  /** The seed formula over the customer's tagged messages, 0..100; always shown under its own name. */
  readonly negativeEmotionSharePercent: number;
}

export const NO_RISK: ChurnRisk = { level: "low", score: 0, signals: [], negativeEmotionSharePercent: 0 };

/** A flag posts only with at least this many pieces of evidence; fewer stay a log line. */
export const MIN_EVIDENCE_TO_FLAG = 2;

export const ELEVATED_FROM = 0.35;
export const HIGH_FROM = 0.65;

/** One piece of evidence alone is a log line, however heavy: the level stays low. */
export function riskLevelOf(score: number, pieces: number): RiskLevel {
  if (pieces < MIN_EVIDENCE_TO_FLAG) return "low";
  if (score >= HIGH_FROM) return "high";
  return score >= ELEVATED_FROM ? "elevated" : "low";
}

const ROUND = 1_000;

/** Noisy-or: each piece adds to what is left; 0..1, three decimals. */
export const riskScoreOf = (signals: readonly RiskSignal[]): number =>
  Math.round((1 - signals.reduce((left, found) => left * (1 - found.weight), 1)) * ROUND) / ROUND;

/** Verdict on an earlier flag; the digest prints the hit rate. */
export type FlagVerdict = "left" | "stayed" | "false-alarm";
