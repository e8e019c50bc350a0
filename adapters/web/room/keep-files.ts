import { attachmentName, attachmentType } from "../../../src/domain/file-type.ts";
import type { FileRef } from "../../../src/domain/message-content.ts";
import { webFault } from "../errors.ts";
import { WEB_LIMITS } from "../limits.ts";
import type { RoomCore } from "./core.ts";

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Stores what a person attached. Throws `web.media-type` before anything is stored when one kind is not taken. */
export async function keepFiles(core: RoomCore, uploads: readonly UploadedFile[]): Promise<FileRef[]> {
  const typed = uploads.map(({ name, bytes }) => {
    const mediaType = attachmentType(bytes);
    if (mediaType === null) throw unknownKind();
    return { name: attachmentName(name, WEB_LIMITS.fileName), mediaType, bytes };
  });
  const kept: FileRef[] = [];
  for (const file of typed) kept.push(await core.files.put(file, core.clock.now()));
  return kept;
}

const unknownKind = () =>
  webFault(
    "web.media-type",
    "Files of this kind are not taken.",
    "Attach an image, a PDF, an Office file, a ZIP, a sound or a text.",
  );
