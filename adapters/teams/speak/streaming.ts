import { splitSentences } from "../../../src/domain/chat-text.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { SECOND } from "../../../src/domain/time.ts";
import { type CallOutcome, outcomeOf } from "../errors.ts";
import { TEAMS_LIMITS as LIMITS } from "../limits.ts";
import { cleanWords } from "../render/words.ts";
import type { TeamsPost } from "../render-message.ts";
import type { Line } from "./connector.ts";
import { type Address, deleteOne, type Posting, postOne, replaceOne, sentAs } from "./posting.ts";

/** The words of an answer, longer from step to step, and what stands below them in the end. */
export interface Pieces {
  readonly steps: readonly [string, ...string[]];
  readonly words: string;
  readonly rest: MessageContent;
}

/** Signs that Teams might read in plain words, and addresses, of which it might show a page: such words go out in a card. */
const MEANT = /[<>]|&(?:#|\w+;)|:\/\/|\bwww\./i;

/** What of an answer can be streamed; `null` where nothing is gained, or where Teams might read something in it. Pure. */
export function piecesOf({ blocks, ...content }: MessageContent): Pieces | null {
  const [first, ...more] = blocks;
  if (more.length === 0) return null;
  if (first?.type !== "paragraph" || first.inlines.some(({ type }) => type !== "text")) return null;
  const words = cleanWords(
    first.inlines.map((inline) => (inline.type === "text" ? inline.text : "")).join(""),
  ).trim();
  if (words.length > LIMITS.textRun || MEANT.test(words)) return null;
  const ends: number[] = [];
  let at = 0;
  for (const sentence of splitSentences(words)) {
    at = words.indexOf(sentence, at) + sentence.length;
    ends.push(at);
  }
  // Few steps hold as many sentences as they must: each takes a second of the attempt.
  const each = Math.ceil(ends.length / LIMITS.streamSteps);
  const [start, ...steps] = ends
    .filter((_end, place) => (place + 1) % each === 0 || place === ends.length - 1)
    .map((end) => words.slice(0, end));
  if (start === undefined || steps.length === 0) return null;
  return { steps: [start, ...steps], words, rest: { ...content, blocks: more } };
}

/** `not-begun`: nobody has seen anything, and the words may be posted whole. */
export type StreamOutcome =
  | { readonly kind: "ended"; readonly outcome: DeliveryOutcome }
  | { readonly kind: "not-begun"; readonly isUnknownHere: boolean };

export interface StreamRequest {
  readonly pieces: Pieces;
  /** What stands below the words in the end. */
  readonly below: TeamsPost;
  /** The same as it would have been posted at once. */
  readonly whole: TeamsPost;
  /** Teams takes one step a second. */
  readonly pause: () => Promise<void>;
}

/** So much of an attempt is left for the end. */
const END_MS = 3 * SECOND;

/**
 * Each step repeats the words before it, as Teams wants; sources and buttons come with the last. A stream that Teams will
 * not end (its reader stopped it, two minutes are over) is changed into the whole, or taken back.
 */
export async function streamPost(
  line: Line,
  address: Address,
  { pieces, below, whole, pause }: StreamRequest,
): Promise<StreamOutcome> {
  const { steps, words } = pieces;
  const [first, ...more] = steps;
  const begun = await postOne(line, address, stepOf(first, 1, null));
  if (begun.kind !== "ok") {
    const outcome = outcomeOf(begun);
    // Streams have a quota of their own: no reason to wait.
    const isForSure = begun.kind === "later" || begun.kind === "refused";
    if (!isForSure) return { kind: "ended", outcome };
    return { kind: "not-begun", isUnknownHere: begun.kind === "refused" };
  }
  const streamId = begun.body;
  if (streamId === null) return { kind: "not-begun", isUnknownHere: true };
  for (const [at, step] of more.entries()) {
    if (line.leftMs() < END_MS) break;
    await pause();
    const told = await postOne(line, address, stepOf(step, at + 2, streamId));
    if (told.kind !== "ok") break;
  }
  await pause();
  const entities = [{ type: "streaminfo", streamId, streamType: "final" }] as const;
  const ended = await postOne(line, address, { ...below, text: words, textFormat: "plain", entities });
  if (ended.kind === "ok") return { kind: "ended", outcome: sentAs(address, ended.body ?? streamId) };
  return ended.kind === "refused" || ended.kind === "later"
    ? mend(line, address, streamId, whole)
    : { kind: "ended", outcome: BROKE_OFF };
}

async function mend(
  line: Line,
  address: Address,
  streamId: string,
  whole: TeamsPost,
): Promise<StreamOutcome> {
  const changed = await replaceOne(line, address, streamId, whole);
  if (changed.kind === "ok") return { kind: "ended", outcome: sentAs(address, streamId) };
  if (isGone(changed) || isGone(await deleteOne(line, address, streamId)))
    return { kind: "not-begun", isUnknownHere: false };
  // Some of it stands there. Saying it anew would double it.
  return { kind: "ended", outcome: BROKE_OFF };
}

const isGone = (call: CallOutcome<unknown>): boolean =>
  call.kind === "ok" || (call.kind === "refused" && call.status === 404);

const stepOf = (text: string, streamSequence: number, streamId: string | null): Posting => ({
  type: "typing",
  text,
  textFormat: "plain",
  entities: [
    { type: "streaminfo", streamType: "streaming", streamSequence, ...(streamId !== null && { streamId }) },
  ],
});

const BROKE_OFF: DeliveryOutcome = { kind: "uncertain", code: "teams.stream-broke-off" };
