import { isRapportError, RapportError } from "../domain/errors.ts";

/** What is known of a database fault without any value that travelled with it. */
interface Fault {
  readonly code: string | null;
  readonly constraint: string | null;
}

/** What postgres-js, PGlite and Node add to an error. */
interface DriverError extends Error {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly constraint_name?: unknown;
  readonly errors?: unknown;
}

const UNREACHABLE: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  // Too many connections, and a server that is going down or coming up.
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";

/** Codes of faults for which another attempt of the whole transaction is expected to succeed. */
export const isWorthRetrying = (code: string | null): boolean =>
  code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;

/** SQLSTATE or socket code of a driver's error, also when Drizzle has wrapped it. */
export function faultOf(error: unknown): Fault {
  let constraint: string | null = null;
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 4; depth++) {
    const known: DriverError = current;
    const name = known.constraint_name ?? known.constraint;
    if (typeof name === "string") constraint = name;
    if (typeof known.code === "string") return { code: known.code, constraint };
    // Node gathers one error per address in an AggregateError.
    current = Array.isArray(known.errors) ? known.errors[0] : current.cause;
  }
  return { code: null, constraint };
}

const isDriverError = (error: unknown): boolean =>
  error instanceof Error &&
  ["PostgresError", "DrizzleQueryError", "DrizzleError", "error"].includes(
    error.constructor.name === "DatabaseError" ? "error" : error.constructor.name,
  );

export const storeUnavailable = (code: string): RapportError =>
  new RapportError(
    "store.unavailable",
    `The database does not answer (${code}).`,
    "Check that the PostgreSQL server of DATABASE_URL is running and reachable; Rapport goes on by itself when it is back.",
  );

/** The disk is full, or the server takes no writes: nobody's fault who asked, and another attempt later will pass. */
const TAKES_NO_WRITES: ReadonlySet<string> = new Set(["53100", "25006"]);

const storeFull = (code: string): RapportError =>
  new RapportError(
    "store.unavailable",
    `The database can write nothing: its disk is full, or it is read-only (${code}).`,
    "Make room on the disk of DATA_DIR or of the database server; Rapport goes on by itself.",
  );

/** Whoever sends again later, as platforms do, will pass. */
const storeBusy = (code: string): RapportError =>
  new RapportError(
    "store.busy",
    `The database undid a transaction each time it was repeated, because it met others (${code}).`,
    "Try again in a moment; when it stays so, look for long transactions on the database server.",
  );

export const storeClosed = (): RapportError =>
  new RapportError("store.closed", "The database is closed.", "Start Rapport again.");

/** A statement failed, the caller went on, and the database has undone everything. */
export const swallowedFault = (): RapportError =>
  new RapportError(
    "store.swallowed",
    "A statement of the transaction had failed; nothing was written.",
    "This is a fault of Rapport: an error of the store was caught inside its transaction.",
  );

/**
 * The error a caller of the store may see. Drivers put statements and values, and so customers' words,
 * into their errors; only the code and the name of the constraint pass.
 */
export function toStoreError(error: unknown): unknown {
  // Drizzle wraps what its driver throws, also when that is an error of ours.
  const own = error instanceof Error && isRapportError(error.cause) ? error.cause : error;
  if (isRapportError(own)) return own;
  const { code, constraint } = faultOf(error);
  if (code !== null && (UNREACHABLE.has(code) || code.startsWith("08"))) return storeUnavailable(code);
  if (code !== null && TAKES_NO_WRITES.has(code)) return storeFull(code);
  if (isWorthRetrying(code)) return storeBusy(code ?? "");
  if (code === "25P02") return swallowedFault();
  if (code === "57014") {
    return new RapportError(
      "store.slow-statement",
      "The database stopped a statement that ran for too long.",
      "Look at the server's load; raise statement_timeout of the role only for a known reason.",
    );
  }
  if (code === "23505") {
    return new RapportError(
      "store.conflict",
      `A row with the same key is there already (${constraint ?? "unknown key"}).`,
      "Read the existing row and use it.",
    );
  }
  if (code === null && !isDriverError(error)) return error;
  return new RapportError(
    "store.refused",
    `The database refused a statement (${code ?? "no code"}${constraint === null ? "" : `, ${constraint}`}).`,
    "This is a fault of Rapport: report the code; the transaction was rolled back and nothing was written.",
  );
}
