import type { FetchedFile } from "../ports/file-fetcher.ts";

export const LATER: FetchedFile = { kind: "later" };
export const refusedFile = (why: string): FetchedFile => ({ kind: "refused", why });
export const TOO_LARGE = "It is too large.";

export interface Download {
  /** Asked as it is: whether it may be asked is for the platform to judge. */
  readonly url: URL;
  /** Goes to that address and, as no redirect is followed, nowhere else; `null`: none. */
  readonly bearer: string | null;
  readonly maxBytes: number;
  readonly deadlineMs: number;
  /** In words for staff, when the platform says no for good. */
  readonly gone: string;
  readonly fetchFn?: typeof fetch;
}

/** The bytes behind an address, and no more than asked for. Never rejects. */
export async function download({ url, bearer, fetchFn = fetch, ...asked }: Download): Promise<FetchedFile> {
  try {
    const response = await fetchFn(url, {
      headers: { ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
      redirect: "manual",
      signal: AbortSignal.timeout(asked.deadlineMs),
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      const isForGood = response.status >= 300 && response.status < 500 && response.status !== 429;
      return isForGood ? refusedFile(asked.gone) : LATER;
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      // Leaving the loop cancels the rest.
      if (size > asked.maxBytes) return refusedFile(TOO_LARGE);
      chunks.push(chunk);
    }
    return { kind: "fetched", bytes: Buffer.concat(chunks) };
  } catch {
    return LATER;
  }
}
