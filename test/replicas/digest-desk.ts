import { randomUUID } from "node:crypto";
import { composeDesk, type Desk, ensureTenant, type Foundations, openFoundations } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/ports/logger.ts";

/** A whole desk whose time is told to it, without a port. */
export interface DigestDesk {
  readonly desk: Desk;
  readonly foundations: Foundations;
  readonly tenantId: string;
  setTime(at: Date): void;
  /** A customer writes now, and is answered. */
  say(text: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDigestDesk(options: {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly timeZone: string;
  readonly at: Date;
}): Promise<DigestDesk> {
  // Goes on by itself from where it was set: what is paced by the second is sent.
  const hand = { at: options.at.getTime(), setAt: performance.now() };
  const clock = { now: () => new Date(hand.at + performance.now() - hand.setAt) };
  const config = readConfig({
    DATA_DIR: options.folder,
    TIME_ZONE: options.timeZone,
    ...(options.databaseUrl.startsWith("pglite:") ? {} : { DATABASE_URL: options.databaseUrl }),
  });
  const foundations = await openFoundations(config, clock, silentLogger);
  const company = { slug: "company", name: "Company" };
  const { tenantId } = await ensureTenant(foundations, company, clock.now());
  const desk = await composeDesk(foundations, { tenantId, clock, authorise: async () => ({ kind: "open" }) });
  await desk.open();
  return {
    desk,
    foundations,
    tenantId,
    setTime: (at) => {
      hand.at = at.getTime();
      hand.setAt = performance.now();
    },
    async say(text) {
      const maya = await desk.room.core.directory.member("maya");
      if (maya === null) throw new Error("nobody is in the room");
      const wish = { clientKey: randomUUID(), channelKey: "help", threadKey: null, replyToKey: null, text };
      await desk.room.people.post(maya, wish, []);
      await desk.spine.runUntilIdle();
    },
    async close() {
      await desk.close();
      await foundations.close();
    },
  };
}
