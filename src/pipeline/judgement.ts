import { MINUTE } from "../domain/time.ts";

/** Half sure: below this a message is not treated as a request, unless the bot was asked. */
export const HALF_SURE = 0.6;
/** Sure enough to speak unasked. */
export const SURE = 0.8;
/**
 * Unasked, an answer must be surer than when the bot was asked: on the questions of a sample company 0.7 keeps 88 % of the
 * answers and 5 of 14 wrong ones, see docs/first-run.md.
 */
export const UNASKED_ANSWERABILITY = 0.7;
/**
 * So long after another customer spoke to the asker by name, people go first: in #ubuntu (dev) this takes the precision
 * of speaking from 65 to 92 % and costs 5 points of recall; twice as long changes nothing (docs/first-run.md).
 */
export const HELPED_MS = 10 * MINUTE;
