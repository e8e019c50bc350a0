import { z } from "zod";
import { download, LATER, refusedFile, TOO_LARGE } from "../../../src/adapter-kit/download.ts";
import { SECOND } from "../../../src/domain/time.ts";
import type { FileFetcher } from "../../../src/ports/file-fetcher.ts";
import type { DiscordApi } from "../api.ts";
import { snowflake } from "../places/shapes.ts";
import { readFileKey } from "../thread-key.ts";

/** Where Discord keeps what people attach; its addresses are signed and need no token. */
const HOSTS = new Set(["cdn.discordapp.com", "media.discordapp.net"]);
/** Of the 10 s in all. */
const LOOK_UP_MS = 4 * SECOND;
const DOWNLOAD_MS = 5.5 * SECOND;

const messageShape = z.object({
  attachments: z
    .array(z.object({ id: snowflake, size: z.number().nonnegative().nullish(), url: z.string() }))
    .default([]),
});

const ELSEWHERE = "It lies outside of Discord.";
const GONE = "It is not in Discord any more, or Rapport may not read it.";

export interface FetchFileOptions {
  readonly api: Pick<DiscordApi, "call">;
  readonly apiUrl: string;
  /** Whose a server is; `null`: nobody's. Rejects while that cannot be known. */
  readonly ownerOf: (workspaceKey: string) => Promise<string | null>;
}

/** What a person attached. The address is asked for anew: Discord's are good for a day, and no event can name one. */
export function createFetchFile({ api, apiUrl, ownerOf }: FetchFileOptions): FileFetcher {
  const apiOrigin = new URL(apiUrl).origin;
  const addressOf = (raw: string): URL | null => {
    if (!URL.canParse(raw)) return null;
    const url = new URL(raw);
    const isDiscords = url.protocol === "https:" && HOSTS.has(url.hostname) && url.port === "";
    const isPlain = url.username === "" && url.password === "";
    return isPlain && (isDiscords || url.origin === apiOrigin) ? url : null;
  };

  return async ({ tenantId, workspaceKey, file, maxBytes }) => {
    const owner = await ownerOf(workspaceKey).catch(() => undefined);
    if (owner === undefined) return LATER;
    if (owner !== tenantId) return refusedFile("Rapport is not in that server.");
    const key = readFileKey(file.fileId);
    if (key === null) return refusedFile(ELSEWHERE);
    const found = await api.call({
      method: "get",
      path: `/channels/${key.placeKey}/messages/${key.messageKey}`,
      answer: messageShape,
      deadlineMs: LOOK_UP_MS,
    });
    if (found.kind === "refused" && found.status !== 401) return refusedFile(GONE);
    if (found.kind !== "ok") return LATER;
    const attachment = found.body.attachments.find(({ id }) => id === key.attachmentKey);
    if (attachment === undefined) return refusedFile(GONE);
    if ((attachment.size ?? 0) > maxBytes) return refusedFile(TOO_LARGE);
    const url = addressOf(attachment.url);
    if (url === null) return refusedFile(ELSEWHERE);
    return download({ url, bearer: null, maxBytes, deadlineMs: DOWNLOAD_MS, gone: GONE });
  };
}
