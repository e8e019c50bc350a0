import type { Journal, JournalEntry } from "./journal.ts";
import type { DeskTruth } from "./read-truth.ts";
import type { TestEvent } from "./test-events.ts";

/**
 * One platform before the desk, for the scenarios that any platform must survive. What the scenarios kill, cut and slow
 * down is the same for all; what differs is said here, in one file for each platform.
 */
export interface PlatformUnderTest {
  readonly name: string;
  /** `product`: `src/main.ts` as it is. `rig`: the same desk with this platform in the browser chat's place. */
  readonly program: "product" | "rig";
  /** By which variables the desk is told about the platform: addresses, secrets, tokens. */
  readonly environment: Readonly<Record<string, string>>;
  /** A post whose answer was lost may have to end as uncertain: the platform neither refuses copies nor can be asked. */
  readonly mayBeUncertain: boolean;
  /** When the platform sends an event again that was not acknowledged, in ms after the first try; then it gives up. */
  readonly resendAfterMs: readonly number[];
  /** One try, as the platform does it, signature and all. `true`: the desk has said that it has the event. Never throws. */
  send(event: TestEvent, address: string): Promise<boolean>;
  /** Resolves when the desk listens by a line of its own, or after a while all the same; left out where requests come to it. */
  listens?(): Promise<void>;
  /** Everything that people can see, by the platform's own journal; `truth` is for a platform that lives in the desk's database. */
  posts(truth: DeskTruth): readonly Extract<JournalEntry, { kind: "posted" }>[];
  close(): Promise<void>;
}

/** A platform of its own for each run; the journal is the run's. */
export type OpenPlatform = (journal: Journal) => Promise<PlatformUnderTest>;
