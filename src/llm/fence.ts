import { randomBytes } from "node:crypto";

/** Marks around text from outside. The mark is drawn anew for each call, so that no text can know it and close the fence. */
export interface Fence {
  readonly mark: string;
  /** `label` is ours; `text` may be anything. */
  wrap(label: string, text: string, maxChars: number): string;
}

export function createFence(mark = randomBytes(12).toString("hex")): Fence {
  return {
    mark,
    wrap(label, text, maxChars) {
      const body = text.slice(0, maxChars).replaceAll(mark, " ");
      return `<<<${label} ${mark}\n${body}\n${mark}>>>`;
    },
  };
}
