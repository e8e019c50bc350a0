import { RapportError } from "../../domain/errors.ts";
import { type InboundEvent, orderKeyOf } from "../../domain/inbound-event.ts";
import { SECOND } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AcceptOutcome, Intake, ReadyEvent, Refusal } from "../../ports/intake.ts";
import type { Database } from "../database.ts";
import { cleanText, storableJson } from "./clean-text.ts";
import { createCommitLanes } from "./group-commit.ts";
import { inboundEventSchema } from "./inbound-event-schema.ts";
import { type InsertOutcome, insertEvents } from "./insert-events.ts";
import { withinTime } from "./within-time.ts";
import { createWorkspaceDirectory, type WorkspaceOwner } from "./workspace-directory.ts";

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

  const flush = async (rows: readonly ReadyEvent[]): Promise<readonly AcceptOutcome[]> => {
    const outcomes = await insertEvents(database, rows, clock.now());
    if (outcomes.includes("new")) options.onAccepted?.();
    return outcomes.map((outcome) => ANSWERS[outcome]);
  };

  // The embedded database is one session: a second lane would only wait behind the first.
  const laneCount = options.lanes ?? (database.kind === "pglite" ? 1 : 2);
  const lanes = createCommitLanes<ReadyEvent, AcceptOutcome>(
    flush,
    {
      maxRows: MAX_ROWS,
      maxWaiting: options.maxWaiting ?? MAX_WAITING,
      maxWaitingBytes: MAX_WAITING_BYTES,
      waitMs,
    },
    laneCount,
  );

  const lookUp = async (platform: string, workspaceKey: string): Promise<WorkspaceOwner | null> => {
    try {
      return await withinTime(
        directory.find(platform, workspaceKey),
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

  /** Not too large, and of a workspace that is ours. */
  const judge = async (event: InboundEvent): Promise<ReadyEvent | Refusal> => {
    const payload = storableJson(event);
    if (isLarger(payload, maxEventBytes)) return tooLarge(maxEventBytes);
    const workspaceKey = cleanText(event.workspaceKey);
    const owner =
      directory.known(event.platform, workspaceKey) ?? (await lookUp(event.platform, workspaceKey));
    if (owner === null) return UNKNOWN_WORKSPACE;
    const { tenantId, workspaceId } = owner;
    const orderKey = cleanText(orderKeyOf(event));
    return { tenantId, workspaceId, orderKey, dedupeKey: cleanText(event.dedupeKey), payload };
  };

  return {
    async accept(event) {
      const parsed = inboundEventSchema.safeParse(event);
      if (!parsed.success) return malformed(parsed.error.issues[0]?.path.join(".") ?? "");
      const ready = await judge(parsed.data);
      if ("kind" in ready) return ready;
      return lanes.add(ready.orderKey, ready, ready.payload.length);
    },
    // Made by our own hand of what was checked when it came, and read again by the worker: not checked a third time.
    async acceptWith(event, commit) {
      const ready = await judge(event);
      if ("kind" in ready) return ready;
      const result = await commit(ready);
      if (result.isNew) options.onAccepted?.();
      return { kind: "committed", result };
    },
    forgetWorkspaces: () => directory.forget(),
    get waiting() {
      return lanes.waiting;
    },
  };
}

/** UTF-8 has at most three bytes for a UTF-16 unit: a short text need not be counted. */
const isLarger = (text: string, maxBytes: number): boolean =>
  text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes;

const UNKNOWN_WORKSPACE: Refusal = { kind: "unknown-workspace" };

const malformed = (path: string): Refusal => ({
  kind: "refused",
  code: "event.malformed",
  cure: `The field "${path}" of the event is missing or of the wrong kind.`,
});

const ANSWERS: Readonly<Record<InsertOutcome, AcceptOutcome>> = {
  new: { kind: "accepted" },
  known: { kind: "duplicate" },
  refused: { kind: "refused", code: "event.unstorable", cure: "The database cannot hold this event." },
};

const tooLarge = (maxEventBytes: number): Refusal => ({
  kind: "refused",
  code: "event.too-large",
  cure: `Send less than ${Math.floor(maxEventBytes / 1024)} kB in one message.`,
});
