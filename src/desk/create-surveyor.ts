import type { Platform, Workspace } from "../domain/channel.ts";
import { errorCode } from "../domain/errors.ts";
import { SECOND } from "../domain/time.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Store } from "../ports/stores/store.ts";
import type { Surveyor } from "../ports/surveyor.ts";
import { keepSurvey } from "./keep-survey.ts";

export interface SurveyorOptions {
  readonly adapterOf: (platform: Platform) => Pick<ChatAdapter, "survey"> | undefined;
  readonly store: Pick<Store, "transaction">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Somebody waits for the page; what comes later is there at the next look. */
const LONGEST_WAIT_MS = 2.5 * SECOND;
/** Two looks in a row are one. */
const FRESH_MS = 5 * SECOND;
const MOST_KEPT = 20_000;

export function createSurveyor({ adapterOf, store, clock, logger }: SurveyorOptions): Surveyor {
  const newest = new Map<string, { readonly atMs: number; readonly reading: Promise<void> }>();

  const read = async ({ id, tenantId, platform, workspaceKey }: Target): Promise<void> => {
    try {
      const survey = (await adapterOf(platform)?.survey?.(workspaceKey)) ?? null;
      if (survey === null) return;
      const now = clock.now();
      await store.transaction(tenantId, (stores) => keepSurvey(stores, id, survey, now));
    } catch (error) {
      logger.warn(
        { code: errorCode(error), platform },
        "a workspace's channels could not be read for set-up",
      );
    }
  };

  return {
    async refresh(workspace) {
      if (adapterOf(workspace.platform)?.survey === undefined) return;
      const nowMs = clock.now().getTime();
      const known = newest.get(workspace.id);
      const isFresh = known !== undefined && Math.abs(nowMs - known.atMs) < FRESH_MS;
      const reading = isFresh ? known.reading : read(workspace);
      if (newest.size >= MOST_KEPT) newest.clear();
      if (!isFresh) newest.set(workspace.id, { atMs: nowMs, reading });
      await Promise.race([reading, after(LONGEST_WAIT_MS)]);
    },
  };
}

type Target = Pick<Workspace, "id" | "tenantId" | "platform" | "workspaceKey">;

const after = (spanMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, spanMs).unref();
  });
