import type { Element } from "./html-nodes.ts";

/** Furniture around the text, and what carries no text. */
const DROPPED_TAGS = new Set(
  "script style noscript template iframe object embed svg math canvas audio video nav footer button input select textarea option datalist dialog head link meta".split(
    " ",
  ),
);
const DROPPED_ROLES = new Set(["navigation", "banner", "contentinfo", "search", "dialog", "menu", "menubar"]);

export const isFurniture = (element: Element): boolean =>
  DROPPED_TAGS.has(element.name) || DROPPED_ROLES.has((element.attribs.role ?? "").toLowerCase());

/** Text that a reader of the page would not see, by attributes and inline style; style sheets are not read. */
export function isHidden(element: Element): boolean {
  const { attribs } = element;
  if ("hidden" in attribs || attribs["aria-hidden"] === "true") return true;
  return attribs.style !== undefined && hidesByStyle(attribs.style);
}

function hidesByStyle(style: string): boolean {
  const rules = new Map(
    style
      .slice(0, 4_000)
      .toLowerCase()
      .split(";")
      .map((rule): [string, string] => {
        const colon = rule.indexOf(":");
        const value = rule.slice(colon + 1).replace("!important", "");
        return [rule.slice(0, Math.max(0, colon)).trim(), value.trim()];
      }),
  );
  const colour = normalColour(rules.get("color"));
  const background = normalColour(rules.get("background-color") ?? rules.get("background"));
  return (
    rules.get("display") === "none" ||
    /^(?:hidden|collapse)$/.test(rules.get("visibility") ?? "") ||
    isNearZero(rules.get("opacity"), 0.05) ||
    isNearZero(rules.get("font-size"), 2) ||
    colour === "transparent" ||
    (colour !== null && colour === (background ?? "white")) ||
    isOffPage(rules)
  );
}

function isNearZero(value: string | undefined, below: number): boolean {
  if (value === undefined) return false;
  const amount = Number.parseFloat(value);
  const relative = value.endsWith("em")
    ? amount * 16
    : value.endsWith("%") && below > 1
      ? amount / 6
      : amount;
  return Number.isFinite(relative) && relative < below;
}

function isOffPage(rules: ReadonlyMap<string, string>): boolean {
  const far = ["left", "top", "right", "text-indent", "margin-left"].some(
    (name) => Number.parseFloat(rules.get(name) ?? "0") <= -500,
  );
  const clipped = /^(?:rect\(0|inset\((?:50|100)%)/.test(rules.get("clip") ?? rules.get("clip-path") ?? "");
  const flat = ["width", "height", "max-height"].some((name) => isNearZero(rules.get(name), 2));
  return far || clipped || (flat && rules.get("overflow") === "hidden");
}

/** `null`: no colour is set. White is the page's colour unless a background says otherwise. */
function normalColour(value: string | undefined): string | null {
  if (value === undefined) return null;
  const plain = value.replace(/\s/g, "");
  if (/^(?:white|#fff|#ffff|#ffffff|#ffffffff|rgba?\(255,255,255(?:,1)?\))$/.test(plain)) return "white";
  if (/^(?:transparent|rgba\(.{1,30},0(?:\.0+)?\))$/.test(plain)) return "transparent";
  return plain;
}
