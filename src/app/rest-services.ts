import { createHash } from "node:crypto";
import type { Desk, Foundations } from "../app.ts";
import { consoleMoves } from "../desk/console-moves.ts";
import { digestMessage } from "../digests/digest-message.ts";
import { managersChannels } from "../digests/managers-channels.ts";
import { reviveSummary } from "../digests/revive-summary.ts";
import { nextSlot } from "../digests/schedule-digests.ts";
import type { Platform } from "../domain/channel.ts";
import type { DigestKind } from "../domain/digest.ts";
import type { FileRef } from "../domain/message-content.ts";
import type { DigestService, KnowledgeService, RestServices, SetupService } from "../http/rest-services.ts";
import type { Clock } from "../ports/clock.ts";
import type { TenantStores } from "../ports/stores/store.ts";

type Console = Omit<RestServices, "store" | "version">;

/** What the console may do, carried out by the desk's own functions: one way of doing a thing, whoever asks. */
export function restServices(foundations: Foundations, desk: Desk, clock: Clock): Console {
  return {
    tickets: consoleMoves,
    knowledge: knowledgeService(foundations, desk),
    digests: digestService(foundations, desk, clock),
    setup: setupService(foundations, desk),
    deliveries: {
      deadLetters: desk.spine.deadLetters,
      sends: desk.spine.uncertain,
      async waiting() {
        const stats = await desk.spine.stats();
        return stats.inboxDepth + stats.outboxDepth;
      },
    },
    tagger: foundations.models.tagger,
    wakeDelivery: () => desk.spine.wakeDelivery(),
  };
}

function knowledgeService({ index, models }: Foundations, { library }: Desk): KnowledgeService {
  return {
    status: (tenantId) => index.status(tenantId),
    remove: (tenantId, articleId) => library.remove(tenantId, articleId),
    async ingest({ tenantId, ...file }) {
      const outcome = await library.add(tenantId, file);
      if (outcome.kind === "refused") return outcome;
      return { kind: outcome.change, articleId: outcome.article.id, warnings: outcome.warnings };
    },
    async test({ tenantId, question, audience }) {
      const retrieval = await index.retrieve({ tenantId, query: question, audience, limit: 8 });
      return {
        retrieval,
        draft: await models.answerWriter.write({ question, retrieval, maxSentences: 3, context: [] }),
      };
    },
  };
}

const NOT_POSTED = {
  "posted-before": "The digest of this period has been posted already.",
  "nothing-happened": "Nothing happened in this period, so there is nothing to post.",
  "no-managers-channel": "No channel is named for managers. Name one under Settings, Set-up.",
} as const;

function digestService({ store }: Foundations, { digests, spine }: Desk, clock: Clock): DigestService {
  const reader =
    (tenantId: string) =>
    <T>(work: (stores: TenantStores) => Promise<T>) =>
      store.transaction(tenantId, work);
  const request = (tenantId: string, kind: DigestKind) => ({
    tenantId,
    kind,
    askedBy: "command" as const,
    now: clock.now(),
  });
  const previews = new Map<string, { readonly hash: string; readonly file: FileRef }>();
  /** The same picture is kept once, however often it is looked at. */
  const keepPreview = async (key: string, tenantId: string, bytes: Uint8Array): Promise<FileRef> => {
    const hash = createHash("sha256").update(bytes).digest("hex");
    const known = previews.get(key);
    if (known?.hash === hash) return known.file;
    const picture = { name: "digest-preview.png", mediaType: "image/png", bytes };
    const file = await store.transaction(tenantId, (stores) => stores.files.put(picture, clock.now()));
    previews.set(key, { hash, file });
    return file;
  };
  return {
    async schedule(tenantId) {
      const { tenant, channels } = await store.transaction(tenantId, async (stores) => ({
        tenant: await stores.tenant.get(),
        channels: (await managersChannels(stores)).map(({ channel }) => channel),
      }));
      const hour = `${String(tenant.settings.digestHour).padStart(2, "0")}:00`;
      const channelName = channels.map(({ name }) => name).join(", ") || null;
      const nextAt = (kind: DigestKind) => nextSlot(kind, tenant, clock.now());
      return [
        { kind: "daily", says: `every day at ${hour}`, nextAt: nextAt("daily"), channelName },
        { kind: "weekly", says: `every Monday at ${hour}`, nextAt: nextAt("weekly"), channelName },
      ];
    },

    async preview(tenantId, kind) {
      const { summary, chart, render } = await digests.preview(request(tenantId, kind), reader(tenantId));
      if (summary.customerMessages.value === 0 && chart === null) return null;
      return render(chart === null ? null : await keepPreview(`${tenantId}:${kind}`, tenantId, chart));
    },

    async content(tenantId, digestId) {
      return store.transaction(tenantId, async (stores) => {
        const digest = (await stores.digests.list(200)).find((candidate) => candidate.id === digestId);
        if (!digest) return null;
        const file = digest.chartFileId === null ? null : await stores.files.get(digest.chartFileId);
        return digestMessage(reviveSummary(digest.summary), file?.ref ?? null);
      });
    },

    async post(tenantId, kind) {
      const post = await digests.prepare(request(tenantId, kind), reader(tenantId));
      const posted = await store.transaction(tenantId, async (stores) => ({
        outcome: await post(stores),
        newest: (await stores.digests.list(1))[0],
      }));
      spine.wakeDelivery();
      if (posted.outcome === "posted" && posted.newest) return { kind: "posted", id: posted.newest.id };
      return {
        kind: "not-posted",
        reason: NOT_POSTED[posted.outcome === "posted" ? "nothing-happened" : posted.outcome],
      };
    },
  };
}

const CONNECTING: Readonly<Record<Platform, string>> = {
  web: "The browser chat of this console.",
  slack: "Not connected. Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN, then start again.",
  discord: "Not connected. Set DISCORD_TOKEN and DISCORD_APPLICATION_ID, then start again.",
  teams:
    "Not connected. Set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID, then start again.",
};

function platformState(
  platform: Platform,
  adapters: Desk["adapters"],
): ReturnType<SetupService["platformState"]> {
  const adapter = adapters.find((one) => one.platform === platform);
  if (!adapter) return { state: "off", detail: CONNECTING[platform] };
  if (platform === "web") return { state: "connected", detail: CONNECTING.web };
  const line = adapter.health?.();
  return { state: line?.isOk === false ? "failing" : "connected", detail: line?.detail ?? "" };
}

function setupService({ config, database, models }: Foundations, desk: Desk): SetupService {
  const { chat, emotion, embeddings } = config.models;
  return {
    platformState: (platform) => platformState(platform, desk.adapters),
    async survey(workspaces) {
      await Promise.all(workspaces.map((workspace) => desk.surveyor.refresh(workspace)));
    },
    models: () => [
      {
        task: "Emotion",
        name: models.tagger.model,
        version: models.tagger.modelVersion,
        where: emotion.provider === "embedded" ? "embedded" : "remote",
        detail: "EMOTION_PROVIDER chooses another one.",
      },
      {
        task: "Answers",
        name: chat.provider === "none" ? "sentences quoted from the documents" : chat.model,
        version: null,
        where: chat.provider === "none" ? "embedded" : "remote",
        detail: "CHAT_PROVIDER lets a chat model write them.",
      },
      {
        task: "Embeddings",
        name: embeddings.provider === "projection" ? "n-gram projection" : embeddings.model,
        version: null,
        where: embeddings.provider === "projection" ? "embedded" : "remote",
        detail: "EMBEDDINGS_PROVIDER chooses a model that reads meaning.",
      },
    ],
    store: () =>
      database.kind === "pglite"
        ? {
            kind: "embedded",
            detail:
              "One process, one folder. It survives the death of the process, not of the machine; set DATABASE_URL for PostgreSQL.",
          }
        : { kind: "postgresql", detail: "Named by DATABASE_URL." },
  };
}
