import type { Foundations } from "../../src/app.ts";
import { WRITERS } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createEmbeddedTagger } from "../../src/emotion/embedded-tagger.ts";
import { createExtractiveWriter } from "../../src/knowledge/answer/extractive-writer.ts";
import { createKnowledgeIndex } from "../../src/knowledge/knowledge-index.ts";
import { type Logger, silentLogger } from "../../src/ports/logger.ts";
import type { Database } from "../../src/store/database.ts";
import { createPassageStore } from "../../src/store/passage-store.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "./database.ts";

/** A real database and the embedded models; the index is kept in memory. */
export async function openTestFoundations(
  environment: Readonly<Record<string, string>>,
  logger: Logger = silentLogger,
  openDatabase: () => Promise<Database> = openTestDatabase,
): Promise<Foundations> {
  const config = readConfig(environment);
  const database = await openDatabase();
  const index = await createKnowledgeIndex({ store: createPassageStore(database), folder: null });
  return {
    config,
    logger,
    database,
    store: createStore({ database, ...WRITERS }),
    index,
    models: {
      chat: null,
      tagger: createEmbeddedTagger(),
      embedder: null,
      answerWriter: createExtractiveWriter(),
      assistant: null,
    },
    close: async () => {
      await index.close();
      await database.close();
    },
  };
}
