import { type Phrase, phrasesFrom } from "./cues.ts";
import { hashText, mix } from "./hash.ts";
import { type Lexicon, NO_VALENCE } from "./lexicon.ts";
import type { Token } from "./token.ts";

/** How a word steers the reading of its neighbours. */
export type WordRole = "plain" | "negation" | "contrast";

/** What a word says by itself, whatever stands around it. */
export interface WordInfo {
  readonly hash: number;
  readonly afinn: number;
  readonly vader: number;
  readonly role: WordRole;
  /** Turns of speech that may begin with it. */
  readonly opens: readonly Phrase[];
}

/** A token and what it says by itself. */
export type Word = Token & WordInfo;

export interface HashedWord extends WordInfo {
  /** Hashes of the word and its character n-grams. */
  readonly hashes: Int32Array;
}

const NEGATIONS = new Set(
  (
    "not no never none nothing nobody neither nor cannot without hardly barely dont doesnt didnt isnt wasnt wont " +
    "cant couldnt wouldnt shouldnt arent aint havent hasnt"
  ).split(" "),
);
const CONTRASTS = new Set(["but", "however", "although", "though", "yet"]);
const WORD_SEED = 0x1f;
const GRAM_SEED = 0x3d;
const MIN_GRAM = 3;
const MAX_GRAM = 5;
/** Character n-grams are taken from the head of a long word only. */
const MAX_GRAMMED_LENGTH = 24;

function roleOf(word: string): WordRole {
  if (NEGATIONS.has(word) || word.endsWith("n't")) return "negation";
  return CONTRASTS.has(word) ? "contrast" : "plain";
}

/** Describes one lower-case word. `hasGrams` is false for numbers, marks and signs, which are read whole. */
export function describeWord(word: string, lexicon: Lexicon, hasGrams: boolean): HashedWord {
  const hash = mix(hashText(word, WORD_SEED));
  const valence = lexicon.get(word) ?? NO_VALENCE;
  const hashes = [hash];
  if (hasGrams) {
    const framed = `^${word.slice(0, MAX_GRAMMED_LENGTH)}$`;
    for (let length = MIN_GRAM; length <= MAX_GRAM; length++) {
      for (let start = 0; start + length <= framed.length; start++) {
        hashes.push(mix(hashText(framed, GRAM_SEED, start, start + length)));
      }
    }
  }
  return { hash, ...valence, role: roleOf(word), opens: phrasesFrom(word), hashes: Int32Array.from(hashes) };
}
