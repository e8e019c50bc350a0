/** A desk with its schedule, whose time and life are in the hands of the process that forked it. */
import { z } from "zod";
import { startDigestSchedule } from "../../src/digests/start-schedule.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { claimTick } from "../../src/store/spine/cron-ticks.ts";
import { openDigestDesk } from "./digest-desk.ts";

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
]);

let desk: Awaited<ReturnType<typeof openDigestDesk>> | null = null;

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
