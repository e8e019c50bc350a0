import { RapportError } from "../../domain/errors.ts";
import { type InboundEvent, orderKeyOf } from "../../domain/inbound-event.ts";
import { SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AcceptOutcome, Intake } from "../../ports/intake.ts";
import type { Database } from "../database.ts";
import { cleanText, storableJson } from "./clean-text.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { inboundEventSchema } from "./inbound-event-schema.ts";
import { type InsertOutcome, insertEvents, type NewInboxRow } from "./insert-events.ts";
import { withinTime } from "./within-time.ts";
import { createWorkspaceDirectory } from "./workspace-directory.ts";

export interface IntakeOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Called after each commit that brought something new. */
  readonly onAccepted?: () => void;
  /** How long a caller waits for the commit; platforms give up after about 3 s. */
  readonly waitMs?: number;
  /** Flushes under way at a time. Events of one order key always take the same one, so that their order holds. */
  readonly lanes?: number;
  readonly maxEventBytes?: number;
  readonly maxWaiting?: number;
}

export interface SpineIntake extends Intake {
  /** A workspace was installed or removed. */
  forgetWorkspaces(): void;
  /** Events taken in and not committed yet. */
  readonly waiting: number;
}

/** 64 times the longest message of any platform, and far below what a JSON column or the memory minds. */
const MAX_EVENT_BYTES = 256 * 1024;
const MAX_WAITING = 5_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_ROWS = 256;

/** The door: whose is it, is it whole, then one shared commit. */
export function createIntake(options: IntakeOptions): SpineIntake {
  const { database, clock } = options;
  const maxEventBytes = options.maxEventBytes ?? MAX_EVENT_BYTES;
  const directory = createWorkspaceDirectory(database);
  const waitMs = options.waitMs ?? 2.5 * SECOND;

  const flush = async (rows: readonly NewInboxRow[]): Promise<readonly AcceptOutcome[]> => {
    const outcomes = await insertEvents(database, rows, clock.now());
    if (outcomes.includes("new")) options.onAccepted?.();
    return outcomes.map((outcome) => ANSWERS[outcome]);
  };

  // The embedded database is one session: a second lane would only wait behind the first.
  const laneCount = options.lanes ?? (database.kind === "pglite" ? 1 : 2);
  const lanes = Array.from({ length: laneCount }, () =>
    createGroupCommit<NewInboxRow, AcceptOutcome>(flush, {
      maxRows: MAX_ROWS,
      maxWaiting: Math.ceil((options.maxWaiting ?? MAX_WAITING) / laneCount),
      maxWaitingBytes: MAX_WAITING_BYTES / laneCount,
      waitMs,
    }),
  );

  const findOwner = async (event: InboundEvent) => {
    try {
      return await withinTime(
        directory.find(event.platform, cleanText(event.workspaceKey)),
        waitMs,
        () => new Error("no answer in time"),
      );
    } catch (cause) {
      throw new RapportError(
        "store.unavailable",
        "The workspace could not be looked up.",
        "Send the event again in a moment; check the database.",
        { cause },
      );
    }
  };

  return {
    async accept(event) {
      const parsed = inboundEventSchema.safeParse(event);
      if (!parsed.success) return malformed(parsed.error.issues[0]?.path.join(".") ?? "");
      const payload = storableJson(parsed.data);
      const bytes = Buffer.byteLength(payload);
      if (bytes > maxEventBytes) return tooLarge(maxEventBytes);
      const owner = await findOwner(event);
      if (owner === null) return { kind: "unknown-workspace" };
      const row: NewInboxRow = {
        ...owner,
        orderKey: cleanText(orderKeyOf(parsed.data)),
        dedupeKey: cleanText(parsed.data.dedupeKey),
        payload,
      };
      return laneOf(lanes, row).add(row, bytes);
    },
    forgetWorkspaces: () => directory.forget(),
    get waiting() {
      return lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    },
  };
}

function laneOf(
  lanes: readonly GroupCommit<NewInboxRow, AcceptOutcome>[],
  row: NewInboxRow,
): GroupCommit<NewInboxRow, AcceptOutcome> {
  let hash = 0;
  for (let at = 0; at < row.orderKey.length; at += 1) hash = (hash * 31 + row.orderKey.charCodeAt(at)) | 0;
  const lane = lanes[Math.abs(hash) % lanes.length];
  if (!lane) throw new RapportError("spine.no-lane", "The intake has no lane.", "Give at least one lane.");
  return lane;
}

const malformed = (path: string): AcceptOutcome => ({
  kind: "refused",
  code: "event.malformed",
  cure: `The field "${path}" of the event is missing or of the wrong kind.`,
});

const ANSWERS: Readonly<Record<InsertOutcome, AcceptOutcome>> = {
  new: { kind: "accepted" },
  known: { kind: "duplicate" },
  refused: { kind: "refused", code: "event.unstorable", cure: "The database cannot hold this event." },
};

const tooLarge = (maxEventBytes: number): AcceptOutcome => ({
  kind: "refused",
  code: "event.too-large",
  cure: `Send less than ${Math.floor(maxEventBytes / 1024)} kB in one message.`,
});
