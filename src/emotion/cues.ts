import { PHRASES } from "./cue-phrases.ts";

export const CUES = Object.keys(PHRASES) as readonly CueName[];
export type CueName = keyof typeof PHRASES;

/** What may stand at one place of a phrase: one of the words; `*` any one word; `...` up to three. */
interface Place {
  readonly words: ReadonlySet<string>;
  readonly isAny: boolean;
  readonly isGap: boolean;
}
export interface Phrase {
  readonly cue: number;
  readonly places: readonly Place[];
}
/** A token, and the phrases that may begin with it. */
interface Opening {
  readonly text: string;
  readonly opens: readonly Phrase[];
}
const ANY = "*";
const GAP = "...";
const MAX_GAP = 3;

let byFirstWord: ReadonlyMap<string, readonly Phrase[]> | null = null;

function compile(): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const [cue, name] of CUES.entries()) {
    for (const line of PHRASES[name]) {
      const places = line.split(" ").map((place) => {
        const words = new Set(place.split("|"));
        return { words, isAny: words.has(ANY), isGap: words.has(GAP) };
      });
      for (const first of places[0]?.words ?? []) {
        const phrases = index.get(first);
        if (phrases === undefined) index.set(first, [{ cue, places }]);
        else phrases.push({ cue, places });
      }
    }
  }
  return index;
}

const NONE: readonly never[] = [];
const NO_OPENING: Opening = { text: "", opens: NONE };

export function phrasesFrom(word: string): readonly Phrase[] {
  byFirstWord ??= compile();
  return byFirstWord.get(word) ?? NONE;
}

/** Indexes in `CUES` of what the words say, each once, ascending. */
export function findCues(words: readonly Opening[]): readonly number[] {
  let found = 0;
  for (let at = 0; at < words.length; at++) {
    const { opens } = words[at] ?? NO_OPENING;
    for (const { cue, places } of opens) {
      if ((found & (1 << cue)) === 0 && stands(places, 1, words, at + 1)) found |= 1 << cue;
    }
  }
  if (found === 0) return NONE;
  const cues: number[] = [];
  for (let cue = 0; cue < CUES.length; cue++) if ((found & (1 << cue)) !== 0) cues.push(cue);
  return cues;
}

function stands(places: readonly Place[], next: number, words: readonly Opening[], at: number): boolean {
  const place = places[next];
  if (place === undefined) return true;
  if (place.isGap) {
    for (let skipped = 0; skipped <= MAX_GAP; skipped++) {
      if (stands(places, next + 1, words, at + skipped)) return true;
    }
    return false;
  }
  const word = words[at];
  if (word === undefined) return false;
  return (place.isAny || place.words.has(word.text)) && stands(places, next + 1, words, at + 1);
}
