import type { Mood } from "./emotion.ts";

/** What was read in one message of a thread. */
export interface MoodReading {
  readonly messageId: string;
  readonly mood: Mood;
  /** -1 .. 1 */
  readonly sentiment: number;
}

/** One stretch of the path: a mood and how many messages in a row had it. */
export interface MoodStep {
  readonly mood: Mood;
  readonly fromMessageId: string;
  readonly messages: number;
}

/** The message from which on the thread felt different. */
export interface TurningPoint {
  readonly messageId: string;
  readonly direction: "better" | "worse";
  /** Difference of the mean sentiment after and before, -2..2. */
  readonly change: number;
  readonly from: Mood;
  readonly to: Mood;
}

/** A smaller change is the tagger's noise. */
const MIN_CHANGE = 0.3;
/** One message is not yet a change that lasts. */
const MIN_AFTER = 2;
/** Messages on each side that are compared. */
const WINDOW = 3;

/** Moods in order, equal neighbours joined: "neutral -> frustrated -> resigned". */
export function moodPath(readings: readonly MoodReading[]): readonly MoodStep[] {
  const path: MoodStep[] = [];
  for (const { mood, messageId } of readings) {
    const last = path.at(-1);
    if (last?.mood === mood) path[path.length - 1] = { ...last, messages: last.messages + 1 };
    else path.push({ mood, fromMessageId: messageId, messages: 1 });
  }
  return path;
}

/**
 * The largest change that lasted: up to three messages from a point on against up to three before it, all of
 * them on the new side, by the medians too, so that one message out of line turns nothing.
 * `null` when nothing changed so much. Of equals the latest, which an agent meets now.
 */
export function turningPoint(readings: readonly MoodReading[]): TurningPoint | null {
  let found: TurningPoint | null = null;
  for (let at = 1; at <= readings.length - MIN_AFTER; at++) {
    const before = sentiments(readings.slice(Math.max(0, at - WINDOW), at));
    const after = sentiments(readings.slice(at, at + WINDOW));
    const change = mean(after) - mean(before);
    if (Math.abs(change) < Math.max(MIN_CHANGE, Math.abs(found?.change ?? 0))) continue;
    if (!lasts(before, after, Math.sign(change))) continue;
    const [here, previous] = [readings[at], readings[at - 1]];
    if (here === undefined || previous === undefined) continue;
    found = {
      messageId: here.messageId,
      direction: change > 0 ? "better" : "worse",
      change,
      from: previous.mood,
      to: here.mood,
    };
  }
  return found;
}

function lasts(before: readonly number[], after: readonly number[], direction: number): boolean {
  const level = median(before);
  return (
    (median(after) - level) * direction >= MIN_CHANGE &&
    after.every((value) => (value - level) * direction > 0)
  );
}

const sentiments = (readings: readonly MoodReading[]): number[] =>
  readings.map((reading) => reading.sentiment);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const low = sorted[Math.ceil(sorted.length / 2) - 1] ?? high;
  return (low + high) / 2;
}
