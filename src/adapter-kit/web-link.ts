import { shortenText } from "../domain/chat-text.ts";
import { cleanWords } from "./clean-words.ts";

export interface WebLink {
  readonly url: URL;
  readonly text: string;
}

const LABEL_LENGTH = 300;
/** A host as somebody would write one: `bank.example`, `https://bank`. */
const HOST_LIKE = /(?:https?:\/\/)([^\s/?#:]+)|((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/giu;

/**
 * Pages on the web alone, and none that hides where it leads: not behind somebody else's name before an `@`, not behind
 * a label that names another host, not in letters that only look like others. `null`: the label stays words. Pure.
 */
export function readWebLink(rawUrl: string, rawLabel: string): WebLink | null {
  const label = shortenText(cleanWords(rawLabel).replace(/\s+/g, " ").trim(), LABEL_LENGTH);
  const url = webAddress(rawUrl);
  if (url === null) return null;
  const isPlain = !url.hostname.includes("xn--") && !namesAnotherHost(label, url.hostname);
  const text = label === "" ? url.hostname : isPlain ? label : `${label} (${url.hostname})`;
  return { url, text };
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
