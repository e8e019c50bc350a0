/** A desk with its schedule, whose time and life are in the hands of the process that forked it. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { scheduleDueDigests } from "../../src/digests/schedule-digests.ts";
import { startDigestSchedule } from "../../src/digests/start-schedule.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { claimTick } from "../../src/store/spine/cron-ticks.ts";
import { type DigestDesk, openDigestDesk } from "./digest-desk.ts";
import { digestDayIn } from "./read-digest-day.ts";

const order = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("open"),
    databaseUrl: z.string(),
    folder: z.string(),
    timeZone: z.string(),
    at: z.coerce.date(),
  }),
  z.object({ type: z.literal("say"), at: z.coerce.date(), text: z.string() }),
  /** The schedule begins at this instant, as after a start. */
  z.object({ type: z.literal("schedule"), at: z.coerce.date() }),
  /** Answered when this day's digest is in the chat and nothing is under way, or after a minute. */
  z.object({ type: z.literal("settle"), startAt: z.coerce.date(), at: z.coerce.date() }),
]);

const SETTLE_LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

let desk: DigestDesk | null = null;

process.on("message", (raw) => {
  void obey(order.parse(raw));
});
process.on("disconnect", () => process.exit(0));

async function obey(given: z.infer<typeof order>): Promise<void> {
  if (given.type === "open") {
    desk = await openDigestDesk(given);
    await desk.desk.spine.start();
    process.send?.("open");
    return;
  }
  if (desk === null) return;
  if (given.type === "settle") {
    await settle(desk, given.startAt, given.at);
    process.send?.("settled");
    return;
  }
  desk.setTime(given.at);
  if (given.type === "say") {
    await desk.say(given.text);
    process.send?.("said");
    return;
  }
  const { store, database } = desk.foundations;
  process.send?.("scheduling");
  await startDigestSchedule({
    store,
    clock: { now: () => given.at },
    logger: silentLogger,
    claimTick: (id) => claimTick(database, id),
  });
  desk.desk.spine.wakeDelivery();
}

/** The verdict is not given here: whoever asked reads the database himself. */
async function settle(given: DigestDesk, startAt: Date, now: Date): Promise<void> {
  const endsAt = performance.now() + SETTLE_LIMIT_MS;
  while (performance.now() < endsAt) {
    const { posts } = await digestDayIn(given.foundations.database, startAt);
    const { inboxDepth, outboxDepth } = await given.desk.spine.stats();
    if (posts > 0 && inboxDepth + outboxDepth === 0) return;
    // The schedule's next ticks, which come every five minutes: the day's message may have been in hand at the kill.
    await scheduleDueDigests(given.foundations.store, now);
    await sleep(LOOK_EVERY_MS);
  }
}
