import { z } from "zod";

/**
 * What the harness and a desk under test say to each other over the child's IPC channel. Any desk that speaks this can
 * be put under the kill test; the harness is the platform and keeps the journal outside of it.
 */
export const fromDesk = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  /** The platform's request was answered 200. */
  z.object({ type: z.literal("acked"), key: z.string() }),
  /** A call to the platform. `key` names the post for platforms that refuse copies. */
  z.object({ type: z.literal("post"), call: z.number(), key: z.string(), replyTo: z.string() }),
  z.object({
    type: z.literal("report"),
    /** Nothing waits and nothing is in hand. */
    isIdle: z.boolean(),
    /** Customer messages that are stored. */
    stored: z.array(z.string()),
    /** Posts listed for a person: the message each would have answered. */
    uncertain: z.array(z.string()),
    deadLetters: z.number(),
  }),
]);
export type FromDesk = z.infer<typeof fromDesk>;

export const toDesk = z.discriminatedUnion("type", [
  /** The platform delivers a message; not acknowledged, it delivers it again. */
  z.object({ type: z.literal("message"), key: z.string(), channelKey: z.string() }),
  z.object({ type: z.literal("posted"), call: z.number(), messageKey: z.string() }),
  z.object({ type: z.literal("report") }),
  z.object({ type: z.literal("stop") }),
]);
export type ToDesk = z.infer<typeof toDesk>;

export const FAIL_POINTS = [
  "before_inbox_commit",
  "after_inbox_commit",
  "before_ack",
  "in_pipeline",
  "before_business_commit",
  "after_business_commit",
  "before_send",
  "after_send_before_mark",
] as const;
export type FailPoint = (typeof FAIL_POINTS)[number];

/** Faults of ours, put in on purpose, that the checker must find. */
export type Sabotage = "ack-before-commit" | "no-dedupe-key";

/** Environment of a desk under test. */
export interface DeskEnvironment {
  readonly KILL_DATABASE_URL: string;
  readonly KILL_TENANT: string;
  /** `name:n`: dies by SIGKILL when the point is passed for the n-th time. */
  readonly KILL_AT?: string;
  readonly KILL_SABOTAGE?: Sabotage;
  /** `guarded` refuses a second copy by key, `blind` does not and cannot be asked. */
  readonly KILL_PLATFORM: "guarded" | "blind";
}
