import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import {
  createWebAdapter,
  createWebRoom,
  DEFAULT_MEMBERS,
  DEFAULT_PLACES,
  type WebRoom,
} from "../adapters/web/index.ts";
import { shareIndex } from "./app/share-index.ts";
import { createCommands } from "./commands/create-commands.ts";
import { type Config, databaseOf } from "./config.ts";
import { createDesk } from "./desk/create-desk.ts";
import { createSurveyor } from "./desk/create-surveyor.ts";
import { createChartPainter } from "./digests/chart/chart-painter.ts";
import { createDigests, type Digests } from "./digests/create-digests.ts";
import type { Platform } from "./domain/channel.ts";
import { errorCode, RapportError } from "./domain/errors.ts";
import type { Tenant } from "./domain/tenant-settings.ts";
import type { DecidedTurn, Turn } from "./domain/turn.ts";
import { createEmbeddedTagger } from "./emotion/embedded-tagger.ts";
import { createExtractiveWriter } from "./knowledge/answer/extractive-writer.ts";
import { createKnowledgeIndex } from "./knowledge/knowledge-index.ts";
import { createLibrary, type Library } from "./knowledge/library.ts";
import { createModels, type Models } from "./llm/create-models.ts";
import { createEventHandler } from "./pipeline/handle-event.ts";
import { createPipeline, type TurnRunnable } from "./pipeline/pipeline.ts";
import type { ChatAdapter } from "./ports/chat-adapter.ts";
import type { Clock } from "./ports/clock.ts";
import type { KnowledgeIndex } from "./ports/knowledge-index.ts";
import type { Logger } from "./ports/logger.ts";
import type { Store } from "./ports/stores/store.ts";
import type { Surveyor } from "./ports/surveyor.ts";
import { createSpine, type Spine, type SpineOptions } from "./spine/create-spine.ts";
import type { Database } from "./store/database.ts";
import { readFormSecret } from "./store/form-secret.ts";
import { makeWritableFolder } from "./store/make-folder.ts";
import { openDatabase } from "./store/open-database.ts";
import { createPassageStore } from "./store/passage-store.ts";
import { createOutboxWriter } from "./store/spine/outbox-writer.ts";
import { createTimerWriter } from "./store/spine/timer-writer.ts";
import { createStore } from "./store/store.ts";
import { tenantStores } from "./store/tenant-stores.ts";
import { createWebRoomStore } from "./store/web-room-store.ts";

/** How a tenant's transaction reaches the spine's tables. */
export const WRITERS = { outbox: createOutboxWriter, timers: createTimerWriter };

/** What every desk of this process stands on. */
export interface Foundations {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly store: Store;
  readonly index: KnowledgeIndex;
  readonly models: Models;
  close(): Promise<void>;
}

/** Opens database, models and index. Rejects with `RapportError` when database or data folder cannot be had. */
export async function openFoundations(config: Config, clock: Clock, logger: Logger): Promise<Foundations> {
  await makeWritableFolder(config.DATA_DIR);
  const database = await openDatabase(databaseOf(config));
  const models = await createModels(
    config.models,
    { tagger: createEmbeddedTagger(), answerWriter: createExtractiveWriter() },
    { clock, logger },
  );
  const store = createStore({ database, ...WRITERS });
  const index = await createKnowledgeIndex({
    store: createPassageStore(database),
    embedder: models.embedder,
    folder: join(config.DATA_DIR, "index"),
  });
  return {
    config,
    logger,
    database,
    store,
    index,
    models,
    async close() {
      await index.close();
      await database.close();
    },
  };
}

export interface DeskOptions {
  readonly tenantId: string;
  readonly clock: Clock;
  /** Who sent a request to the browser chat. */
  readonly authorise: Parameters<typeof createWebAdapter>[0]["authorise"];
  readonly onTurn?: (turn: DecidedTurn, timingsMs: Readonly<Record<string, number>>) => void;
  /** The platforms of this desk, given the browser chat; by default that alone. */
  readonly platforms?: (web: ChatAdapter) => readonly ChatAdapter[];
  /** Leases and numbers other than the spine's own. */
  readonly spine?: Pick<SpineOptions, "worker" | "delivery" | "onOutcome">;
}

/** One desk: the browser chat, the pipeline behind it and the spine between them. */
export interface Desk {
  readonly room: WebRoom;
  readonly adapters: readonly ChatAdapter[];
  readonly spine: Spine;
  readonly digests: Digests;
  readonly library: Library;
  readonly surveyor: Surveyor;
  /** Opens the doors; the spine is started by whoever runs the desk. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export const WEB_WORKSPACE_KEY = "web";

/** Joins the rooms of the house. The clock is handed in: a desk can live in another time. */
export async function composeDesk(
  { config, logger, database, store, index, models }: Foundations,
  options: DeskOptions,
): Promise<Desk> {
  const { tenantId, clock } = options;
  const inTenant = <T>(work: Parameters<typeof store.transaction<T>>[1]): Promise<T> =>
    store.transaction(tenantId, work);
  const room = createWebRoom({
    workspaceKey: WEB_WORKSPACE_KEY,
    store: createWebRoomStore(database, tenantId),
    files: {
      put: (file, now) => inTenant((stores) => stores.files.put(file, now)),
      get: (fileId) => inTenant((stores) => stores.files.get(fileId)),
    },
    clock,
    logger,
    publicUrl: config.PUBLIC_URL ?? "",
    secret: await readFormSecret(database, tenantId),
    members: DEFAULT_MEMBERS,
    places: DEFAULT_PLACES,
  });
  const web = createWebAdapter({
    tenantId,
    workspaceKey: WEB_WORKSPACE_KEY,
    room,
    clock,
    logger,
    authorise: options.authorise,
  });
  const platforms = options.platforms?.(web) ?? [web];
  const adapters: ReadonlyMap<Platform, ChatAdapter> = new Map(
    platforms.map((adapter) => [adapter.platform, adapter]),
  );
  const shared = shareIndex({ database, index, tenantId, logger });
  const digests = createDigests({ painter: createChartPainter(), logger });
  const surveyor = createSurveyor({ adapterOf: (platform) => adapters.get(platform), store, clock, logger });
  const commands = createCommands({ index, writer: models.answerWriter, digests, surveyor });
  // LangChain takes a third of a second to load: the page is served first, `open` fetches it.
  let joined: Promise<TurnRunnable> | null = null;
  const tools = {
    tagger: models.tagger,
    index,
    writer: models.answerWriter,
    elapsedMs: () => performance.now(),
  };
  const loadPipeline = (): Promise<TurnRunnable> => (joined ??= createPipeline(tools));
  const pipeline = { invoke: async (turn: Turn) => (await loadPipeline()).invoke(turn) };
  const spine = createSpine({
    ...options.spine,
    database,
    openStores: (tx, tenant) => tenantStores(tx, tenant, WRITERS),
    handler: createEventHandler({
      pipeline,
      desk: createDesk(),
      commands,
      digests,
      fetchFile: async (request) => (await adapters.get(request.platform)?.fetchFile?.(request)) ?? NO_FILES,
      clock,
      onTurn: options.onTurn,
    }),
    adapters,
    clock,
    logger,
    workerId: `${hostname()}:${randomUUID()}`,
  });
  return {
    room,
    adapters: [...adapters.values()],
    spine,
    digests,
    surveyor,
    library: createLibrary({ store, index: shared.index, clock }),
    async open() {
      await Promise.all([loadPipeline(), models.chat?.prepare()]);
      await shared.start();
      for (const adapter of adapters.values())
        await adapter.start({ intake: spine.intake, completer: commands });
    },
    async close() {
      for (const adapter of adapters.values()) await adapter.stop();
      await shared.stop();
    },
  };
}

/** The tenant of this installation, with its browser chat; made on the first start, by one of those that start together. */
export async function ensureTenant(
  { store, config }: Foundations,
  company: { readonly slug: string; readonly name: string },
  now: Date,
): Promise<{ readonly tenantId: string; readonly isNew: boolean }> {
  const known = (await store.listTenants())[0];
  const made = known ? null : await createTenant(store, config, company, now);
  const tenantId = known?.id ?? made?.id ?? (await store.listTenants())[0]?.id;
  if (tenantId === undefined) {
    throw new RapportError("store.no-tenant", "The company could not be made.", "Start Rapport again.");
  }
  await furnish(store, tenantId, now);
  return { tenantId, isNew: made !== null };
}

/** `null` when another process was first. */
async function createTenant(
  store: Store,
  config: Config,
  company: { readonly slug: string; readonly name: string },
  now: Date,
): Promise<Tenant | null> {
  const workspace = {
    platform: "web",
    workspaceKey: WEB_WORKSPACE_KEY,
    name: "Browser chat",
    kind: "community",
  } as const;
  const wish = { ...company, timeZone: config.TIME_ZONE, workspaces: [workspace] };
  try {
    return await store.createTenant(wish, now);
  } catch (error) {
    if (errorCode(error) === "store.conflict") return null;
    throw error;
  }
}

/** The first channels and people, also when the start that made the tenant was cut short before them. */
async function furnish(store: Store, tenantId: string, now: Date): Promise<void> {
  await store.transaction(tenantId, async (stores) => {
    const workspace = (await stores.workspaces.list()).find(({ platform }) => platform === "web");
    if (!workspace || (await stores.channels.list()).length > 0) return;
    for (const place of DEFAULT_PLACES) {
      const channel = await stores.channels.ensure(
        workspace.id,
        {
          channelKey: place.channelKey,
          name: place.name,
          isDirect: false,
          isPrivate: place.kind === "staff",
        },
        now,
      );
      await stores.channels.configure(channel.id, {
        purpose: place.purpose,
        mode: place.purpose === "customers" ? "auto" : "mention",
      });
    }
    for (const member of DEFAULT_MEMBERS)
      await stores.people.ensure({
        workspaceId: workspace.id,
        personKey: member.personKey,
        displayName: member.displayName,
        role: member.role,
        now,
      });
  });
}

const NO_FILES = { kind: "refused", why: "This platform gives no files." } as const;
