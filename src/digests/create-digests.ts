import { randomUUID } from "node:crypto";
import type { DigestSummary } from "../domain/digest.ts";
import { errorCode } from "../domain/errors.ts";
import type { FileRef, MessageContent } from "../domain/message-content.ts";
import type { ChartPainter } from "../ports/chart-painter.ts";
import type { DigestOutcome, DigestRequest, DigestRunner } from "../ports/desk.ts";
import type { Logger } from "../ports/logger.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { digestMessage } from "./digest-message.ts";
import { digestPeriod } from "./digest-period.ts";
import { managersChannels } from "./managers-channels.ts";
import { isEmpty, summarise } from "./summarise.ts";
import { takeWordsBack } from "./take-words-back.ts";

type Read = <T>(work: (stores: TenantStores) => Promise<T>) => Promise<T>;

export interface Digests extends DigestRunner {
  /** What would be posted now, with its picture, and nothing posted. */
  preview(
    request: DigestRequest,
    read: Read,
  ): Promise<{
    readonly summary: DigestSummary;
    readonly chart: Uint8Array | null;
    render(chart: FileRef | null): MessageContent;
  }>;
}

/** Reads, draws, then posts once per period: the row of the digest and its post commit together. */
export function createDigests({
  painter,
  logger,
}: {
  readonly painter: ChartPainter;
  readonly logger: Logger;
}): Digests {
  async function gather(request: DigestRequest, read: Read) {
    const summary = await read(async (stores) => {
      const { timeZone } = await stores.tenant.get();
      return summarise(
        stores,
        request.kind,
        digestPeriod(request.kind, request.askedBy, request.now, timeZone),
        request.now,
      );
    });
    return { summary, chart: isEmpty(summary) ? null : await draw(summary) };
  }

  /** A digest without its picture is better than none. */
  async function draw(summary: DigestSummary): Promise<Uint8Array | null> {
    try {
      return await painter.paint(summary);
    } catch (fault) {
      logger.warn({ code: errorCode(fault) }, "the digest's chart could not be drawn");
      return null;
    }
  }

  return {
    async preview(request, read) {
      const { summary, chart } = await gather(request, read);
      return { summary, chart, render: (file) => digestMessage(summary, file) };
    },

    async prepare(request, read) {
      const { summary, chart } = await gather(request, read);
      if (isEmpty(summary)) return async () => "nothing-happened";
      return (stores) => postDigest(stores, request, summary, chart);
    },

    noteWordsGone: takeWordsBack,
  };
}

async function postDigest(
  stores: TenantStores,
  request: DigestRequest,
  summary: DigestSummary,
  chart: Uint8Array | null,
): Promise<DigestOutcome> {
  const places = await managersChannels(stores, request.workspaceId);
  if (places.length === 0) return "no-managers-channel";
  const file = chart
    ? await stores.files.put(
        { name: `digest-${summary.kind}.png`, mediaType: "image/png", bytes: chart },
        request.now,
      )
    : null;
  const id = randomUUID();
  const isNew = await stores.digests.add({
    id,
    kind: summary.kind,
    periodStartAt: summary.startAt,
    periodEndAt: summary.endAt,
    summary,
    chartFileId: file?.fileId ?? null,
    askedBy: request.askedBy,
    postedAt: request.now,
  });
  if (!isNew) return "posted-before";
  const cause =
    request.askedBy === "schedule" ? `digest:${summary.kind}:${summary.endAt.toISOString()}` : `digest:${id}`;
  for (const [at, { channel, workspace }] of places.entries()) {
    const place = at === 0 ? "" : `:${workspace.id}`;
    await stores.outbox.add({
      workspaceId: workspace.id,
      causeKey: `${cause}${place}`,
      ref: `digest:${id}${place}`,
      outbound: {
        platform: workspace.platform,
        workspaceKey: workspace.workspaceKey,
        channelKey: channel.channelKey,
        threadKey: null,
        kind: "post",
        content: digestMessage(summary, file),
      },
    });
  }
  return "posted";
}
