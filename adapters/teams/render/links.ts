import { shortenText } from "../../../src/domain/chat-text.ts";
import { TEAMS_LIMITS } from "../limits.ts";
import { cleanWords } from "./words.ts";

export interface SafeLink {
  readonly url: string;
  readonly text: string;
}

const LABEL_LENGTH = 300;
/** A host as somebody would write one: `bank.example`, `https://bank`. */
const HOST_LIKE = /(?:https?:\/\/)([^\s/?#:]+)|((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/giu;

/**
 * Pages on the web alone, and none that hides where it leads: not behind somebody else's name before an `@`, not behind
 * a label that names another host, not in letters that only look like others. `null`: the label stays words.
 */
export function safeLink(rawUrl: string, rawLabel: string): SafeLink | null {
  const label = shortenText(cleanWords(rawLabel).replace(/\s+/g, " ").trim(), LABEL_LENGTH);
  let url: URL;
  try {
    url = new URL(rawUrl);
  } catch {
    return null;
  }
  if (!["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") return null;
  if (url.href.length > TEAMS_LIMITS.linkUrl) return null;
  const isPlain = !url.hostname.includes("xn--") && !namesAnotherHost(label, url.hostname);
  const text = label === "" ? url.hostname : isPlain ? label : `${label} (${url.hostname})`;
  return { url: url.href, text };
}

function namesAnotherHost(label: string, hostname: string): boolean {
  for (const [, withScheme, bare] of label.matchAll(HOST_LIKE)) {
    const named = (withScheme ?? bare ?? "").toLowerCase();
    if (named !== hostname && `www.${named}` !== hostname && named !== `www.${hostname}`) return true;
  }
  return false;
}
