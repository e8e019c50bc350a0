import type { Background } from "../lexical/background.ts";
import { stem } from "../text/stem.ts";
import { wordsOf } from "../text/tokenise.ts";

const MIN_TEXTS = 8;
const LONGEST_STEM = 20;

/** In how many of the texts each stem is; rare stems (names, typos) are left out. */
export function countBackground(texts: Iterable<string>): Background {
  const counts = new Map<string, number>();
  let total = 0;
  for (const text of texts) {
    total += 1;
    for (const name of new Set(wordsOf(text).map(stem))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const kept = [...counts].filter(([name, count]) => count >= MIN_TEXTS && name.length <= LONGEST_STEM);
  kept.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { texts: total, counts: new Map(kept) };
}
