import { randomBytes } from "node:crypto";

const TIME_DIGITS = 9;
const COUNT_DIGITS = 4;
const base36 = (value: number, digits: number): string => value.toString(36).padStart(digits, "0");

/**
 * Keys that sort by time of posting, in this process strictly and across processes to the millisecond.
 * Letters and digits only and of one length, so that the database and the browser agree on the order.
 */
export function createPostKeys(): (at: Date) => string {
  const process = base36(randomBytes(4).readUInt32BE() % 36 ** 4, 4);
  let lastMs = 0;
  let count = 0;
  return (at) => {
    const isSame = at.getTime() <= lastMs;
    count = isSame ? count + 1 : 0;
    // The next millisecond is borrowed when one is full; a clock that was set back never turns the order round.
    if (count >= 36 ** COUNT_DIGITS) {
      lastMs += 1;
      count = 0;
    } else if (!isSame) lastMs = at.getTime();
    return `${base36(lastMs, TIME_DIGITS)}${base36(count, COUNT_DIGITS)}${process}`;
  };
}
