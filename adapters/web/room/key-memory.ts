import { createHash } from "node:crypto";
import { webFault } from "../errors.ts";

/** Uses of client keys held by this process; a window repeats what failed within minutes, not thousands of doings later. */
const KEPT_KEYS = 10_000;

/** Of what a doing says: the same in every process, without telling it. */
export const contentMark = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 22);

/** Throws `web.key-reused` for a key that came with another mark before. */
export function createKeyMemory(maxKept = KEPT_KEYS): (key: string, mark: string) => void {
  const kept = new Map<string, string>();

  return (key, mark) => {
    const known = kept.get(key);
    if (known !== undefined && known !== mark) {
      throw webFault(
        "web.key-reused",
        "This clientKey was used for something else.",
        "Make a new clientKey for every doing; repeat one only with the same content.",
      );
    }
    kept.delete(key);
    kept.set(key, mark);
    const [oldest] = kept.size > maxKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
  };
}
