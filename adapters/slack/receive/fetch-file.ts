import { z } from "zod";
import { download, LATER, refusedFile, TOO_LARGE } from "../../../src/adapter-kit/download.ts";
import type { FileFetcher } from "../../../src/ports/file-fetcher.ts";
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

const UNREADABLE = "Slack does not let Rapport read it.";
/** Slack's codes for a file that will never be had. */
const GONE: Readonly<Record<string, string>> = {
  file_not_found: "It is not in Slack any more.",
  file_deleted: "It was deleted in Slack.",
  access_denied: UNREADABLE,
  missing_scope: "Rapport may not read files: install it again.",
  not_allowed_token_type: UNREADABLE,
};
const ELSEWHERE = "It lies outside of Slack.";

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
    if (access === null || access.tenantId !== tenantId)
      return refusedFile("Rapport is not in that workspace.");
    const line = openLine(options, access);
    const info = await line.call("files.info", { file: file.fileId }, infoSchema);
    if (info.kind === "refused") {
      const why = GONE[info.code];
      return why === undefined && !isDeadToken(info.code)
        ? LATER
        : refusedFile(why ?? "Rapport is not in that workspace.");
    }
    if (info.kind !== "ok") return LATER;
    const { mode, is_external, size, url_private_download, url_private } = info.body.file;
    if (is_external || mode === "external") return refusedFile(ELSEWHERE);
    if ((size ?? 0) > maxBytes) return refusedFile(TOO_LARGE);
    const url = addressOf(url_private_download ?? url_private ?? "");
    if (url === null) return refusedFile(ELSEWHERE);
    return download({
      url,
      bearer: access.botToken,
      maxBytes,
      deadlineMs: line.leftMs(),
      // Slack sends to its login page whom it does not know.
      gone: UNREADABLE,
    });
  };
}
