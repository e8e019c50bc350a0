import { isRapportError, RapportError } from "../domain/errors.ts";
import type { ApiError } from "./contract.ts";

const STATUS: Readonly<Record<string, number>> = {
  "session.required": 401,
  "session.refused": 401,
  "session.no-account": 401,
  "session.forbidden": 403,
  "session.off": 409,
  "session.too-many": 429,
  "session.busy": 503,
  "http.foreign-host": 403,
  "http.through-proxy": 403,
  "http.cross-site": 403,
  "http.header-missing": 403,
  "http.not-found": 404,
  "http.method": 405,
  "http.stopping": 503,
  "request.malformed": 400,
  "request.invalid": 422,
  "request.too-large": 413,
  "request.media-type": 415,
  "request.too-slow": 408,
  "store.unavailable": 503,
  "store.busy": 503,
  "store.slow-statement": 503,
};

const BY_SUFFIX: readonly (readonly [string, number])[] = [
  [".unknown", 404],
  [".conflict", 409],
  [".refused", 409],
  [".invalid", 422],
];
/** Faults of what stands behind us: the words were written for a reader. */
const OUTSIDE = /^(?:llm|embedder|emotion|search)\./;

/** 500 for whatever was not foreseen; faults of the store are ours, and their words name its parts. */
export function statusOf(error: unknown): number {
  if (!isRapportError(error)) return 500;
  const known = STATUS[error.code];
  if (known !== undefined) return known;
  if (error.code.startsWith("store.")) return 500;
  if (OUTSIDE.test(error.code)) return 503;
  return BY_SUFFIX.find(([suffix]) => error.code.endsWith(suffix))?.[1] ?? 500;
}

/** What the reader is told: our own words, or for the unforeseen nothing but where to look. */
export function toApiError(error: unknown, requestId: string): ApiError {
  const isForReader = isRapportError(error) && statusOf(error) !== 500;
  return {
    error: {
      ...(isForReader
        ? { code: error.code, message: error.message, cure: error.cure }
        : {
            code: "http.internal",
            message: "Something went wrong inside Rapport.",
            cure: `Try again; if it stays, look for ${requestId} in the log.`,
          }),
      requestId,
    },
  };
}

export const sessionRequired = () =>
  new RapportError("session.required", "You are not logged in.", "Log in and try again.");

export const forbidden = () =>
  new RapportError(
    "session.forbidden",
    "Your role may not do this.",
    "Ask an admin to do it or to change your role.",
  );

export const unknownThing = (thing: string) =>
  new RapportError(
    `${thing}.unknown`,
    `There is no such ${thing.replace("-", " ")}.`,
    "Reload the list; it may be gone.",
  );

export const conflict = (thing: string, words: string, cure = "Reload and look at what changed.") =>
  new RapportError(`${thing}.conflict`, words, cure);

export const notFound = () =>
  new RapportError(
    "http.not-found",
    "There is nothing here.",
    "The calls are listed in /api/v1/openapi.json.",
  );

export const malformed = (why: string) =>
  new RapportError("request.malformed", why, "Send what /api/v1/openapi.json says.");

export const tooLarge = (maxBytes: number) =>
  new RapportError(
    "request.too-large",
    "The request is too large.",
    `Send at most ${Math.floor(maxBytes / 1024)} KiB at once.`,
  );
