import { inspect } from "node:util";

const HIDDEN = "[secret]";

/** A key that cannot slip into a log, an error or a dump; `reveal` is called where a request is built and nowhere else. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
