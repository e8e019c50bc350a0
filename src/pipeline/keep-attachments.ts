import { type Attachment, MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS } from "../domain/attachment.ts";
import { attachmentType } from "../domain/file-type.ts";
import type { TimerDue } from "../domain/inbound-event.ts";
import { addMs, MINUTE, SECOND } from "../domain/time.ts";
import type { DecidedTurn } from "../domain/turn.ts";
import type { FetchedFile, FileFetcher } from "../ports/file-fetcher.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent } from "../ports/work-queue.ts";

/** Pauses before a platform that could not give a file is asked again; after the last it is given up. */
const PAUSES_MS = [0, 10 * SECOND, MINUTE, 10 * MINUTE] as const;

/** Notes what a customer attached, and has it fetched beside the answer. Browser chat's files lie in our store already. */
export async function noteAttachments(stores: TenantStores, turn: DecidedTurn): Promise<void> {
  const files = turn.event.files.slice(0, MAX_ATTACHMENTS);
  if (files.length === 0 || turn.policy.mode === "off") return;
  const isKept = turn.workspace.platform === "web";
  await stores.attachments.add(turn.message.id, files, isKept, turn.now);
  if (!isKept) await setFetch(stores, turn.event, turn.workspace.id, turn.message.id, turn.now, 0);
}

/** What a customer attached is fetched: outside of any transaction, and each file is kept or refused once. */
export async function fetchAttachments(
  claimed: ClaimedEvent,
  event: TimerDue,
  fetcher: FileFetcher,
  now: Date,
): Promise<void> {
  const { messageId, attempt } = readSubject(event.subjectId);
  const wanted = await claimed.read(async (stores) =>
    (await stores.attachments.list([messageId])).filter(({ state }) => state === "wanted"),
  );
  const found: { readonly attachment: Attachment; readonly file: FetchedFile }[] = [];
  for (const attachment of wanted)
    found.push({ attachment, file: await fetchOne(claimed, event, attachment, fetcher) });
  await claimed.finish(async (stores) => {
    const still = new Set((await stores.attachments.list([messageId])).map(({ id }) => id));
    // Deleted or erased while it was on its way.
    for (const one of found.filter(({ attachment }) => still.has(attachment.id)))
      await settle(stores, one, attempt + 1 >= PAUSES_MS.length, now);
    const isLeft = found.some(({ file }) => file.kind === "later") && attempt + 1 < PAUSES_MS.length;
    if (isLeft && still.size > 0)
      await setFetch(stores, event, claimed.workspaceId, messageId, now, attempt + 1);
  });
}

async function fetchOne(
  { tenantId }: ClaimedEvent,
  { platform, workspaceKey }: TimerDue,
  { fileKey, name, mediaType, sizeBytes }: Attachment,
  fetcher: FileFetcher,
): Promise<FetchedFile> {
  if (sizeBytes > MAX_ATTACHMENT_BYTES) return { kind: "refused", why: TOO_LARGE };
  const file = { fileId: fileKey, name, mediaType, sizeBytes };
  return fetcher({ tenantId, platform, workspaceKey, file, maxBytes: MAX_ATTACHMENT_BYTES });
}

const TOO_LARGE = "It is larger than 8 MB.";

async function settle(
  stores: TenantStores,
  { attachment, file }: { readonly attachment: Attachment; readonly file: FetchedFile },
  isLast: boolean,
  now: Date,
): Promise<void> {
  if (file.kind === "later") {
    if (isLast) await stores.attachments.refuse(attachment.id, "The platform did not give it.");
    return;
  }
  if (file.kind === "refused") return stores.attachments.refuse(attachment.id, file.why);
  const mediaType = attachmentType(file.bytes);
  if (mediaType === null) return stores.attachments.refuse(attachment.id, "Files of this kind are not kept.");
  const { fileId, sizeBytes } = await stores.files.put(
    { name: attachment.name, mediaType, bytes: file.bytes },
    now,
  );
  await stores.attachments.keep(attachment.id, { fileId, mediaType, sizeBytes });
}

/** The subject is the message and the attempt; the order key is the message's own, so that nobody waits for a file. */
async function setFetch(
  stores: TenantStores,
  event: Pick<TimerDue, "platform" | "workspaceKey" | "channel" | "actor">,
  workspaceId: string,
  messageId: string,
  now: Date,
  attempt: number,
): Promise<void> {
  const { platform, workspaceKey, channel, actor } = event;
  const dueAt = addMs(now, PAUSES_MS[attempt] ?? 0);
  const subjectId = `${messageId}/${attempt}`;
  await stores.timers.set({
    workspaceId,
    name: "fetch-files",
    subjectId: messageId,
    dueAt,
    event: {
      kind: "timer-due",
      timer: "fetch-files",
      subjectId,
      threadKey: `files:${messageId}`,
      platform,
      workspaceKey,
      channel,
      actor,
      dedupeKey: `t:fetch-files:${subjectId}`,
      occurredAt: dueAt.toISOString(),
    },
  });
}

function readSubject(subjectId: string): { readonly messageId: string; readonly attempt: number } {
  const [messageId = "", attempt = "0"] = subjectId.split("/");
  return { messageId, attempt: Number(attempt) || 0 };
}
