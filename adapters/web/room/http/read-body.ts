import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { webFault } from "../../errors.ts";
import { WEB_LIMITS } from "../../limits.ts";
import type { UploadedFile } from "../keep-files.ts";

/** A request with files: all of them, and the JSON and the separators beside them. */
const MULTIPART_BYTES = WEB_LIMITS.fileBytes + 2 * WEB_LIMITS.jsonBytes;

const mediaTypeOf = (request: IncomingMessage): string =>
  (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** The JSON body as the schema has it. Throws `web.media-type`, `web.too-large`, `web.malformed`. */
export async function readJson<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
): Promise<z.output<S>> {
  if (mediaTypeOf(request) !== "application/json") throw wrongKind("application/json");
  return parseJson((await readBytes(request, WEB_LIMITS.jsonBytes)).toString("utf8"), schema);
}

/** JSON, or multipart with the JSON in field `post` and the files in parts `file`. */
export async function readPost<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
): Promise<{ wish: z.output<S>; files: UploadedFile[] }> {
  if (mediaTypeOf(request) !== "multipart/form-data")
    return { wish: await readJson(request, schema), files: [] };
  const bytes = await readBytes(request, MULTIPART_BYTES);
  const form = await parseForm(request.headers["content-type"] ?? "", bytes);
  const post = form.get("post");
  if (typeof post !== "string") throw malformed("The field `post` is missing.");
  const parts = form.getAll("file").filter((part) => typeof part !== "string");
  if (parts.length > WEB_LIMITS.filesPerPost) throw tooLarge(`at most ${WEB_LIMITS.filesPerPost} files`);
  const files: UploadedFile[] = [];
  for (const part of parts) {
    if (part.size > WEB_LIMITS.fileBytes) throw tooLarge(`at most ${WEB_LIMITS.fileBytes} bytes in a file`);
    files.push({ name: part.name, bytes: Buffer.from(await part.arrayBuffer()) });
  }
  return { wish: parseJson(post, schema), files };
}

async function parseForm(contentType: string, bytes: Buffer): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
  } catch {
    throw malformed("The form data cannot be read.");
  }
}

/** Keeps nothing beyond the cap, whatever the length header says. (An iterator over the request costs more than what is read.) */
function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const told = Number(request.headers["content-length"] ?? 0);
  if (told > maxBytes) return Promise.reject(tooLarge(`at most ${maxBytes} bytes`));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(tooLarge(`at most ${maxBytes} bytes`));
    });
    const cut = (): void => reject(malformed("The request ended before its body did."));
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

/** Exported for its property test. */
export function parseJson<S extends z.ZodType>(text: string, schema: S): z.output<S> {
  if (depthOf(text) > WEB_LIMITS.jsonDepth) throw malformed("The JSON is nested too deeply.");
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw malformed("The body is not JSON.");
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join(".") || "the body");
  throw malformed(`Not as agreed: ${[...new Set(paths)].slice(0, 5).join(", ").slice(0, 200)}.`);
}

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Deepest nesting outside of strings, in one pass and without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (isInString && sign === BACKSLASH) at += 1;
    else if (sign === QUOTE) isInString = !isInString;
    else if (isInString) continue;
    else if (sign === OPEN_BRACKET || sign === OPEN_BRACE) deepest = Math.max(deepest, ++depth);
    else if (sign === CLOSE_BRACKET || sign === CLOSE_BRACE) depth -= 1;
  }
  return deepest;
}

const malformed = (why: string) => webFault("web.malformed", why, "Send what adapters/web/contract.ts says.");
const tooLarge = (most: string) => webFault("web.too-large", "The request is too large.", `Send ${most}.`);
const wrongKind = (kind: string) =>
  webFault("web.media-type", "The body is of the wrong kind.", `Send it as ${kind}.`);
