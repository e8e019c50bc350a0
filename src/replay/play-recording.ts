import { addMs, DAY, MINUTE, SECOND } from "../domain/time.ts";
import type { AcceptOutcome } from "../ports/intake.ts";
import type { PlayedMessage } from "./recorded-event.ts";

/** What the player needs of a desk that lives in another time. */
export interface Stage {
  setClock(at: Date): void;
  /** Through the door of the spine, in the order given. */
  accept(message: PlayedMessage): Promise<AcceptOutcome>;
  /** The platform's own memory of accepted messages. */
  keepPosts(messages: readonly PlayedMessage[]): Promise<void>;
  runUntilIdle(): Promise<void>;
  /** When the next persisted wait ends. */
  nextTimerAt(): Promise<Date | null>;
  /** The next instant at which a digest may be due, after the given one. */
  nextDigestAfter(at: Date): Promise<Date>;
  postDueDigests(at: Date): Promise<void>;
  /** Real time, for a replay at a chosen speed. */
  pause(spanMs: number): Promise<void>;
}

export interface PlayOptions {
  readonly speed: number | null;
  /** Shorter than any wait a message can begin: within it no timer of the batch's own can come due. */
  readonly batchMs: number;
  readonly onProgress: (done: number) => void;
}

export interface PlayOutcome {
  readonly acceptedKeys: readonly string[];
  readonly duplicates: number;
  readonly refused: readonly { readonly line: number; readonly why: string }[];
  /** Messages dated before one that came earlier: taken as they came, as a platform would deliver them late. */
  readonly outOfOrder: number;
}

const MAX_BATCH = 256;
/** After the last message every wait may end: the longest is "nobody answered", after 20 minutes by default. */
const REST_MS = 30 * MINUTE;

/**
 * Plays messages in their own time. Between two of them every wait that ends in between is worked at its own instant;
 * messages closer together than any wait are worked in one go.
 */
export async function playRecording(
  messages: readonly PlayedMessage[],
  stage: Stage,
  options: PlayOptions,
): Promise<PlayOutcome> {
  const acceptedKeys: string[] = [];
  const refused: { line: number; why: string }[] = [];
  let duplicates = 0;
  let outOfOrder = 0;
  let clockAt = messages[0]?.at ?? new Date(0);
  let digestAt = await stage.nextDigestAfter(clockAt);
  let done = 0;
  stage.setClock(clockAt);

  /** Works what becomes due up to the instant, each at its own time; gives when the next wait ends. */
  const advanceTo = async (at: Date): Promise<Date | null> => {
    for (;;) {
      const timerAt = await stage.nextTimerAt();
      const stopAt = timerAt !== null && timerAt < digestAt ? timerAt : digestAt;
      if (stopAt > at) {
        await passTime(at);
        return timerAt;
      }
      await passTime(stopAt);
      if (stopAt === digestAt) {
        await stage.postDueDigests(stopAt);
        digestAt = await stage.nextDigestAfter(skipEmptyDays(stopAt, at));
      }
      await stage.runUntilIdle();
    }
  };
  const passTime = async (at: Date): Promise<void> => {
    if (at <= clockAt) return;
    if (options.speed !== null) await stage.pause((at.getTime() - clockAt.getTime()) / options.speed);
    clockAt = at;
    stage.setClock(at);
  };

  while (done < messages.length) {
    const first = messages[done];
    if (!first) break;
    const timerAt = await advanceTo(first.at);
    const batch = batchFrom(messages, done, {
      endAt: earliest(addMs(clockAt, options.batchMs), timerAt, digestAt),
      size: options.speed === null ? MAX_BATCH : 1,
    });
    outOfOrder += countLate(messages, done, batch.length);
    await passTime(batch.at(-1)?.at ?? first.at);
    const taken: PlayedMessage[] = [];
    const outcomes = await acceptAll(stage, batch);
    for (const [place, message] of batch.entries()) {
      const outcome = outcomes[place];
      if (outcome?.kind === "accepted") taken.push(message);
      else if (outcome?.kind === "duplicate") duplicates += 1;
      else if (outcome) refused.push({ line: message.line, why: whyRefused(outcome) });
    }
    acceptedKeys.push(...taken.map(({ event }) => event.messageKey));
    await stage.keepPosts(taken);
    await stage.runUntilIdle();
    done += batch.length;
    options.onProgress(done);
  }
  await advanceTo(addMs(clockAt, REST_MS));
  await advanceTo(addMs(digestAt, SECOND));
  return { acceptedKeys, duplicates, refused, outOfOrder };
}

/** The first event finds the workspace; the others then keep their order through the shared commit. */
async function acceptAll(stage: Stage, batch: readonly PlayedMessage[]): Promise<readonly AcceptOutcome[]> {
  const [first, ...rest] = batch;
  if (!first) return [];
  return [await stage.accept(first), ...(await Promise.all(rest.map((message) => stage.accept(message))))];
}

function whyRefused(outcome: AcceptOutcome): string {
  return outcome.kind === "refused" ? `${outcome.code}: ${outcome.cure}` : outcome.kind;
}

/** A silence of many days holds one digest and no more: the days without a word are passed over. */
function skipEmptyDays(stopAt: Date, nextAt: Date): Date {
  const lastDayAt = addMs(nextAt, -DAY);
  return lastDayAt > stopAt ? lastDayAt : stopAt;
}

const earliest = (first: Date, ...others: readonly (Date | null)[]): Date =>
  others.reduce<Date>((soonest, at) => (at !== null && at < soonest ? at : soonest), first);

function batchFrom(
  messages: readonly PlayedMessage[],
  start: number,
  { endAt, size }: { readonly endAt: Date; readonly size: number },
): readonly PlayedMessage[] {
  let end = start + 1;
  while (end < messages.length && end - start < size) {
    const next = messages[end];
    if (!next || next.at >= endAt) break;
    end += 1;
  }
  return messages.slice(start, end);
}

function countLate(messages: readonly PlayedMessage[], start: number, count: number): number {
  let late = 0;
  for (let place = Math.max(1, start); place < start + count; place += 1) {
    const before = messages[place - 1];
    const message = messages[place];
    if (before && message && message.at < before.at) late += 1;
  }
  return late;
}
