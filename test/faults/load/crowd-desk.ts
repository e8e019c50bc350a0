import { randomUUID } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Foundations, openFoundations, WRITERS } from "../../../src/app.ts";
import { createCommands } from "../../../src/commands/create-commands.ts";
import { readConfig } from "../../../src/config.ts";
import { createDesk } from "../../../src/desk/create-desk.ts";
import { createChartPainter } from "../../../src/digests/chart/chart-painter.ts";
import { createDigests } from "../../../src/digests/create-digests.ts";
import type { Platform } from "../../../src/domain/channel.ts";
import type { MessagePosted } from "../../../src/domain/inbound-event.ts";
import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import type { DecidedTurn } from "../../../src/domain/turn.ts";
import { ingestFile } from "../../../src/knowledge/ingestion/ingest-file.ts";
import { createEventHandler } from "../../../src/pipeline/handle-event.ts";
import { createPipeline } from "../../../src/pipeline/pipeline.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { NO_SURVEYOR } from "../../../src/ports/surveyor.ts";
import type { EventHandler } from "../../../src/ports/work-queue.ts";
import { createSpine, type Spine } from "../../../src/spine/create-spine.ts";
import { tenantStores } from "../../../src/store/tenant-stores.ts";
import { createFakeChatAdapter } from "../../fakes/chat-adapter.ts";
import { createRecordingLogger, type RecordingLogger } from "../../fakes/logger.ts";

export interface CrowdTenant {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly workspaceKey: string;
}

/** What the platform was asked to say, with the instant; kept outside of the product. */
export interface Said {
  readonly outbound: Outbound;
  readonly tenantId: string;
  readonly idempotencyKey: string;
  readonly atMs: number;
}

/** A desk of the real parts, serving several tenants on one made-up platform that posts whatever it is told. */
export interface CrowdDesk {
  readonly foundations: Foundations;
  readonly spine: Spine;
  readonly tenants: readonly CrowdTenant[];
  readonly said: readonly Said[];
  readonly logger: RecordingLogger;
  /** A customer's message that asks the bot directly, unless told otherwise. */
  message(
    tenant: CrowdTenant,
    more: Partial<MessagePosted> & { readonly channelKey?: string },
  ): MessagePosted;
  close(): Promise<void>;
}

export interface CrowdOptions {
  /** Of the trial: `pglite:FOLDER/database` or `postgres://...`. */
  readonly databaseUrl: string;
  readonly tenants: number;
  readonly clock?: Clock;
  /** Names a chat model and its like, as the environment would. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
  /** Asked instead of saying yes; what it answers is what the platform answers. */
  readonly onDeliver?: (said: Said) => Promise<DeliveryOutcome | null>;
  /** Stands around the event handler. */
  readonly around?: (handler: EventHandler) => EventHandler;
  readonly onTurn?: (turn: DecidedTurn) => void;
  /** Without documents no answer is looked for, and no model is asked for one. */
  readonly hasDocuments?: boolean;
}

const COMPANY = fileURLToPath(new URL("../../../src/demo/company", import.meta.url));
const DOCUMENTS = ["address-changes.md", "claims.md", "delivery-times.md", "refunds.md", "tracking.md"];
/** The documents answer it, in words that hold these. */
export const QUESTION = "How do I change the delivery address?";
export const ANSWER_WORDS = "Change delivery";

export async function openCrowdDesk(options: CrowdOptions): Promise<CrowdDesk> {
  const platform = options.platform ?? "web";
  const clock = options.clock ?? { now: () => new Date() };
  const logger = createRecordingLogger();
  const config = readConfig({ ...(await placeOf(options.databaseUrl)), ...options.environment });
  const foundations = await openFoundations(config, clock, logger);
  const { store, index, models, database } = foundations;
  const tenants: CrowdTenant[] = [];
  const documents = options.hasDocuments === false ? [] : await readDocuments();
  for (let number = 1; number <= options.tenants; number += 1) {
    const tenant = await addTenant(foundations, clock, platform, number);
    tenants.push(tenant);
    await store.transaction(tenant.tenantId, async ({ articles }) => {
      for (const { article, passages } of documents)
        await articles.save({ ...article, updatedAt: clock.now() }, passages);
    });
    await index.refresh(tenant.tenantId);
  }
  // As at a real start: the weights are read before the first message.
  await models.tagger.tag(QUESTION);
  await models.chat?.prepare();
  const said: Said[] = [];
  const fake = createFakeChatAdapter({ platform });
  const adapter = {
    ...fake,
    async deliver(...[outbound, { tenantId, idempotencyKey }]: Parameters<typeof fake.deliver>) {
      const one: Said = { outbound, tenantId, idempotencyKey, atMs: clock.now().getTime() };
      const answer = (await options.onDeliver?.(one)) ?? null;
      if (answer !== null && answer.kind !== "sent") return answer;
      said.push(one);
      return answer ?? { kind: "sent" as const, messageKey: `said-${said.length}`, permalink: null };
    },
  };
  const digests = createDigests({ painter: createChartPainter(), logger });
  const pipeline = await createPipeline({
    tagger: models.tagger,
    index,
    writer: models.answerWriter,
    elapsedMs: () => performance.now(),
  });
  const handler = createEventHandler({
    pipeline,
    desk: createDesk(),
    commands: createCommands({ index, writer: models.answerWriter, digests, surveyor: NO_SURVEYOR }),
    digests,
    clock,
    ...(options.onTurn && { onTurn: options.onTurn }),
  });
  const spine = createSpine({
    database,
    openStores: (tx, tenantId) => tenantStores(tx, tenantId, WRITERS),
    handler: options.around?.(handler) ?? handler,
    adapters: new Map([[platform, adapter]]),
    clock,
    logger,
    workerId: randomUUID(),
  });
  return {
    foundations,
    spine,
    tenants,
    said,
    logger,
    message: (tenant, { channelKey = "help", ...more }) => {
      const messageKey = more.messageKey ?? `m-${randomUUID()}`;
      return {
        kind: "message-posted",
        platform,
        workspaceKey: tenant.workspaceKey,
        channel: { channelKey, name: channelKey, isDirect: true, isPrivate: true },
        actor: {
          personKey: `p-${channelKey}`,
          displayName: "Ada",
          isBot: false,
          standing: { role: "customer" },
        },
        dedupeKey: `message:${messageKey}`,
        occurredAt: clock.now().toISOString(),
        messageKey,
        threadKey: null,
        replyToKey: null,
        text: QUESTION,
        mentionsBot: true,
        mentionedKeys: [],
        files: [],
        permalink: null,
        ...more,
      };
    },
    async close() {
      await spine.drain(2_000);
      await foundations.close();
    },
  };
}

async function readDocuments() {
  const read = await Promise.all(
    DOCUMENTS.map(async (name) => {
      const bytes = await readFile(join(COMPANY, name));
      return ingestFile({ name, bytes, url: null, visibility: "public" });
    }),
  );
  return read.flatMap((outcome) => (outcome.kind === "ingested" ? [outcome] : []));
}

async function placeOf(url: string): Promise<Record<string, string>> {
  if (url.startsWith("pglite:")) return { DATA_DIR: dirname(url.slice("pglite:".length)) };
  return { DATABASE_URL: url, DATA_DIR: await mkdtemp(join(tmpdir(), "rapport-crowd-")) };
}

async function addTenant(
  { store }: Foundations,
  clock: Clock,
  platform: Platform,
  number: number,
): Promise<CrowdTenant> {
  const workspaceKey = `company-${number}`;
  const workspace = { platform, workspaceKey, name: workspaceKey, kind: "community" as const };
  const { id: tenantId } = await store.createTenant(
    { slug: workspaceKey, name: workspaceKey, timeZone: "UTC", workspaces: [workspace] },
    clock.now(),
  );
  const workspaceId = await store.transaction(
    tenantId,
    async ({ workspaces }) => (await workspaces.findByKey(platform, workspaceKey))?.id ?? "",
  );
  return { tenantId, workspaceId, workspaceKey };
}
