/** A list of 32-bit unsigned numbers that grows by half. */
export class GrowableUint32 {
  #values: Uint32Array;
  #length = 0;

  constructor(capacity = 4) {
    this.#values = new Uint32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(Math.ceil(this.#length * 1.5) + 4);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The backing store: only the first `length` entries count; read it anew after a push. */
  get values(): Uint32Array {
    return this.#values;
  }
}

/** `array` with room for `length` entries, its old content kept. */
export function withRoom<T extends Float32Array | Uint32Array | Int32Array>(array: T, length: number): T {
  if (array.length >= length) return array;
  const Kind = array.constructor as new (size: number) => T;
  const larger = new Kind(Math.ceil(length * 1.5) + 16);
  larger.set(array);
  return larger;
}
