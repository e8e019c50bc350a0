import type { EmotionLabel } from "./emotion.ts";

export type DigestKind = "daily" | "weekly";

export interface Figure {
  readonly value: number | null;
  /** The same figure of the period before; `null` when there was none. */
  readonly before: number | null;
}

/** The numbers behind a digest. Shares are 0..1 and travel with their count. */
export interface DigestSummary {
  readonly kind: DigestKind;
  /** Half-open: startAt <= t < endAt. */
  readonly startAt: Date;
  readonly endAt: Date;
  readonly timeZone: string;
  readonly customerMessages: Figure;
  readonly analysed: Figure;
  readonly threadsOpened: Figure;
  readonly answeredByBot: Figure;
  readonly abstained: Figure;
  readonly ticketsOpened: Figure;
  readonly ticketsSolved: Figure;
  readonly openTickets: Figure;
  readonly unanswered: Figure;
  readonly firstAnswerMedianMs: Figure;
  readonly csatScore: Figure;
  readonly csatCount: Figure;
  readonly flagged: Figure;
  readonly emotionCounts: Readonly<Record<EmotionLabel, number>>;
  readonly emotionCountsBefore: Readonly<Record<EmotionLabel, number>>;
  readonly negativeSharePercent: Figure;
  /** Last 14 days, oldest first, for the trend chart. */
  readonly trend: readonly {
    readonly on: string;
    readonly negativeSharePercent: number | null;
    readonly csatScore: number | null;
    readonly messages: number;
    readonly emotions: Readonly<Record<EmotionLabel, number>>;
  }[];
  readonly atRisk: readonly {
    readonly threadId: string;
    readonly customerName: string;
    readonly level: string;
    readonly detail: string;
    readonly permalink: string | null;
  }[];
  /** Earlier flags with a verdict: how many came true. */
  readonly flagVerdicts: { readonly given: number; readonly confirmed: number };
}
