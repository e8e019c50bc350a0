export const RATINGS = [1, 2, 3, 4, 5] as const;
export type Rating = (typeof RATINGS)[number];

/** A survey sent after a resolution; the owner is snapshotted at send so that no rating is orphaned. */
export interface CsatSurvey {
  readonly id: string;
  readonly ticketId: string | null;
  readonly threadId: string;
  readonly customerId: string;
  readonly ownerId: string | null;
  readonly sentAt: Date;
}

/** A given rating. A blank rating is no row. */
export interface CsatResponse {
  readonly surveyId: string;
  readonly rating: Rating;
  readonly comment: string | null;
  readonly respondedAt: Date;
}

/** Share of 4s and 5s, 0..1, shown with the count; `null` without ratings. */
export function csatScore(ratings: readonly Rating[]): number | null {
  if (ratings.length === 0) return null;
  return ratings.filter((rating) => rating >= 4).length / ratings.length;
}
