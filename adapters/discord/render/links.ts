import { readWebLink } from "../../../src/adapter-kit/web-link.ts";
import { DISCORD_LIMITS } from "../limits.ts";

export interface SafeLink {
  readonly url: string;
  readonly text: string;
}

/** `null`: the label stays words. Pure. */
export function safeLink(rawUrl: string, rawLabel: string): SafeLink | null {
  const link = readWebLink(rawUrl, rawLabel);
  if (link === null) return null;
  // Signs that would end the address, or the mark around it.
  const address = link.url.href.replace(
    /[()<>\\]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return address.length <= DISCORD_LIMITS.linkUrl / 2 ? { url: address, text: link.text } : null;
}
