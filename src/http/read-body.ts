import type { IncomingMessage } from "node:http";
import { RapportError } from "../domain/errors.ts";
import { malformed, tooLarge } from "./api-fault.ts";

export const MAX_JSON_BYTES = 1024 * 1024;
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;
const MAX_JSON_DEPTH = 32;

/**
 * Keeps nothing beyond the cap, whatever the length header says. Rejects with `request.too-large`. (An iterator over the
 * request costs more than what is read.)
 */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(tooLarge(maxBytes));
    });
    const cut = (): void =>
      reject(
        new RapportError("request.malformed", "The request ended before its body did.", "Send it again."),
      );
    request.on("end", () => {
      // Every request closes: a fault is made, with its stack, only for one that was cut.
      request.off("close", cut);
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    request.on("error", cut);
    request.on("close", cut);
  });
}

/** Throws `request.media-type`, `request.too-large`, `request.malformed`. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const mediaType = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    throw new RapportError(
      "request.media-type",
      "The body is of the wrong kind.",
      "Send JSON with content-type: application/json.",
    );
  }
  return parseJson((await readBytes(request, MAX_JSON_BYTES)).toString("utf8"));
}

/** Exported for its property test. */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_JSON_DEPTH) throw malformed("The JSON is nested too deeply.");
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("The body is not JSON.");
  }
}

/** Deepest nesting outside of strings, found without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (inString) {
      if (sign === BACKSLASH) at += 1;
      else if (sign === QUOTE) inString = false;
    } else if (sign === QUOTE) inString = true;
    else if (sign === OPEN_BRACKET || sign === OPEN_BRACE) deepest = Math.max(deepest, ++depth);
    else if (sign === CLOSE_BRACKET || sign === CLOSE_BRACE) depth -= 1;
  }
  return deepest;
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
