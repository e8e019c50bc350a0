import { isUtf8 } from "node:buffer";
import { cleanChatText, shortenText } from "./chat-text.ts";

/** A media type by the file's first bytes; what a browser or a name claims is never believed. */
interface Signature {
  readonly mediaType: string;
  /** Latin-1 letters at an offset. */
  readonly at: number;
  readonly bytes: string;
  readonly also?: { readonly at: number; readonly bytes: string };
}

const SIGNATURES: readonly Signature[] = [
  { mediaType: "image/png", at: 0, bytes: "\u0089PNG\r\n\u001a\n" },
  { mediaType: "image/jpeg", at: 0, bytes: "\u00ff\u00d8\u00ff" },
  { mediaType: "image/gif", at: 0, bytes: "GIF87a" },
  { mediaType: "image/gif", at: 0, bytes: "GIF89a" },
  { mediaType: "image/webp", at: 0, bytes: "RIFF", also: { at: 8, bytes: "WEBP" } },
  { mediaType: "audio/wav", at: 0, bytes: "RIFF", also: { at: 8, bytes: "WAVE" } },
  { mediaType: "audio/mpeg", at: 0, bytes: "ID3" },
  { mediaType: "audio/mpeg", at: 0, bytes: "\u00ff\u00fb" },
  { mediaType: "audio/ogg", at: 0, bytes: "OggS" },
  { mediaType: "audio/webm", at: 0, bytes: "\u001aE\u00df\u00a3" },
  { mediaType: "audio/mp4", at: 4, bytes: "ftypM4A" },
  { mediaType: "application/pdf", at: 0, bytes: "%PDF-" },
  // Office files are archives too; whoever reads one looks inside, in a process of its own.
  { mediaType: "application/zip", at: 0, bytes: "PK\u0003\u0004" },
];

const matches = (bytes: Buffer, at: number, letters: string): boolean =>
  bytes.length >= at + letters.length && bytes.toString("latin1", at, at + letters.length) === letters;

/** `null`: a kind that is not taken. Anything that is UTF-8 without null bytes is plain text, whatever it says. */
export function attachmentType(bytes: Buffer): string | null {
  const known = SIGNATURES.find(
    (one) => matches(bytes, one.at, one.bytes) && (!one.also || matches(bytes, one.also.at, one.also.bytes)),
  );
  if (known) return known.mediaType;
  return bytes.length > 0 && !bytes.includes(0) && isUtf8(bytes) ? "text/plain" : null;
}

/** Shown in place; everything else is only ever downloaded. */
const INLINE: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
export const isInlineImage = (mediaType: string): boolean => INLINE.has(mediaType);

/** A file name for people: no path, no control or hidden character. */
export function attachmentName(raw: string, maxLength: number): string {
  const base = raw.split(/[/\\]/).at(-1) ?? "";
  return (
    shortenText(
      cleanChatText(base)
        .replace(/[\p{C}"<>|:*?]/gu, "")
        .trim(),
      maxLength,
    ) || "file"
  );
}
