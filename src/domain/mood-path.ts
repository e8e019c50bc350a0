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

/** A smaller change of the mean is the tagger's noise. */
const MIN_CHANGE = 0.3;
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
 * The largest change that lasted: the mean sentiment of up to three messages from a point on
 * differs from that of up to three before it, and every later one of them stays on the new side.
 * `null` when nothing changed so much. Of equals the latest, which is what an agent meets now.
 */
export function turningPoint(readings: readonly MoodReading[]): TurningPoint | null {
  let found: TurningPoint | null = null;
  for (let at = 1; at < readings.length; at++) {
    const before = readings.slice(Math.max(0, at - WINDOW), at);
    const after = readings.slice(at, at + WINDOW);
    const level = meanSentiment(before);
    const change = meanSentiment(after) - level;
    const lasts = after.every((reading) => (reading.sentiment - level) * change > 0);
    if (!lasts || Math.abs(change) < MIN_CHANGE || Math.abs(change) < Math.abs(found?.change ?? 0)) continue;
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

const meanSentiment = (readings: readonly MoodReading[]): number =>
  readings.reduce((sum, reading) => sum + reading.sentiment, 0) / Math.max(1, readings.length);
