import { z } from "zod";
import type { FetchedFile, FileFetcher } from "../../../src/ports/file-fetcher.ts";
import { isDeadToken } from "../errors.ts";
import { type LineTools, openLine } from "../speak/line.ts";

/** Where Slack keeps files; the token goes to no other place than these and the API's own. */
const HOSTS = new Set(["files.slack.com", "files.slack-gov.com"]);

const infoSchema = z.object({
  file: z.object({
    mode: z.string().nullish(),
    is_external: z.boolean().nullish(),
    size: z.number().nullish(),
    url_private_download: z.string().nullish(),
    url_private: z.string().nullish(),
  }),
});

/** Slack's codes for a file that will never be had. */
const GONE: Readonly<Record<string, string>> = {
  file_not_found: "It is not in Slack any more.",
  file_deleted: "It was deleted in Slack.",
  access_denied: "Slack does not let Rapport read it.",
  missing_scope: "Rapport may not read files: install it again.",
  not_allowed_token_type: "Slack does not let Rapport read it.",
};
const ELSEWHERE = "It lies outside of Slack.";
const TOO_LARGE = "It is too large.";

/** What a person attached. The address is asked for anew, so that no event can name one. */
export function createFetchFile(options: LineTools & { readonly apiUrl: string }): FileFetcher {
  const apiOrigin = new URL(options.apiUrl).origin;

  const addressOf = (raw: string): URL | null => {
    try {
      const url = new URL(raw);
      const isSlack = url.protocol === "https:" && HOSTS.has(url.hostname) && url.port === "";
      return isSlack || url.origin === apiOrigin ? url : null;
    } catch {
      return null;
    }
  };

  return async ({ tenantId, workspaceKey, file, maxBytes }) => {
    const access = await options.book.find(workspaceKey).catch(() => undefined);
    if (access === undefined) return LATER;
    if (access === null || access.tenantId !== tenantId) return refused("Rapport is not in that workspace.");
    const line = openLine(options, access);
    const info = await line.call("files.info", { file: file.fileId }, infoSchema);
    if (info.kind === "refused") {
      const why = GONE[info.code];
      return why === undefined && !isDeadToken(info.code)
        ? LATER
        : refused(why ?? "Rapport is not in that workspace.");
    }
    if (info.kind !== "ok") return LATER;
    const { mode, is_external, size, url_private_download, url_private } = info.body.file;
    if (is_external || mode === "external") return refused(ELSEWHERE);
    if ((size ?? 0) > maxBytes) return refused(TOO_LARGE);
    const url = addressOf(url_private_download ?? url_private ?? "");
    if (url === null) return refused(ELSEWHERE);
    return download(url, access.botToken, maxBytes, line.leftMs());
  };
}

async function download(url: URL, token: string, maxBytes: number, leftMs: number): Promise<FetchedFile> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      // Elsewhere the token has no business; Slack sends to its login page whom it does not know.
      redirect: "manual",
      signal: AbortSignal.timeout(leftMs),
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      const isForGood = response.status >= 300 && response.status < 500 && response.status !== 429;
      return isForGood ? refused("Slack does not let Rapport read it.") : LATER;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (size > maxBytes) return refused(TOO_LARGE);
      chunks.push(chunk);
    }
    return { kind: "fetched", bytes: Buffer.concat(chunks) };
  } catch {
    return LATER;
  }
}

const LATER: FetchedFile = { kind: "later" };
const refused = (why: string): FetchedFile => ({ kind: "refused", why });
