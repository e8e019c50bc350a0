import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const css = readFileSync(
  fileURLToPath(new URL("../../console/src/styles/tokens.css", import.meta.url)),
  "utf8",
);
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map((found) => [
    found[1] ?? "",
    { light: found[2] ?? "", dark: found[3] ?? "" },
  ]),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2, success criterion 1.4.3. */
function contrast(one: string, other: string, theme: "light" | "dark"): number {
  const pair = [one, other].map((name) => luminance(tokens.get(name)?.[theme] ?? "")).sort((a, b) => b - a);
  return ((pair[0] ?? 0) + 0.05) / ((pair[1] ?? 0) + 0.05);
}

const SURFACES = ["surface", "surface-sunken", "surface-raised", "surface-hover", "surface-chosen"];
const WORDS = ["ink", "ink-soft", "ink-faint", "accent", "good", "warn", "bad"];
const PAIRS = [
  ...WORDS.flatMap((words) => SURFACES.map((surface) => [words, surface] as const)),
  ["on-accent", "accent"] as const,
  ["good", "good-soft"] as const,
  ["warn", "warn-soft"] as const,
  ["bad", "bad-soft"] as const,
];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(PAIRS)("%s on %s can be read", (words, surface) => {
    expect(contrast(words, surface, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"])(
    "%s can be seen on a card",
    (emotion) => {
      expect(contrast(`emotion-${emotion}`, "surface", theme)).toBeGreaterThanOrEqual(3);
    },
  );
});
