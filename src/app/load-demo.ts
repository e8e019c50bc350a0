import { readFile } from "node:fs/promises";
import { DEFAULT_MEMBERS } from "../../adapters/web/index.ts";
import { composeDesk, type Foundations } from "../app.ts";
import { demoArticles, demoReviewsPath } from "../demo/company.ts";
import { HISTORY_DAYS, playHistory } from "../demo/play-history.ts";
import { nextSlot, scheduleDueDigests } from "../digests/schedule-digests.ts";
import { errorCode } from "../domain/errors.ts";
import { addMs, DAY } from "../domain/time.ts";
import { createLibrary } from "../knowledge/library.ts";
import type { Clock } from "../ports/clock.ts";
import { createHandClock } from "./hand-clock.ts";

/** What is being loaded, and how far: 0..1. */
export type DemoProgress = (what: string, share: number) => void;

/** The documents of the sample company; what is there already is left as it is. */
export async function loadDemoDocuments(
  foundations: Foundations,
  tenantId: string,
  clock: Clock,
  onProgress: DemoProgress,
): Promise<void> {
  const library = createLibrary({ ...foundations, clock });
  const files = [
    ...demoArticles(),
    { name: "reviews.csv", path: demoReviewsPath(), url: null, visibility: "private" as const },
  ];
  for (const [position, file] of files.entries()) {
    const outcome = await library.add(
      tenantId,
      { ...file, bytes: await readFile(file.path) },
      { refresh: false },
    );
    if (outcome.kind === "refused")
      foundations.logger.warn({ code: outcome.code, file: file.name }, "a sample document was refused");
    onProgress("documents", (position + 1) / files.length);
  }
  await library.refresh(tenantId);
}

/** Digests of the past are posted in the past, each at its hour. */
async function nextDigest({ store }: Foundations, tenantId: string, clock: Clock): Promise<Date> {
  const tenant = await store.transaction(tenantId, (stores) => stores.tenant.get());
  return nextSlot("daily", tenant, clock.now());
}

/**
 * Four weeks of sample history through the real door: a desk of its own on the same database, living in the past until it
 * has caught up. The live desk opens its doors afterwards.
 */
export async function loadDemoHistory(
  foundations: Foundations,
  tenantId: string,
  endAt: Date,
  onProgress: DemoProgress,
): Promise<void> {
  const past = createHandClock(addMs(endAt, -(HISTORY_DAYS + 1) * DAY));
  const desk = await composeDesk(foundations, {
    tenantId,
    clock: past,
    authorise: async () => ({ kind: "refused" }),
  });
  await desk.open();
  const workUntil = async (at: Date): Promise<void> => {
    past.set(at);
    await desk.spine.runUntilIdle();
  };
  try {
    await playHistory(
      {
        room: desk.room,
        personas: DEFAULT_MEMBERS,
        advanceTo: async (at) => {
          for (let slotAt = await nextDigest(foundations, tenantId, past); slotAt <= at; ) {
            past.set(slotAt);
            await scheduleDueDigests(foundations.store, slotAt);
            await workUntil(slotAt);
            slotAt = await nextDigest(foundations, tenantId, past);
          }
          await workUntil(at);
        },
        onProgress: (done, total) => onProgress("four weeks of conversations", done / total),
      },
      endAt,
    );
  } catch (fault) {
    foundations.logger.error(
      { code: errorCode(fault) },
      "the sample history ended early; the desk goes on without the rest",
    );
  } finally {
    await desk.close();
  }
}
