import { z } from "zod";
import { instant, mood, riskLevel } from "./shared.ts";
import { moodPoint, threadRow } from "./threads.ts";
import { ticketRow } from "./tickets.ts";

export const customerRow = z.object({
  id: z.string(),
  displayName: z.string(),
  platform: z.string(),
  workspaceName: z.string(),
  mood: mood.nullable(),
  riskLevel,
  riskScore: z.number(),
  openThreads: z.number(),
  openTickets: z.number(),
  lastRating: z.number().nullable(),
  lastMessageAt: instant.nullable(),
  optedOutAt: instant.nullable(),
});

/** Highest risk first. `q` begins or is contained in the name. */
export const customersQuery = z.object({
  q: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const customers = z.object({ customers: z.array(customerRow) });

export const CUSTOMER_ACTIONS = ["export", "opt-out", "erase"] as const;

export const customerDetail = z.object({
  customer: customerRow,
  /** Oldest first, at most 200. */
  moodPath: z.array(moodPoint),
  threads: z.array(threadRow),
  tickets: z.array(ticketRow),
  ratings: z.array(
    z.object({
      rating: z.number(),
      comment: z.string().nullable(),
      respondedAt: instant,
      ticketNumber: z.number().nullable(),
    }),
  ),
  allowed: z.array(z.enum(CUSTOMER_ACTIONS)),
});

/** `true` stops analysis and removes earlier readings; service goes on. */
export const optOut = z.object({ optedOut: z.boolean() });

export type CustomerRow = z.infer<typeof customerRow>;
export type CustomerDetail = z.infer<typeof customerDetail>;
