import { readWebLink } from "../../../src/adapter-kit/web-link.ts";
import { SLACK_LIMITS } from "../limits.ts";

export interface SafeLink {
  readonly url: string;
  readonly text: string;
}

/** `null`: the label stays words. Pure. */
export function safeLink(rawUrl: string, rawLabel: string): SafeLink | null {
  const link = readWebLink(rawUrl, rawLabel);
  if (link === null || link.url.href.length > SLACK_LIMITS.linkUrl) return null;
  return { url: link.url.href.replaceAll("|", "%7C"), text: link.text };
}
