import { z } from "zod";
import { TEAMS_LIMITS } from "../limits.ts";
import type { Attachment } from "./activity.ts";

/** A file of somebody's message, and where its bytes are for now. */
export interface IncomingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly url: string;
}

const DOWNLOAD = "application/vnd.microsoft.teams.file.download.info";
const downloadSchema = z.object({
  downloadUrl: z.string().min(1).max(8_192),
  fileType: z.string().max(20).nullish(),
});

const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
  txt: "text/plain",
  log: "text/plain",
  csv: "text/csv",
  json: "application/json",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
  mp3: "audio/mpeg",
  m4a: "audio/mp4",
  wav: "audio/wav",
  ogg: "audio/ogg",
  mp4: "video/mp4",
};

/** Files, pictures and sounds of a message; cards and its HTML copy are none. Pure. */
export const filesIn = (attachments: readonly Attachment[]): readonly IncomingFile[] =>
  attachments.flatMap(fileOf).slice(0, TEAMS_LIMITS.filesPerMessage);

function fileOf({ contentType, contentUrl, name, content }: Attachment): readonly IncomingFile[] {
  if (contentType === DOWNLOAD) {
    const info = downloadSchema.safeParse(content);
    if (!info.success) return [];
    const { downloadUrl: url, fileType } = info.data;
    const ending = (fileType ?? name?.split(".").at(-1) ?? "").toLowerCase();
    return [{ name: nameOf(name), mediaType: TYPES[ending] ?? "application/octet-stream", url }];
  }
  if (!/^(?:image|audio|video)\//.test(contentType) || !contentUrl) return [];
  return [{ name: nameOf(name), mediaType: contentType.slice(0, 100), url: contentUrl }];
}

const nameOf = (name: string | null | undefined): string => (name ?? "").slice(0, 200) || "file";
