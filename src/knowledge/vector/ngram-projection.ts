import type { Embedder } from "../../ports/embedder.ts";
import { createBreath } from "../breath.ts";
import type { Background } from "../lexical/background.ts";
import { hashText, mix } from "../text/grams.ts";
import { stem } from "../text/stem.ts";
import { isStopWord, STOP_WORD_WEIGHT } from "../text/stop-words.ts";
import { wordsOf } from "../text/tokenise.ts";

const DIMENSIONS = 192;
/** Every feature is spread over this many signed places, so that two features rarely fall wholly together. */
const PLACES = 6;
const GRAM = 4;
const STEM_SHARE = 1;
const GRAM_SHARE = 0.45;
const BIGRAM_SHARE = 0.5;
/** Different kinds of features never share a seed. */
const SEEDS = { stem: 1, gram: 2, bigram: 3 } as const;

/**
 * The default "embedder": a hashed random projection of stems, character 4-grams and pairs of stems, weighted by how rare
 * they are in everyday English. It forgives typos and inflection and knows nothing of meaning. A text without words
 * gives the zero vector, which no index takes.
 */
export function createNgramProjection(background: Background): Embedder {
  const reader = createWordReader(rarityOf(background));
  return {
    id: `ngram-projection-${DIMENSIONS}-v1`,
    dimensions: DIMENSIONS,
    async embed(texts) {
      const breath = createBreath();
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        vectors.push(project(text, reader));
        await breath.pauseIfDue();
      }
      return vectors;
    },
  };
}

type Rarity = (stemName: string) => number;

function rarityOf({ texts, counts }: Background): Rarity {
  const scale = Math.log(1 + texts) || 1;
  return (name) => {
    const plain = texts === 0 ? 1 : Math.log(1 + texts / (1 + (counts.get(name) ?? 0))) / scale;
    return plain * (isStopWord(name) ? STOP_WORD_WEIGHT : 1);
  };
}

interface ReadWord {
  readonly name: string;
  readonly weight: number;
  /** Sum of what the stem and the grams add. */
  readonly vector: Float32Array;
}

/** Words come again and again: what a word adds is worked out once, for so many words. */
const MAX_KNOWN_WORDS = 20_000;

function createWordReader(rarity: Rarity): (word: string) => ReadWord {
  const known = new Map<string, ReadWord>();
  return (word) => {
    const before = known.get(word);
    if (before) return before;
    const read = readWord(word, rarity);
    if (known.size >= MAX_KNOWN_WORDS) known.clear();
    known.set(word, read);
    return read;
  };
}

function readWord(word: string, rarity: Rarity): ReadWord {
  const vector = new Float32Array(DIMENSIONS);
  const name = stem(word);
  const weight = rarity(name);
  spread(vector, hashText(name, SEEDS.stem), weight * STEM_SHARE);
  const padded = ` ${word} `;
  const gramWeight = (weight * GRAM_SHARE) / Math.sqrt(Math.max(1, padded.length - GRAM + 1));
  for (let at = 0; at + GRAM <= padded.length; at += 1) {
    spread(vector, hashText(padded.slice(at, at + GRAM), SEEDS.gram), gramWeight);
  }
  return { name, weight, vector };
}

function project(text: string, read: (word: string) => ReadWord): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  let previous: ReadWord | null = null;
  for (const word of wordsOf(text)) {
    const own = read(word);
    for (let at = 0; at < DIMENSIONS; at += 1) vector[at] = (vector[at] ?? 0) + (own.vector[at] ?? 0);
    if (previous) {
      const pairWeight = Math.max(own.weight, previous.weight) * BIGRAM_SHARE;
      spread(vector, hashText(`${previous.name} ${own.name}`, SEEDS.bigram), pairWeight);
    }
    previous = own;
  }
  return normalised(vector);
}

function spread(vector: Float32Array, feature: number, weight: number): void {
  let hash = feature;
  for (let place = 0; place < PLACES; place += 1) {
    hash = mix(hash + 0x9e3779b9);
    const at = hash % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + (hash & 0x40000000 ? weight : -weight);
  }
}

function normalised(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const norm = Math.sqrt(squares);
  return norm > 0 ? vector.map((value) => value / norm) : vector;
}
