import type { Attachment } from "../../domain/attachment.ts";
import { turningPoint } from "../../domain/mood-path.ts";
import type { HistoryEntry } from "../../domain/turn.ts";
import type { ConsoleDesk, ThreadFacts, TurnFacts } from "../../ports/stores/views.ts";
import { wire } from "./wire.ts";

const MOST_MESSAGES = 300;

/** What a thread's page and a ticket's page both show. */
export async function readExchange(desk: ConsoleDesk, threadId: string, customerId: string | null) {
  const history = await desk.messages.listByThread(threadId, MOST_MESSAGES);
  const turns = await desk.views.turnsOfThread(threadId);
  const authorIds = new Set(history.flatMap(({ message }) => (message.authorId ? [message.authorId] : [])));
  const names = new Map(
    (await desk.people.getMany([...authorIds])).map((person) => [person.id, person.displayName]),
  );
  const attached = await desk.attachments.list(history.map(({ message }) => message.id));
  return {
    messages: history.map((entry) => toMessage(entry, names, turns, attached)),
    turns: wire(turns),
    moodPath: moodPoints(history, customerId),
    flag: wire(await flagOf(desk, threadId)),
  };
}

async function flagOf(desk: ConsoleDesk, threadId: string) {
  const flag = await desk.views.latestFlag(threadId);
  if (flag === null) return null;
  const { threadId: _t, customerId: _c, ...shown } = flag;
  return shown;
}

function toMessage(
  { message, tag }: HistoryEntry,
  names: ReadonlyMap<string, string>,
  turns: readonly TurnFacts[],
  attached: readonly Attachment[],
) {
  const turn = turns.findLast((candidate) => candidate.messageId === message.id);
  const isBot = message.authorRole === "bot";
  return wire({
    id: message.id,
    messageKey: message.messageKey,
    author: {
      id: message.authorId,
      displayName: isBot ? "Rapport" : (names.get(message.authorId ?? "") ?? "Somebody"),
      role: message.authorRole,
    },
    text: message.text,
    permalink: message.permalink,
    files: attached
      .filter(({ messageId }) => messageId === message.id)
      .map(({ name, mediaType, sizeBytes, fileId, why }) => ({ name, mediaType, sizeBytes, fileId, why })),
    sentAt: message.sentAt,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
    emotion: tag !== null ? { kind: "tagged" as const, tag } : (turn?.emotion ?? null),
  });
}

function moodPoints(history: readonly HistoryEntry[], customerId: string | null) {
  const readings = history.flatMap(({ message, tag }) =>
    tag !== null && message.authorId === customerId ? [{ message, tag }] : [],
  );
  return pathOf(
    readings.map(({ message, tag }) => ({
      mood: tag.mood,
      sentAt: message.sentAt,
      threadId: message.threadId,
      messageId: message.id,
      sentiment: tag.sentiment,
    })),
  );
}

interface Reading {
  readonly mood: ThreadFacts["mood"] & string;
  readonly sentAt: Date;
  readonly threadId: string;
  readonly messageId: string;
  readonly sentiment: number;
}

/** Readings, oldest first, with the one point where the path bent. */
export function pathOf(readings: readonly Reading[]) {
  const bent = turningPoint(readings)?.messageId;
  return readings.map((reading) => wire({ ...reading, isTurningPoint: reading.messageId === bent }));
}
