const PERMALINK = /^\/#\/room\/([^/]+)\/([^/]+)$/;

/** The address if a reader may follow it: http, https, mailto or a path of this site; else `null`. */
export function safeUrl(url: string): string | null {
  const trimmed = url.trim();
  if (/^\/(?![/\\])/.test(trimmed)) return trimmed;
  if (!/^(https?:\/\/|mailto:)/i.test(trimmed)) return null;
  try {
    return new URL(trimmed).href;
  } catch {
    return null;
  }
}

/** Permalinks of the room (`/#/room/<channel>/<post>`, with or without our own origin) as pages of the console. */
export function pageOf(url: string, origin: string): string | null {
  const path = url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
  const found = PERMALINK.exec(path);
  if (found) return `/playground/${found[1]}/${found[2]}`;
  return /^\/(?![/\\#])/.test(path) ? path : null;
}
