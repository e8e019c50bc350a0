import { PHRASES } from "./cue-phrases.ts";
import type { Token } from "./tokenise.ts";

export const CUES = Object.keys(PHRASES) as readonly CueName[];
export type CueName = keyof typeof PHRASES;

/** One phrase: the words that may stand at each place. `*` is any one word, `...` up to three. */
type Phrase = { readonly cue: number; readonly places: readonly ReadonlySet<string>[] };
const ANY = "*";
const GAP = "...";
const MAX_GAP = 3;

let byFirstWord: ReadonlyMap<string, readonly Phrase[]> | null = null;

function compile(): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const [cue, name] of CUES.entries()) {
    for (const line of PHRASES[name]) {
      const places = line.split(" ").map((place) => new Set(place.split("|")));
      for (const first of places[0] ?? []) {
        const phrases = index.get(first);
        if (phrases === undefined) index.set(first, [{ cue, places }]);
        else phrases.push({ cue, places });
      }
    }
  }
  return index;
}

/** Indexes in `CUES` of what the tokens say, each once, ascending. */
export function findCues(tokens: readonly Token[]): readonly number[] {
  byFirstWord ??= compile();
  let found = 0;
  for (const [at, token] of tokens.entries()) {
    for (const phrase of byFirstWord.get(token.text) ?? []) {
      if ((found & (1 << phrase.cue)) === 0 && stands(phrase.places, 1, tokens, at + 1))
        found |= 1 << phrase.cue;
    }
  }
  if (found === 0) return [];
  const cues: number[] = [];
  for (let cue = 0; cue < CUES.length; cue++) if ((found & (1 << cue)) !== 0) cues.push(cue);
  return cues;
}

function stands(places: Phrase["places"], place: number, tokens: readonly Token[], at: number): boolean {
  const words = places[place];
  if (words === undefined) return true;
  if (words.has(GAP)) {
    for (let skipped = 0; skipped <= MAX_GAP; skipped++) {
      if (stands(places, place + 1, tokens, at + skipped)) return true;
    }
    return false;
  }
  const token = tokens[at];
  if (token === undefined) return false;
  return (words.has(ANY) || words.has(token.text)) && stands(places, place + 1, tokens, at + 1);
}
