import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import { DAY } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { TeamsAdapterConfig } from "../config.ts";
import { TEAMS_LIMITS } from "../limits.ts";

export const FILES_PATH = "/api/teams/files";

export interface PicturesOptions extends Pick<TeamsAdapterConfig, "readFile" | "sealKey" | "publicUrl"> {
  readonly clock: Clock;
}

/** A picture is looked at for as long as its message is; a file is taken once. */
const FILE_LIFE_MS = DAY;
const FOR_EVER = "0";
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const SHOWN_INLINE = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/**
 * Teams takes no bytes with a card: a small picture travels inside it, a larger one and every file is fetched from an
 * address of ours that nobody can guess.
 */
export function createPictures({ readFile, sealKey, publicUrl, clock }: PicturesOptions) {
  const markOf = async (tenantId: string, fileId: string, until: string): Promise<string> =>
    createHmac("sha256", await sealKey(tenantId))
      .update(`file\u0000${tenantId}\u0000${fileId}\u0000${until}`)
      .digest("base64url");

  const linkTo = async (tenantId: string, fileId: string, until: string): Promise<string | undefined> =>
    publicUrl === null || !UUID.test(fileId)
      ? undefined
      : `${publicUrl}${FILES_PATH}/${tenantId}/${fileId}/${until}/${await markOf(tenantId, fileId, until)}`;

  const addressFor = async (tenantId: string, fileId: string, isPicture: boolean) => {
    if (!isPicture) return linkTo(tenantId, fileId, String(clock.now().getTime() + FILE_LIFE_MS));
    const file = await readFile(tenantId, fileId);
    if (file === null) return undefined;
    const base64 = Buffer.from(file.bytes).toString("base64");
    if (base64.length <= TEAMS_LIMITS.inlineImage && SHOWN_INLINE.has(file.mediaType))
      return `data:${file.mediaType};base64,${base64}`;
    return linkTo(tenantId, fileId, FOR_EVER);
  };

  return {
    /** Addresses for everything a message brings, by file id. */
    async addresses(tenantId: string, { blocks }: MessageContent): Promise<ReadonlyMap<string, string>> {
      const found = new Map<string, string>();
      for (const block of blocks) {
        if (block.type !== "image" && block.type !== "file") continue;
        const { fileId } = block.file;
        const address = await addressFor(tenantId, fileId, block.type === "image");
        if (address !== undefined) found.set(fileId, address);
      }
      return found;
    },

    /** Answers a reader's client. */
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const path = (request.url ?? "").split("?", 1)[0] ?? "";
      const [tenantId = "", fileId = "", until = "", mark = ""] = path
        .slice(FILES_PATH.length + 1)
        .split("/");
      const isNamed = UUID.test(tenantId) && UUID.test(fileId) && /^\d{1,15}$/.test(until);
      if (request.method !== "GET" || !isNamed) return void response.writeHead(404).end();
      const isLate = until !== FOR_EVER && Number(until) < clock.now().getTime();
      const right = await markOf(tenantId, fileId, until).catch(() => "");
      const file = !isLate && isEqual(mark, right) ? await readFile(tenantId, fileId) : null;
      if (file === null) return void response.writeHead(404).end();
      const isInline = SHOWN_INLINE.has(file.mediaType);
      response
        .writeHead(200, {
          "content-type": isInline ? file.mediaType : "application/octet-stream",
          "content-disposition": isInline ? "inline" : "attachment",
          "content-length": file.bytes.byteLength,
          "x-content-type-options": "nosniff",
          "content-security-policy": "default-src 'none'; sandbox",
          "cache-control": "private, max-age=3600",
        })
        .end(file.bytes);
    },
  };
}

function isEqual(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return right !== "" && one.length === other.length && timingSafeEqual(one, other);
}
