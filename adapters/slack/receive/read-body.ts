import type { IncomingMessage } from "node:http";

/** Slack's own events stay below a tenth of it. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The raw bytes; `null` when there are more than the cap, whatever the length header says. Rejects when cut off. */
export function readBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve(null);
  const chunks: Buffer[] = [];
  let size = 0;
  // Listeners and no iterator: the whole way of a message costs little more than one.
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      request.off("data", take).pause();
      resolve(null);
    };
    request
      .on("data", take)
      .once("end", () => resolve(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks)))
      .once("error", reject)
      .once("close", () => reject(new Error("the request was cut off")));
  });
}

/** What a signed body holds: an event, an interaction (JSON in a form field) or a command (a form). `null`: neither. */
export function parseBody(contentType: string, rawBody: Buffer): unknown {
  const mediaType = contentType.split(";")[0]?.trim().toLowerCase();
  const text = rawBody.toString("utf8");
  if (mediaType === "application/json") return parseJson(text);
  if (mediaType !== "application/x-www-form-urlencoded") return null;
  const form = new URLSearchParams(text);
  const payload = form.getAll("payload");
  if (payload.length > 1) return null;
  return payload[0] === undefined ? fromForm(form) : parseJson(payload[0]);
}

function fromForm(form: URLSearchParams): unknown {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of form) {
    // Which of two a reader would take is anybody's guess.
    if (name in fields) return null;
    fields[name] = value;
  }
  return { ...fields };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
