import { MOODS, type Mood } from "../domain/emotion.ts";
import { CUES, type CueName } from "./cues.ts";
import { OUTPUT_MOODS, OUTPUTS } from "./labels.ts";

const MOOD_INDEX: readonly number[] = OUTPUT_MOODS.map((mood) => MOODS.indexOf(mood));

/** What a turn of speech adds to the log share of a mood. Chosen by hand; the public data hold little support talk. */
const CUE_BOOSTS: Readonly<Record<CueName, Partial<Record<Mood, number>>>> = {
  cancel: { resigned: 2.5 },
  leaving: { resigned: 1.5, skeptical: 1 },
  refund: { frustrated: 1 },
  repeat: { frustrated: 1.5 },
  waiting: { frustrated: 1 },
  broken: { frustrated: 1 },
  sarcasm: { frustrated: 1.5, angry: 0.5, satisfied: -1.5, happy: -1.5 },
  confused: { confused: 1.5 },
  doubt: { skeptical: 2 },
  resigned: { resigned: 1.5 },
  disappointed: { disappointed: 1.5 },
  keen: { engaged: 1.5 },
  worked: { satisfied: 1 },
  hurry: { frustrated: 0.5 },
  human: {},
  request: { neutral: 1, engaged: -0.7 },
  shout: { angry: 1.5 },
  insult: { angry: 1.5 },
};

/** `CUE_BOOSTS` by the indexes of cue and mood. */
const BOOSTS: readonly (readonly number[])[] = CUES.map((cue) =>
  MOODS.map((mood) => CUE_BOOSTS[cue][mood] ?? 0),
);
const SMALLEST_SHARE = 1e-9;

/** Index in `MOODS` of the mood that the probabilities and the cues speak for; the first of equals. */
export function moodOf(fine: Float64Array, cues: readonly number[], moodBoosts: readonly number[]): number {
  const shares = new Array<number>(MOODS.length).fill(SMALLEST_SHARE);
  for (let output = 0; output < OUTPUTS; output++) {
    const mood = MOOD_INDEX[output] ?? 0;
    shares[mood] = (shares[mood] ?? 0) + (fine[output] ?? 0);
  }
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [mood, share] of shares.entries()) {
    let value = Math.log(share) + (moodBoosts[mood] ?? 0);
    for (const cue of cues) value += BOOSTS[cue]?.[mood] ?? 0;
    if (value > highest) {
      highest = value;
      best = mood;
    }
  }
  return best;
}
