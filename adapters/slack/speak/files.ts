import { z } from "zod";
import type { FileRef, MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { Uploads } from "../render/message-blocks.ts";
import { plainText } from "../render/words.ts";
import { anyAnswer, type Line, stepOutcome } from "./line.ts";
import type { Address } from "./posting.ts";

/** The bytes of a file of ours; `null` when it is gone. */
export type ReadFile = (tenantId: string, fileId: string) => Promise<Uint8Array | null>;

interface Uploaded {
  readonly id: string;
  readonly title: string;
}

/** What travels with a message: pictures stand in it, files follow it. */
export interface Luggage {
  readonly pictures: Uploads;
  readonly files: readonly Uploaded[];
}

const urlSchema = z.object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string().min(1) });
const NAME_LENGTH = 200;
const ALT_LENGTH = 1_000;

/**
 * Brings the files of a message to Slack, where nobody sees them yet. What Slack refuses to take, and what is gone, is
 * told in words; where it may be taken later, the whole message waits: nothing has been said.
 */
export async function uploadFiles(
  line: Line,
  tenantId: string,
  { blocks }: MessageContent,
  read: ReadFile,
): Promise<Luggage | { readonly wait: DeliveryOutcome }> {
  const pictures = new Map<string, string>();
  const files: Uploaded[] = [];
  for (const block of blocks) {
    if (block.type !== "image" && block.type !== "file") continue;
    const alt = block.type === "image" ? block.alt : null;
    const uploaded = await upload(line, tenantId, block.file, alt, read);
    if (uploaded === null) continue;
    if ("wait" in uploaded) return uploaded;
    if (block.type === "file") files.push(uploaded);
    else {
      const completed = await complete(line, [uploaded], null);
      if (completed.kind === "ok") pictures.set(block.file.fileId, uploaded.id);
      else if (completed.kind !== "refused") return { wait: stepOutcome(completed) };
    }
  }
  return { pictures, files };
}

async function upload(
  line: Line,
  tenantId: string,
  file: FileRef,
  alt: string | null,
  read: ReadFile,
): Promise<Uploaded | { readonly wait: DeliveryOutcome } | null> {
  const bytes = await read(tenantId, file.fileId);
  if (bytes === null) return null;
  const name = plainText(file.name, NAME_LENGTH).text.replace(/[\\/\n]/g, "_");
  const place = await line.call(
    "files.getUploadURLExternal",
    {
      filename: name,
      length: bytes.length,
      ...(alt !== null && { alt_txt: plainText(alt, ALT_LENGTH).text }),
    },
    urlSchema,
  );
  if (place.kind === "refused") return null;
  if (place.kind !== "ok") return { wait: stepOutcome(place) };
  const isThere = await sendBytes(place.body.upload_url, bytes, line.leftMs());
  return isThere ? { id: place.body.file_id, title: name } : { wait: NOT_TAKEN };
}

async function sendBytes(url: string, bytes: Uint8Array, leftMs: number): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array(bytes),
      redirect: "error",
      signal: AbortSignal.timeout(leftMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

const complete = (line: Line, files: readonly Uploaded[], address: Address | null) =>
  line.call(
    "files.completeUploadExternal",
    { files, ...(address && { channel_id: address.channel, thread_ts: address.thread_ts }) },
    anyAnswer,
  );

/** Shows the files below their message. `false`: they are not there, or nobody knows. */
export async function shareFiles(line: Line, address: Address, files: readonly Uploaded[]): Promise<boolean> {
  return files.length === 0 || (await complete(line, files, address)).kind === "ok";
}

const NOT_TAKEN: DeliveryOutcome = {
  kind: "retry",
  code: "slack.file-not-taken",
  retryAfterMs: null,
  scope: "channel",
};
