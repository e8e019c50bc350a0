import { AsyncResource } from "node:async_hooks";
import { errorCode } from "../domain/errors.ts";
import { MINUTE } from "../domain/time.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { Logger } from "../ports/logger.ts";
import type { Database } from "../store/database.ts";

const CHANNEL = "rapport_knowledge";
/** Hints can be lost. An article that was taken back is out of every process's answers after this at the latest. */
const LOOK_EVERY_MS = MINUTE;

export interface SharedIndex {
  /** As the given one; a refresh is told to the other processes. */
  readonly index: KnowledgeIndex;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Every process holds the documents in its own memory: what one takes in or takes out, the others read anew. */
export function shareIndex(parts: {
  readonly database: Database;
  readonly index: KnowledgeIndex;
  readonly tenantId: string;
  readonly logger: Logger;
}): SharedIndex {
  const { database, index, tenantId, logger } = parts;
  let stopListening: (() => Promise<void>) | null = null;
  let timer: NodeJS.Timeout | undefined;

  const look = AsyncResource.bind((): void => {
    index.refresh(tenantId).catch((error: unknown) => {
      logger.warn({ code: errorCode(error) }, "the documents could not be read anew");
    });
  });

  return {
    index: {
      ...index,
      async refresh(changedTenantId) {
        await index.refresh(changedTenantId);
        if (database.kind === "pglite") return;
        await database.notify(CHANNEL, changedTenantId).catch((error: unknown) => {
          logger.warn(
            { code: errorCode(error) },
            "other processes hear of a changed document a minute later",
          );
        });
      },
    },
    async start() {
      // The embedded database has this one process.
      if (database.kind === "pglite") return;
      timer = setInterval(look, LOOK_EVERY_MS).unref();
      try {
        stopListening = await database.listen(
          CHANNEL,
          (changedTenantId) => {
            if (changedTenantId === tenantId) look();
          },
          look,
        );
      } catch (error) {
        logger.warn({ code: errorCode(error) }, "documents of other processes are looked for every minute");
      }
    },
    async stop() {
      clearInterval(timer);
      await stopListening?.();
      stopListening = null;
    },
  };
}
