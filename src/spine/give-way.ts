/**
 * Acknowledgements first: platforms and people wait for them, nobody waits for the worker's place in the queue. Both
 * share a thread, so the worker narrows itself while somebody at the door waits too long, and widens again slowly.
 */
export interface GiveWay {
  /** Somebody came to the door; call what it gives when he has his answer. */
  knock(): () => void;
  /** In how many ms the next piece of work may begin beside those under way; 0 now. */
  nextInMs(underWay: number): number;
  /** Whether it works at less than its full width, so that there is no use in fetching much. */
  readonly isNarrow: boolean;
}

export interface GiveWayOptions {
  /** Pieces of work under way at full width. */
  readonly most: number;
  /** Longest the event loop was held up since it was last asked. */
  readonly loopDelayMs: () => number;
  readonly nowMs?: () => number;
}

const LOOK_EVERY_MS = 100;
/** Nothing was to be begun for so long: what was felt meanwhile says nothing about now. */
const STALE_MS = 1_000;
/** Fewer in a look than this and nobody queues at the door: work may take what the loop can bear. */
const BUSY_KNOCKS = 3;
/** A busy door is taken for busy a little longer, so that a gap in the stream does not open the sluice. */
const BUSY_FOR_MS = 500;
/** Several slices and a commit lie before each acknowledgement: work takes no more of it than the commit does. */
const BUSY_LOOP_MS = 8;
const BUSY_ANSWER_MS = 5;
/** Forgets a calm that is over: doubled in half a minute of looks. */
const CALM_DRIFT = 1.002;
const LATEST_ANSWER_MS = 100;
/** With nobody at the door: a person at a window notices from about here. */
const QUIET_LOOP_MS = 60;
const QUIET_LEAST = 2;
/** Below one piece at a time there are pauses between the pieces. */
const BUSY_LEAST = 0.25;
/** Who comes to a door that was quiet meets a full house: it is made narrow at once, and widens from there. */
const BUSY_MOST_AT_FIRST = 2;
/** A tenth of a second's step: ten times slower than it narrows, since each step too far is felt at the door. */
const STEP_UP = 0.1;
const PAUSE_MS = 20;
/** Work never starves: whatever the door says, another piece begins after this long, up to the full width. */
const LONGEST_PAUSE_MS = 100;

/** Additive increase, multiplicative decrease, by what the loop and the door have felt since the last look. */
export function createGiveWay(options: GiveWayOptions): GiveWay {
  const { most, loopDelayMs } = options;
  const nowMs = options.nowMs ?? (() => performance.now());
  let level = most;
  let lookedAtMs = nowMs();
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let busyUntilMs = Number.NEGATIVE_INFINITY;
  let waiting = 0;
  let knocks = 0;
  let answered = 0;
  let answeredMs = 0;
  let calmMs = LATEST_ANSWER_MS;

  /** Also learns how long answers take when work disturbs them least: the disk's share, which no giving way can shorten. */
  const isLate = (): boolean => {
    if (answered === 0) return waiting > 0;
    const meanMs = answeredMs / answered;
    calmMs = Math.min(meanMs, calmMs * CALM_DRIFT);
    return meanMs > Math.min(Math.max(BUSY_ANSWER_MS, 2 * calmMs), LATEST_ANSWER_MS);
  };

  const judge = (now: number, isStale: boolean): void => {
    const loopMs = loopDelayMs();
    if (isStale) {
      level = most;
      return;
    }
    if (knocks >= BUSY_KNOCKS || waiting >= BUSY_KNOCKS) {
      if (now >= busyUntilMs) level = Math.min(level, BUSY_MOST_AT_FIRST);
      busyUntilMs = now + BUSY_FOR_MS;
    }
    if (now < busyUntilMs) {
      const isHeldUp = loopMs > BUSY_LOOP_MS || isLate();
      level = isHeldUp ? Math.max(Math.min(BUSY_LEAST, most), level / 2) : Math.min(most, level + STEP_UP);
    } else {
      const isHeldUp = loopMs > QUIET_LOOP_MS;
      level = isHeldUp ? Math.max(Math.min(QUIET_LEAST, most), level / 2) : Math.min(most, level * 2);
    }
  };

  const look = (now: number): void => {
    const sinceMs = now - lookedAtMs;
    if (sinceMs < LOOK_EVERY_MS) return;
    lookedAtMs = now;
    judge(now, sinceMs > STALE_MS);
    knocks = 0;
    answered = 0;
    answeredMs = 0;
  };

  return {
    knock() {
      const cameAtMs = nowMs();
      knocks += 1;
      waiting += 1;
      return () => {
        waiting -= 1;
        answered += 1;
        answeredMs += nowMs() - cameAtMs;
      };
    },
    nextInMs(underWay) {
      const now = nowMs();
      look(now);
      const pauseMs = level < 1 ? PAUSE_MS / level : 0;
      const hasPlace = underWay < Math.max(1, Math.floor(level));
      const dueAtMs = begunAtMs + (hasPlace ? Math.min(pauseMs, LONGEST_PAUSE_MS) : LONGEST_PAUSE_MS);
      const inMs = underWay >= most ? LONGEST_PAUSE_MS : Math.max(0, Math.ceil(dueAtMs - now));
      if (inMs === 0) begunAtMs = now;
      return inMs;
    },
    get isNarrow() {
      return level < most;
    },
  };
}
