import { shortenText } from "../../../src/domain/chat-text.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import { cleanWords } from "./markup.ts";

export interface SafeLink {
  readonly url: string;
  readonly text: string;
}

const LABEL_LENGTH = 300;
/** A host as somebody would write one: `bank.example`, `https://bank`. */
const HOST_LIKE = /(?:https?:\/\/)([^\s/?#:]+)|((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/giu;

/**
 * Pages on the web alone, and none that hides where it leads: not behind somebody else's name before an `@`, not behind a label
 * that names another host, not in letters that only look like others. `null`: the label stays words. Pure.
 */
export function safeLink(rawUrl: string, rawLabel: string): SafeLink | null {
  const label = shortenText(cleanWords(rawLabel).replace(/\s+/g, " ").trim(), LABEL_LENGTH);
  const url = webAddress(rawUrl);
  if (url === null) return null;
  const isPlain = !url.hostname.includes("xn--") && !namesAnotherHost(label, url.hostname);
  const text = label === "" ? url.hostname : isPlain ? label : `${label} (${url.hostname})`;
  // Signs that would end the address, or the mark around it.
  const address = url.href.replace(
    /[()<>\\]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return address.length <= DISCORD_LIMITS.linkUrl / 2 ? { url: address, text } : null;
}

function webAddress(raw: string): URL | null {
  try {
    const url = new URL(raw);
    const isWeb = url.protocol === "http:" || url.protocol === "https:";
    return isWeb && url.username === "" && url.password === "" ? url : null;
  } catch {
    return null;
  }
}

function namesAnotherHost(label: string, hostname: string): boolean {
  for (const [, withScheme, bare] of label.matchAll(HOST_LIKE)) {
    const named = (withScheme ?? bare ?? "").toLowerCase();
    if (named !== hostname && `www.${named}` !== hostname && named !== `www.${hostname}`) return true;
  }
  return false;
}
