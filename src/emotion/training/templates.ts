import { knownSigns } from "../emoji.ts";
import { emotionMask, fineMask, NEGATIVE_MASK, ROUTINE_MASK } from "../labels.ts";
import type { Example } from "./corpora.ts";
import { Random } from "./random.ts";
import { SLOTS } from "./slots.ts";
import { COMPLAINTS } from "./template-complaints.ts";
import { OTHERS } from "./template-others.ts";

/** Texts we wrote ourselves, in the language of support, by what they say. */
export type TemplateGroups = Readonly<Record<string, string>>;

const WEIGHT = 0.6;
const SIGN_WEIGHT = 3;
/** Fillings taken of a template that has slots. */
const FILLINGS = 12;
const SEED = 20_240_117;

function maskOf(group: string): number {
  return group.split("+").reduce((mask, name) => {
    if (name === "negative") return mask | NEGATIVE_MASK;
    if (name === "routine") return mask | ROUTINE_MASK;
    if (name === "any-joy") return mask | emotionMask("joy");
    return mask | fineMask(name);
  }, 0);
}

const fill = (template: string, random: Random): string =>
  template.replace(/\{(\w+)\}/g, (whole, slot: string) => {
    const words = SLOTS[slot];
    return words?.[random.below(words.length)] ?? whole;
  });

/** How the same words are typed: as written, without a capital or full stop, shouted now and then. */
function retyped(text: string, random: Random): string {
  const chance = random.below(10);
  if (chance < 6) return text;
  if (chance < 9) return text.toLowerCase().replace(/[.]$/, "");
  return text.replaceAll("'", "");
}

/** Every template, filled; the same on every run. */
export function templateExamples(corpus: number): Example[] {
  const random = new Random(SEED);
  const examples: Example[] = [];
  for (const groups of [COMPLAINTS, OTHERS]) {
    for (const [group, lines] of Object.entries<string>(groups)) {
      const mask = maskOf(group);
      for (const template of lines.split("\n").map((line) => line.trim())) {
        if (template === "") continue;
        const texts = new Set<string>([fill(template, random)]);
        const fillings = template.includes("{") ? FILLINGS : 2;
        for (let made = 1; made < fillings; made++) texts.add(retyped(fill(template, random), random));
        for (const text of texts)
          examples.push({ text, mask, isExact: false, weight: WEIGHT, corpus, row: null });
      }
    }
  }
  return [...examples, ...signExamples(corpus, random)];
}

/** Every sign alone, doubled and after words that say nothing. */
function signExamples(corpus: number, random: Random): Example[] {
  return knownSigns().flatMap(([sign, emotion]) =>
    [
      sign,
      `${sign}${sign}`,
      `${sign} ${sign} ${sign}`,
      `{thing} ${sign}`,
      `the {thing} ${sign}`,
      `${sign} {thing}`,
    ].map((text) => ({
      text: fill(text, random),
      mask: emotionMask(emotion),
      isExact: false,
      weight: SIGN_WEIGHT,
      corpus,
      row: null,
    })),
  );
}
