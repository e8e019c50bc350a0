import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Activity } from "../parse/activity.ts";
import { filesIn } from "../parse/files.ts";
import { shortHash, splitConversation, threadKeyOf } from "../thread-key.ts";

/**
 * What Bot Service sends again because our answer did not reach it in time: seen with a new id and new times, so that only
 * the words tell (botbuilder-dotnet issue 5005). The same words after an answer that did reach it are somebody's own.
 */
export interface Repeats {
  /** `ownKey`, or the key of the earlier activity that this one repeats. */
  keyFor(activity: Activity, ownKey: string): string;
  /** Whether the answer to an activity has left, and in time. */
  note(activity: Activity, isAnswered: boolean): void;
}

/** Bot Service waits so long; what left later has not reached it. */
export const ANSWER_MS = 15 * SECOND;
/** An answer still under way is not repeated so soon: the same words then are somebody's own. */
const SOONEST_MS = 10 * SECOND;
/** Four deliveries, each pair 15 s apart and the two pairs about 30. */
const WINDOW_MS = 2 * MINUTE;
const MOST_KEPT = 20_000;

interface Known {
  readonly key: string;
  readonly atMs: number;
  state: "under-way" | "answered" | "failed";
}

/** `nowMs` is monotonic. */
export function createRepeats(nowMs: () => number): Repeats {
  const known = new Map<string, Known>();
  const contents = new WeakMap<Activity, string>();

  const contentOf = (activity: Activity): string => {
    const before = contents.get(activity);
    if (before !== undefined) return before;
    const content = hashOf(activity);
    contents.set(activity, content);
    return content;
  };

  const forgetOld = (atMs: number): void => {
    for (const [content, { atMs: seenMs }] of known) {
      if (known.size < MOST_KEPT && atMs - seenMs < WINDOW_MS) return;
      known.delete(content);
    }
  };

  const isRepeat = ({ state, atMs }: Known): boolean => {
    const ageMs = nowMs() - atMs;
    if (ageMs >= WINDOW_MS) return false;
    return state === "failed" || (state === "under-way" && ageMs >= SOONEST_MS);
  };

  return {
    keyFor(activity, ownKey) {
      const content = contentOf(activity);
      const before = known.get(content);
      const key = before !== undefined && isRepeat(before) ? before.key : ownKey;
      const atMs = nowMs();
      // The newest stands last, so that the oldest are found first.
      known.delete(content);
      forgetOld(atMs);
      known.set(content, { key, atMs, state: "under-way" });
      return key;
    },
    note(activity, isAnswered) {
      const content = contents.get(activity);
      const one = content === undefined ? undefined : known.get(content);
      if (one !== undefined && one.state !== "answered") one.state = isAnswered ? "answered" : "failed";
    },
  };
}

/** Who said or did what where; no id and no time of the activity's own. */
function hashOf(activity: Activity): string {
  const { type, name, from, conversation, id, replyToId, text, attachments, value } = activity;
  const { channelKey, rootKey } = splitConversation(conversation.id);
  const threadKey = threadKeyOf(id ?? null, rootKey) ?? "";
  const files = filesIn(attachments ?? []).map((file) => file.name);
  const what = value === undefined ? "" : JSON.stringify(value);
  return shortHash(
    type,
    name ?? "",
    from.id,
    channelKey,
    threadKey,
    replyToId ?? "",
    text ?? "",
    what,
    ...files,
  );
}
