import { join } from "node:path";
import {
  composeDesk,
  type Desk,
  ensureTenant,
  type Foundations,
  WEB_WORKSPACE_KEY,
  WRITERS,
} from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { createEmbeddedTagger } from "../../../src/emotion/embedded-tagger.ts";
import { createExtractiveWriter } from "../../../src/knowledge/answer/extractive-writer.ts";
import { createKnowledgeIndex } from "../../../src/knowledge/knowledge-index.ts";
import type { ChatAdapter } from "../../../src/ports/chat-adapter.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { type Logger, silentLogger } from "../../../src/ports/logger.ts";
import type { Database } from "../../../src/store/database.ts";
import { createPassageStore } from "../../../src/store/passage-store.ts";
import { createStore } from "../../../src/store/store.ts";
import { adapterWithFailPoints } from "./fail-point-adapter.ts";
import { withFailPoints } from "./fail-point-database.ts";
import type { FailPoints } from "./fail-points.ts";
import type { Sabotage } from "./sabotage.ts";

export const DESK_WORKSPACE_KEY = WEB_WORKSPACE_KEY;

export interface MortalDesk {
  readonly desk: Desk;
  readonly foundations: Foundations;
  readonly tenantId: string;
}

export interface MortalDeskOptions {
  readonly database: Database;
  /** `null`: the index is kept in memory alone. */
  readonly dataDir: string | null;
  readonly clock: Clock;
  readonly logger?: Logger;
  readonly points: FailPoints;
  readonly sabotage?: Sabotage | null;
  readonly platforms: (web: ChatAdapter) => readonly ChatAdapter[];
  /** The product's own platforms, which stand beside them. */
  readonly outside?: (foundations: Foundations, tenantId: string) => Promise<readonly ChatAdapter[]>;
  /** By which the desk's own platforms are told of their workspaces. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** For `no-outbox`: past the outbox to the platform. */
  readonly sendNow?: (outbound: Outbound) => Promise<unknown>;
  readonly leaseMs?: number;
  readonly sendsAtOnce?: number;
  /** Before a customer's words are read. */
  readonly beforeReading?: () => Promise<void>;
}

/** The whole desk of `src/app.ts`, with fail-points around its database, its platforms and its tagger. */
export async function openMortalDesk(options: MortalDeskOptions): Promise<MortalDesk> {
  const { points, clock, sabotage = null, leaseMs } = options;
  const database = withFailPoints(options.database, points, sabotage, options.sendNow);
  const index = await createKnowledgeIndex({
    store: createPassageStore(database),
    folder: options.dataDir === null ? null : join(options.dataDir, "index"),
  });
  const tagger = createEmbeddedTagger();
  const foundations: Foundations = {
    config: readConfig(options.environment ?? {}),
    logger: options.logger ?? silentLogger,
    database,
    store: createStore({ database, ...WRITERS }),
    index,
    models: {
      chat: null,
      tagger: {
        ...tagger,
        async tag(text, signal) {
          await points.whileAlive();
          points.pass("in_pipeline");
          await options.beforeReading?.();
          return tagger.tag(text, signal);
        },
      },
      embedder: null,
      answerWriter: createExtractiveWriter(),
      assistant: null,
    },
    async close() {
      await index.close();
      await database.close();
    },
  };
  const { tenantId } = await ensureTenant(foundations, { slug: "company", name: "Company" }, clock.now());
  const outside = (await options.outside?.(foundations, tenantId)) ?? [];
  const desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: async () => ({ kind: "open" }),
    platforms: (web) =>
      [...options.platforms(web), ...outside].map((adapter) =>
        adapterWithFailPoints(adapter, points, sabotage),
      ),
    spine: {
      worker: { leaseMs },
      delivery: { leaseMs, concurrency: options.sendsAtOnce },
    },
  });
  return { desk, foundations, tenantId };
}
