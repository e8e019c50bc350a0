import type { FileRef } from "../../../src/domain/message-content.ts";
import { TEAMS_LIMITS } from "../limits.ts";
import type { IncomingFile } from "../parse/files.ts";
import { shortHash } from "../thread-key.ts";

/** Where Microsoft keeps files of chats and channels, and the pictures of messages. */
const FILE_HOSTS = [".sharepoint.com", ".sharepoint.us", ".svc.ms", ".teams.microsoft.com", ".asm.skype.com"];
const WAIT_MS = 800;
const LONGEST_ADDRESS = 4_096;

export interface MeasureOptions {
  /** Our token for the Bot Connector; `null` when it cannot be had. */
  readonly token: () => Promise<string | null>;
  readonly fetchFn?: typeof fetch;
}

/**
 * Which addresses may be asked at all, and whether with our token: only the connector that the activity came from gets
 * it, and only for its attachments. A message's author chooses the address, so all else is never called. Pure.
 */
export function mayAsk(rawUrl: string, serviceUrl: string): "with-token" | "plain" | "never" {
  let url: URL;
  let service: URL;
  try {
    url = new URL(rawUrl);
    service = new URL(serviceUrl);
  } catch {
    return "never";
  }
  if (url.username !== "" || url.password !== "") return "never";
  if (url.origin === service.origin)
    return /\/v3\/attachments\/[^/]+\/views\//.test(url.pathname) ? "with-token" : "never";
  if (url.protocol !== "https:" || url.port !== "") return "never";
  return FILE_HOSTS.some((host) => url.hostname.endsWith(host)) ? "plain" : "never";
}

/** Files with their size, where the place that keeps them tells it in time; the bytes stay where they are. */
export function createMeasureFiles({ token, fetchFn = fetch }: MeasureOptions) {
  const sizeOf = async (file: IncomingFile, serviceUrl: string): Promise<number> => {
    const way = mayAsk(file.url, serviceUrl);
    if (way === "never") return 0;
    const bearer = way === "with-token" ? await token() : null;
    if (way === "with-token" && bearer === null) return 0;
    try {
      const response = await fetchFn(file.url, {
        method: "HEAD",
        // A redirect would carry the token along, or lead where nobody looked.
        redirect: "manual",
        headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
        signal: AbortSignal.timeout(WAIT_MS),
      });
      await response.body?.cancel();
      const size = Number(response.headers.get("content-length") ?? 0);
      return response.ok && Number.isSafeInteger(size) && size > 0 ? size : 0;
    } catch {
      return 0;
    }
  };

  return (files: readonly IncomingFile[], serviceUrl: string): Promise<readonly FileRef[]> =>
    Promise.all(
      files.slice(0, TEAMS_LIMITS.filesPerMessage).map(async (file) => ({
        // An address that is too long to be kept cannot be fetched later.
        fileId: file.url.length <= LONGEST_ADDRESS ? file.url : `teams:${shortHash(file.url)}`,
        name: file.name,
        mediaType: file.mediaType,
        sizeBytes: await sizeOf(file, serviceUrl),
      })),
    );
}
