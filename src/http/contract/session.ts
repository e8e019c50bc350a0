import { z } from "zod";
import { personRef, role } from "./shared.ts";

/** Who is asking. On loopback login is off and the operator has the rights of an admin. */
export const me = z.object({
  login: z.enum(["off", "required"]),
  /** `null` only while login is required and nobody is logged in. */
  person: z.object({ id: z.string().nullable(), displayName: z.string(), role }).nullable(),
  tenant: z.object({ name: z.string(), slug: z.string(), timeZone: z.string() }),
  version: z.string(),
  /** Before login only: how to make the first account while none exists. */
  hint: z.string().nullable().optional(),
});

/** Sets an HttpOnly, SameSite=Strict cookie; 401 `session.refused` for a wrong pair, 429 after too many. */
export const login = z.object({ name: z.string().min(1).max(200), password: z.string().min(1).max(200) });

export const searchResults = z.object({
  people: z.array(personRef.extend({ workspaceName: z.string() })),
  tickets: z.array(z.object({ number: z.number(), subject: z.string(), state: z.string() })),
  articles: z.array(z.object({ id: z.string(), title: z.string(), source: z.string() })),
});

export type Me = z.infer<typeof me>;
export type SearchResults = z.infer<typeof searchResults>;
