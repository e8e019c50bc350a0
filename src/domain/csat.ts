import { DAY } from "./time.ts";

export const RATINGS = [1, 2, 3, 4, 5] as const;
export type Rating = (typeof RATINGS)[number];

/** Who rates this low has not been helped: the owner is told, and it counts as risk when the person writes again. */
export const isLowRating = (rating: Rating): boolean => rating <= 2;

/**
 * The rating behind the risk signal `low-rating`: the person's newest one, when it is low and not older than 30 days.
 * A better rating since then has settled it.
 */
export function openLowRating<Given extends Pick<CsatResponse, "rating" | "respondedAt">>(
  given: readonly Given[],
  now: Date,
): Given | null {
  const newest = given.reduce<Given | null>(
    (found, one) => (found === null || one.respondedAt > found.respondedAt ? one : found),
    null,
  );
  if (newest === null || !isLowRating(newest.rating)) return null;
  return now.getTime() - newest.respondedAt.getTime() <= LOW_RATING_COUNTS_MS ? newest : null;
}

const LOW_RATING_COUNTS_MS = 30 * DAY;

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
