import { createHmac, timingSafeEqual } from "node:crypto";

/** Marks what our cards carry, so that a press of something no card offered is told from one that is ours. */
export interface Seal {
  sign(...parts: readonly string[]): string;
  holds(mark: string, ...parts: readonly string[]): boolean;
}

/** 128 bits. */
const MARK_LENGTH = 22;

export function createSeal(key: Uint8Array): Seal {
  const sign = (...parts: readonly string[]): string =>
    createHmac("sha256", key)
      .update(`teams\u0000${parts.map((part) => `${part.length}:${part}`).join("")}`)
      .digest("base64url")
      .slice(0, MARK_LENGTH);
  return {
    sign,
    holds(mark, ...parts) {
      const [given, right] = [Buffer.from(mark), Buffer.from(sign(...parts))];
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
