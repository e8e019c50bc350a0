const SHORTEST = 3;
const LONGEST = 5;
/** FNV-1a, 32 bits. */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Hashes of the character 3- to 5-grams of one word, with its edges marked (" word "), each once, in ascending order.
 * Grams stay within a word: what crosses words is left to the bigrams, and so a word's grams are computed once per vocabulary.
 */
export function wordGrams(word: string): Uint32Array {
  const padded = ` ${word} `;
  const hashes = new Set<number>();
  for (let start = 0; start + SHORTEST <= padded.length; start += 1) {
    let hash = OFFSET_BASIS;
    const end = Math.min(padded.length, start + LONGEST);
    for (let at = start; at < end; at += 1) {
      hash = Math.imul(hash ^ padded.charCodeAt(at), PRIME);
      if (at - start + 1 >= SHORTEST) hashes.add(((hash ^ (at - start)) >>> 0) as number);
    }
  }
  return Uint32Array.from(hashes).sort();
}

/** A spread 32-bit hash of a string with a seed: the same on every machine and in every run. */
export function hashText(text: string, seed = 0): number {
  let hash = OFFSET_BASIS ^ seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return mix(hash);
}

/** Murmur3's finaliser. */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
