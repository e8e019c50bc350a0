import type { DigestSummary } from "../../src/domain/digest.ts";

/** A fortnight with a bad day in it. */
export function digestSummaryOf(change: Partial<DigestSummary> = {}): DigestSummary {
  const figure = (value: number | null, before: number | null = null) => ({ value, before });
  const trend = Array.from({ length: 14 }, (_, day) => ({
    on: `2026-03-${String(day + 1).padStart(2, "0")}`,
    negativeSharePercent: 20 + (day % 5) * 6,
    csatScore: day % 4 === 0 ? null : 0.9 - (day % 3) * 0.1,
    messages: 30 + day,
    emotions: {
      anger: 3 + (day % 5),
      disgust: 1,
      fear: 2,
      joy: 8,
      neutral: 12 + day,
      sadness: 3,
      surprise: 2,
    },
  }));
  return {
    kind: "daily",
    startAt: new Date("2026-03-14T00:00:00Z"),
    endAt: new Date("2026-03-15T00:00:00Z"),
    timeZone: "UTC",
    customerMessages: figure(44, 38),
    analysed: figure(43, 38),
    threadsOpened: figure(20, 18),
    answeredByBot: figure(12, 9),
    abstained: figure(2, 3),
    ticketsOpened: figure(3, 5),
    ticketsSolved: figure(4, 4),
    openTickets: figure(6),
    unanswered: figure(1),
    firstAnswerMedianMs: figure(240_000, 300_000),
    csatScore: figure(0.8, 0.9),
    csatCount: figure(10, 10),
    flagged: figure(1, 0),
    emotionCounts: { anger: 6, disgust: 1, fear: 2, joy: 8, neutral: 22, sadness: 3, surprise: 2 },
    emotionCountsBefore: { anger: 2, disgust: 1, fear: 2, joy: 8, neutral: 20, sadness: 3, surprise: 2 },
    negativeSharePercent: figure(27, 21),
    trend,
    atRisk: [
      {
        threadId: "t",
        customerName: "Maya",
        level: "high",
        detail: "speaks of leaving: “I will cancel my account.”",
        permalink: "https://chat.example/now",
      },
    ],
    flagVerdicts: { given: 0, confirmed: 0 },
    ...change,
  };
}
