/** Text of the bytes, or `null` when they are no text. */
export function decodeText(bytes: Uint8Array, declaredCharset?: string | null): string | null {
  const byMark = decodeByMark(bytes);
  if (byMark !== null) return byMark;
  if (looksBinary(bytes)) return null;
  return (
    tryDecode(bytes, "utf-8") ??
    (declaredCharset && !/^(?:windows-1252|iso-8859-1|latin1)$/i.test(declaredCharset)
      ? tryDecode(bytes, declaredCharset)
      : null) ??
    decodeWindows1252(bytes)
  );
}

function decodeByMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return tryDecode(bytes.subarray(3), "utf-8") ?? decodeWindows1252(bytes.subarray(3));
  if (bytes.length % 2 !== 0) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textOnly(tryDecode(bytes.subarray(2), "utf-16le"));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return textOnly(tryDecode(bytes.subarray(2), "utf-16be"));
  return null;
}

/** A byte order mark does not prove that text follows. */
const textOnly = (text: string | null): string | null => (text?.includes("\0") ? null : text);

function tryDecode(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What the bytes 0x80 to 0x9f mean; Node 20's own decoder takes them for control characters. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function decodeWindows1252(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return latin.replace(
    /[\u0080-\u009f]/g,
    (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character,
  );
}

/** A NUL byte, or more than two control bytes in a hundred, in the first 64 kB. */
function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 65_536);
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) controls += 1;
  }
  return controls > head.length * 0.02;
}

/** `charset` of an HTML head; browsers look at the first 1,024 bytes. */
export function htmlCharset(bytes: Uint8Array): string | null {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1_024));
  return /<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})/i.exec(head)?.[1] ?? null;
}
