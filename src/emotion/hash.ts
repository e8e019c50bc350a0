/** FNV-1a over the UTF-16 units of `text` from `start` to `end`, seeded per kind of feature. 32 bits, signed. */
export function hashText(text: string, seed: number, start = 0, end = text.length): number {
  let hash = seed ^ 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** Spreads the bits of a hash (the finaliser of MurmurHash3). */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** One hash of two, in order. */
export const pairHash = (first: number, second: number, seed: number): number =>
  mix(Math.imul(first ^ seed, 0x9e3779b1) + second);
