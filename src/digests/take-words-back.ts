import type { DigestSummary } from "../domain/digest.ts";
import type { Message } from "../domain/message.ts";
import type { DigestRunner } from "../ports/desk.ts";
import type { StoredDigest } from "../ports/stores/figures-store.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { digestMessage } from "./digest-message.ts";
import { reviveSummary } from "./revive-summary.ts";

type AtRisk = DigestSummary["atRisk"][number];

/** Past digests tell of a thread with a quote: it goes from what is stored and from every post. */
export const takeWordsBack: DigestRunner["noteWordsGone"] = async (stores, { message, now }) => {
  for (const digest of await stores.digests.listNaming(message.threadId)) {
    const summary = reviveSummary(digest.summary);
    const atRisk = summary.atRisk.map((row) => (quotes(row, message) ? withoutWords(row) : row));
    if (atRisk.every((row, at) => row === summary.atRisk[at])) continue;
    const told = { ...summary, atRisk };
    await stores.digests.changeSummary(digest.id, told);
    await postAnew(stores, digest, told, `words-gone:${message.id}:${now.toISOString()}`);
  }
};

/** The link says which message; where a platform has none, the words do. */
function quotes({ threadId, permalink, detail }: AtRisk, message: Message): boolean {
  if (threadId !== message.threadId) return false;
  if (permalink !== null) return permalink === message.permalink;
  const quote = /“(.*?)…?”$/s.exec(detail)?.[1] ?? "";
  return message.text.includes(quote.replace(/^…/, ""));
}

const withoutWords = (row: AtRisk): AtRisk => ({
  ...row,
  detail: "the customer took the words back",
  permalink: null,
});

async function postAnew(
  stores: TenantStores,
  { id, chartFileId }: StoredDigest,
  summary: DigestSummary,
  cause: string,
): Promise<void> {
  const chart = chartFileId === null ? null : await stores.files.get(chartFileId);
  const content = digestMessage(summary, chart?.ref ?? null);
  for (const { ref, workspaceId, ...place } of await stores.digests.listPosts(id))
    await stores.outbox.add({
      workspaceId,
      causeKey: `${ref}:${cause}`,
      outbound: { ...place, threadKey: null, kind: "update", targetRef: ref, content },
    });
}
