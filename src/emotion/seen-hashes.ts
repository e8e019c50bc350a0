const FIRST_SLOTS = 1024;

/** Which hashes have stood in a text already. Used again for each text, so that none makes a set of its own. */
export class SeenHashes {
  #hashes = new Int32Array(FIRST_SLOTS);
  /** The text that filled each slot. */
  #texts = new Float64Array(FIRST_SLOTS);
  #text = 0;

  /** Forgets everything; at most `count` hashes follow. */
  reset(count: number): void {
    this.#text++;
    let slots = this.#hashes.length;
    if (slots >= count * 2) return;
    while (slots < count * 2) slots *= 2;
    this.#hashes = new Int32Array(slots);
    this.#texts = new Float64Array(slots);
  }

  /** Whether it is new. */
  add(hash: number): boolean {
    const hashes = this.#hashes;
    const texts = this.#texts;
    const last = hashes.length - 1;
    let slot = hash & last;
    while (texts[slot] === this.#text) {
      if (hashes[slot] === hash) return false;
      slot = (slot + 1) & last;
    }
    texts[slot] = this.#text;
    hashes[slot] = hash;
    return true;
  }
}
