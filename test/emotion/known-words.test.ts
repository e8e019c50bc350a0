import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadEmotionReader } from "../../src/emotion/embedded-tagger.ts";
import { MAX_KNOWN_WORDS } from "../../src/emotion/known-words.ts";
import {
  addPackedRow,
  MAX_SUMMED_ROWS,
  packRows,
  SUM_STRIDE,
  unpackSum,
} from "../../src/emotion/packed-rows.ts";
import { SeenHashes } from "../../src/emotion/seen-hashes.ts";

const LETTERS = "abcdefghijklmnopqrst";
/** A word of its own for each number. */
const wordOf = (number: number): string =>
  [...number.toString(LETTERS.length)]
    .map((digit) => LETTERS[Number.parseInt(digit, LETTERS.length)])
    .join("x");

describe("what the reader remembers of words", () => {
  it("changes no reading, however many other words came between", async () => {
    const messages = [
      "I am NOT happy, this is soooo slow :( and nobody answers!",
      "Thanks, works great now 👍",
      Array.from({ length: 1_300 }, (_, at) => wordOf(at)).join(" "),
      "Z ".repeat(2_000),
      `${wordOf(900)} ${wordOf(901)}, so far only met at the end of a long text`,
    ];
    const fresh = await Promise.all(messages.map(async (text) => (await loadEmotionReader())(text)));
    const read = await loadEmotionReader();
    for (let from = 0; from < 1.2 * MAX_KNOWN_WORDS; from += 500) {
      read(Array.from({ length: 500 }, (_, at) => wordOf(from + at)).join(" "));
      if (from % 6_000 === 0) expect(messages.map(read)).toEqual(fresh);
    }
    expect(messages.map(read)).toEqual(fresh);
  });
});

describe("packed rows", () => {
  it("add up like plain ones, to the last row that fits", () => {
    const row = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 28, maxLength: 28 });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(1, 3, MAX_SUMMED_ROWS),
        (table, times) => {
          const rows = packRows(Int8Array.from(table.flat()));
          const sums = new Int32Array(SUM_STRIDE);
          const plain = new Int32Array(28);
          for (const at of table.keys()) {
            sums.fill(0);
            addPackedRow(sums, 0, rows, at, times);
            unpackSum(sums, times, plain);
          }
          expect([...plain]).toEqual(
            Array.from({ length: 28 }, (_, output) =>
              table.reduce((sum, row) => sum + times * (row[output] ?? 0), 0),
            ),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("hashes seen in a text", () => {
  it("are those of a set, from text to text, even where they fall on one place", () => {
    const seen = new SeenHashes();
    const hash = fc.oneof(
      fc.integer({ min: -5, max: 5 }).map((at) => at << 13),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 1_500 }), (hashes) => {
        seen.reset(hashes.length);
        const set = new Set<number>();
        for (const one of hashes) {
          expect(seen.add(one)).toBe(!set.has(one));
          set.add(one);
        }
      }),
      { numRuns: 50 },
    );
  });
});
