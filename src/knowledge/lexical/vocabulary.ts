import { wordGrams } from "../text/grams.ts";
import { stem } from "../text/stem.ts";
import { isStopWord, STOP_WORD_WEIGHT } from "../text/stop-words.ts";
import { GrowableUint32 } from "./growable.ts";

/**
 * The words of one tenant. Words, stems and character grams are numbered in order of first sight; numbers are never
 * given back, so postings stay valid while passages come and go.
 */
export class Vocabulary {
  readonly #wordIds = new Map<string, number>();
  readonly #words: string[] = [];
  readonly #stemIds = new Map<string, number>();
  readonly #stems: string[] = [];
  readonly #gramIds = new Map<number, number>();
  readonly #wordStems = new GrowableUint32(64);
  readonly #wordGrams: Uint32Array[] = [];
  /** Words by gram. */
  readonly #gramWords: GrowableUint32[] = [];
  readonly #stemWeights: number[] = [];

  get wordCount(): number {
    return this.#words.length;
  }
  get stemCount(): number {
    return this.#stems.length;
  }
  get gramCount(): number {
    return this.#gramWords.length;
  }

  /** The number of a word, given on first sight. */
  add(word: string): number {
    const known = this.#wordIds.get(word);
    if (known !== undefined) return known;
    const id = this.#words.length;
    this.#wordIds.set(word, id);
    this.#words.push(word);
    this.#wordStems.push(this.#addStem(word));
    const grams = wordGrams(word).map((hash) => this.#addGram(hash));
    for (const gram of grams) this.#gramWords[gram]?.push(id);
    this.#wordGrams.push(grams);
    return id;
  }

  #addStem(word: string): number {
    const name = stem(word);
    const known = this.#stemIds.get(name);
    if (known !== undefined) return known;
    const id = this.#stems.length;
    this.#stemIds.set(name, id);
    this.#stems.push(name);
    this.#stemWeights.push(isStopWord(word) ? STOP_WORD_WEIGHT : 1);
    return id;
  }

  #addGram(hash: number): number {
    const known = this.#gramIds.get(hash);
    if (known !== undefined) return known;
    const id = this.#gramWords.length;
    this.#gramIds.set(hash, id);
    this.#gramWords.push(new GrowableUint32());
    return id;
  }

  wordId(word: string): number | undefined {
    return this.#wordIds.get(word);
  }
  stemId(name: string): number | undefined {
    return this.#stemIds.get(name);
  }
  /** `undefined` for a gram no passage ever held. */
  gramId(hash: number): number | undefined {
    return this.#gramIds.get(hash);
  }
  stemOf(wordId: number): number {
    return this.#wordStems.values[wordId] ?? 0;
  }
  stemName(stemId: number): string {
    return this.#stems[stemId] ?? "";
  }
  /** 1, or less for a stop word. */
  stemWeight(stemId: number): number {
    return this.#stemWeights[stemId] ?? 1;
  }
  gramsOf(wordId: number): Uint32Array {
    return this.#wordGrams[wordId] ?? NO_GRAMS;
  }
  wordsWithGram(gramId: number): GrowableUint32 {
    return this.#gramWords[gramId] ?? NO_WORDS;
  }
}

const NO_GRAMS = new Uint32Array(0);
const NO_WORDS = new GrowableUint32(0);
