import type { IncomingMessage } from "node:http";

/** Deeper JSON is nobody's activity, and walking it costs. */
const MOST_DEPTH = 40;

/** The raw bytes; `null` when there are more than the cap, whatever the length header says. Rejects when cut off. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The object a body holds; `null` for all else: no JSON, an array, a plain value, too deep. */
export function parseObject(raw: Buffer): Readonly<Record<string, unknown>> | null {
  const text = raw.toString("utf8");
  if (isDeeper(text, MOST_DEPTH)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** Looked at before it is parsed: brackets outside of strings. */
function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (isInString) {
      if (sign === 92) at += 1;
      else if (sign === 34) isInString = false;
    } else if (sign === 34) isInString = true;
    else if (sign === 123 || sign === 91) {
      depth += 1;
      if (depth > most) return true;
    } else if (sign === 125 || sign === 93) depth -= 1;
  }
  return false;
}
