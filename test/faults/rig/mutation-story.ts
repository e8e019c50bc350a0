import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../../src/store/database.ts";
import { checkPromises } from "./check-promises.ts";
import { type FailPoint, failPointsAt } from "./fail-points.ts";
import { createFakePlatform } from "./fake-platform.ts";
import { createFakePlatformAdapter } from "./fake-platform-adapter.ts";
import { journalInMemory } from "./journal.ts";
import { openMortalDesk } from "./mortal-desk.ts";
import { truthOf } from "./read-truth.ts";
import type { Sabotage } from "./sabotage.ts";
import { messageOf, testEvent } from "./test-events.ts";

/** Where the desk must die so that the fault shows; the one without its fence is overtaken instead of killed. */
const DIES_AT: Readonly<Record<Sabotage, FailPoint | null>> = {
  "no-dedupe-key": "before_ack",
  "ack-before-commit": "before_inbox_commit",
  "no-fence": null,
  "no-outbox": "before_business_commit",
};

const clock = { now: () => new Date() };
const PATIENCE_MS = 30_000;

/**
 * One event, one death (or one worker that is overtaken), one desk afterwards: what the smallest run of the rig is. All
 * in this process; the dead desk is one whose every call is never answered. Gives the violations found.
 */
export async function tellMutationStory(
  database: Database,
  fault: Sabotage,
  /** `false` tells the same story of the product as it is. */
  isSabotaged: boolean,
): Promise<readonly string[]> {
  const journal = journalInMemory();
  const platform = createFakePlatform(journal, "guarded");
  const take = async (copyKey: string, outbound: Parameters<typeof platform.take>[1]) =>
    platform.take(copyKey, outbound);
  const hold = createHold();
  const open = async (diesAt: string | undefined, beforeReading?: () => Promise<void>) => {
    const points = failPointsAt(diesAt, () => journal.write({ kind: "killed", at: String(diesAt) }));
    const adapter = createFakePlatformAdapter("guarded", take);
    const { desk } = await openMortalDesk({
      database,
      dataDir: null,
      clock,
      points,
      sabotage: isSabotaged ? fault : null,
      platforms: () => [adapter],
      sendNow: (outbound) => take(crypto.randomUUID(), outbound),
      beforeReading,
    });
    await desk.open();
    return { desk, points, receive: adapter.receive };
  };
  const event = messageOf(testEvent(1), clock.now());
  const send = async (receive: (given: typeof event) => Promise<boolean>): Promise<void> => {
    if (await receive(event).catch(() => false))
      journal.write({ kind: "acked", token: "RIG1", at: performance.now() });
  };

  const diesAt = DIES_AT[fault];
  const first = await open(
    diesAt === null ? undefined : `${diesAt}:1`,
    diesAt === null ? hold.wait : undefined,
  );
  const firstSend = send(first.receive);
  await Promise.race([firstSend, until(() => first.points.isDead)]);
  if (!first.points.isDead) {
    void first.desk.spine.runUntilIdle().catch(() => undefined);
    await until(() => first.points.isDead || hold.isWaiting());
  }
  const second = await open(undefined);
  if (diesAt === null)
    await database.spineQuery("update inbox set lease_until_at = now() - interval '1 hour'", []);
  const isAcked = journal.read().some(({ kind }) => kind === "acked");
  if (!isAcked) await send(second.receive);
  if (diesAt !== null)
    await database.spineQuery(
      "update inbox set lease_until_at = now() - interval '1 hour' where state = 'active'",
      [],
    );
  await second.desk.spine.runUntilIdle();
  hold.release();
  if (diesAt === null) await first.desk.spine.drain(PATIENCE_MS);
  await second.desk.spine.runUntilIdle();
  await second.desk.close();
  return checkPromises(journal.read(), await truthOf(database));
}

function createHold() {
  let release: () => void = () => undefined;
  let isWaiting = false;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    isWaiting: () => isWaiting,
    wait: () => {
      isWaiting = true;
      return released;
    },
    release: () => release(),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > endsAt) throw new Error("the story stands still");
    await sleep(5);
  }
}
