import { download, LATER, refusedFile } from "../../../src/adapter-kit/download.ts";
import type { FileFetcher } from "../../../src/ports/file-fetcher.ts";
import type { Organisations } from "../config.ts";
import type { Places } from "../people/places.ts";
import { mayAsk } from "./measure-files.ts";

export interface FetchFileOptions {
  readonly organisations: Organisations;
  readonly places: Places;
  /** Our token for the Bot Connector; `null` when it cannot be had. */
  readonly token: () => Promise<string | null>;
  readonly fetchFn?: typeof fetch;
}

const DEADLINE_MS = 9_500;

/**
 * What a person attached. Teams names a file by nothing but its address, which the message's author may have chosen: it
 * is asked only where Microsoft keeps files, with our token only at the connector of that organisation.
 */
export function createFetchFile({
  organisations,
  places,
  token,
  fetchFn = fetch,
}: FetchFileOptions): FileFetcher {
  return async ({ tenantId, workspaceKey, file, maxBytes }) => {
    try {
      if ((await organisations.admit(workspaceKey, false)) !== tenantId)
        return refusedFile("Rapport is not in that organisation.");
      const reference = await places.any(workspaceKey);
      const way = reference === null ? "never" : mayAsk(file.fileId, reference.serviceUrl);
      if (way === "never") return refusedFile("It lies outside of Microsoft's places for files.");
      const bearer = way === "with-token" ? await token() : null;
      if (way === "with-token" && bearer === null) return LATER;
      return await download({
        url: new URL(file.fileId),
        bearer,
        maxBytes,
        deadlineMs: DEADLINE_MS,
        gone: "Teams does not let Rapport read it any more.",
        fetchFn,
      });
    } catch {
      return LATER;
    }
  };
}
