import type { FetchedFile, FileFetcher } from "../../../src/ports/file-fetcher.ts";
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
        return refused("Rapport is not in that organisation.");
      const reference = await places.any(workspaceKey);
      const way = reference === null ? "never" : mayAsk(file.fileId, reference.serviceUrl);
      if (way === "never") return refused("It lies outside of Microsoft's places for files.");
      const bearer = way === "with-token" ? await token() : null;
      if (way === "with-token" && bearer === null) return LATER;
      return await download(fetchFn, file.fileId, bearer, maxBytes);
    } catch {
      return LATER;
    }
  };
}

async function download(
  fetchFn: typeof fetch,
  url: string,
  bearer: string | null,
  maxBytes: number,
): Promise<FetchedFile> {
  const response = await fetchFn(url, {
    headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
    // Elsewhere the token has no business.
    redirect: "manual",
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    const isForGood = response.status >= 300 && response.status < 500 && response.status !== 429;
    return isForGood ? refused("Teams does not let Rapport read it any more.") : LATER;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) return refused("It is too large.");
    chunks.push(chunk);
  }
  return { kind: "fetched", bytes: Buffer.concat(chunks) };
}

const LATER: FetchedFile = { kind: "later" };
const refused = (why: string): FetchedFile => ({ kind: "refused", why });
