import { isStaff } from "../../domain/role.ts";
import { isBeingHelped } from "../../pipeline/decide.ts";
import { findThread, threadsOfNamed } from "../../pipeline/find-thread.ts";
import { SURE } from "../../pipeline/judgement.ts";
import { namesSomebody, readWords } from "../../pipeline/read-request.ts";
import type { PlayedMessage } from "../recorded-event.ts";
import { CHANNEL, createMemorySources } from "./memory-sources.ts";

/** How the pipeline reads a message at its arrival, from the past only. */
export interface Judged {
  /** 0 for staff, noise, and where a person is answering already. */
  readonly confidence: number;
}

/** Short of sure: the bot then waits whether a person answers. */
const letPeopleGoFirst = (confidence: number): number => Math.min(confidence, SURE - 0.01);

/** Plays one channel in memory through the pipeline's own thread finding and request reading. */
export async function judgeChannel(messages: readonly PlayedMessage[]): Promise<readonly Judged[]> {
  const sources = createMemorySources();
  const judged: Judged[] = [];
  for (const { event, at } of messages) {
    const author = sources.person(event.actor.personKey, event.actor.standing?.role ?? "unknown");
    const { thread } = await findThread(sources, event, CHANNEL, author);
    const isByStaff = isStaff(author.role);
    const before = sources.lastOf(author.id);
    const reading = readWords({
      text: event.text.trim(),
      silentMs: before ? at.getTime() - before.sentAt.getTime() : null,
      isToSomebody: namesSomebody(event.text) || event.mentionedKeys.length > 0 || event.replyToKey !== null,
    });
    const isQuiet = thread.botQuietAt !== null;
    const confidence = isByStaff || isQuiet || reading.noise !== null ? 0 : reading.confidence;
    judged.push({
      confidence: isBeingHelped({ thread, message: { sentAt: at } })
        ? letPeopleGoFirst(confidence)
        : confidence,
    });
    sources.keep({
      id: event.messageKey,
      threadId: thread.id,
      channelId: CHANNEL.id,
      messageKey: event.messageKey,
      authorId: author.id,
      authorRole: author.role,
      text: event.text,
      permalink: null,
      sentAt: at,
      editedAt: null,
      deletedAt: null,
    });
    const isAnswer = isByStaff && thread.customerId !== null;
    sources.change(thread.id, {
      lastMessageAt: at > thread.lastMessageAt ? at : thread.lastMessageAt,
      ...(isAnswer && { botQuietAt: thread.botQuietAt ?? at }),
    });
    if (!isByStaff)
      for (const named of await threadsOfNamed(sources, event, CHANNEL, author))
        sources.change(named.id, { helpedAt: at });
  }
  return judged;
}
