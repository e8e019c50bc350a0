import type { Channel } from "../../domain/channel.ts";
import type { Message } from "../../domain/message.ts";
import type { Person } from "../../domain/person.ts";
import type { Role } from "../../domain/role.ts";
import type { Thread } from "../../domain/thread.ts";
import type { ThreadSources } from "../../pipeline/find-thread.ts";

export const CHANNEL: Channel = {
  id: "channel",
  workspaceId: "workspace",
  channelKey: "channel",
  name: "channel",
  purpose: "customers",
  mode: "auto",
};

/** Threads, people and messages of one channel in memory: what the pipeline reads to find a message's thread. */
export interface MemorySources extends ThreadSources {
  person(personKey: string, role: Role): Person;
  keep(message: Message): void;
  change(threadId: string, change: Partial<Thread>): void;
  lastOf(personId: string): Message | null;
}

export function createMemorySources(): MemorySources {
  const people = new Map<string, Person>();
  const threads = new Map<string, Thread>();
  const byCustomer = new Map<string, Thread[]>();
  const last = new Map<string, Message>();
  const byKey = new Map<string, Message>();

  const current = (thread: Thread): Thread => threads.get(thread.id) ?? thread;
  const newestSince = (found: readonly Thread[], since: Date): readonly Thread[] =>
    found
      .map(current)
      .filter((thread) => thread.lastMessageAt >= since)
      .sort((a, b) => b.lastMessageAt.getTime() - a.lastMessageAt.getTime());

  return {
    person(personKey, role) {
      const known = people.get(personKey);
      if (known) return known;
      const person: Person = {
        id: personKey,
        workspaceId: CHANNEL.workspaceId,
        personKey,
        displayName: personKey,
        role,
        optedOutAt: null,
        noticeAt: null,
      };
      people.set(personKey, person);
      return person;
    },
    keep(message) {
      byKey.set(message.messageKey, message);
      if (message.authorId !== null) last.set(message.authorId, message);
    },
    change(threadId, change) {
      const thread = threads.get(threadId);
      if (thread) threads.set(threadId, { ...thread, ...change });
    },
    lastOf: (personId) => last.get(personId) ?? null,
    people: { findByKey: async (_workspaceId, personKey) => people.get(personKey) ?? null },
    messages: {
      findByKey: async (_channelId, messageKey) => byKey.get(messageKey) ?? null,
      listByAuthor: async (personId) => {
        const message = last.get(personId);
        return message ? [{ message, tag: null }] : [];
      },
    },
    threads: {
      get: async (id) => threads.get(id) ?? null,
      findByKey: async (_channelId, threadKey) => threads.get(threadKey) ?? null,
      findRecentOpen: async (_channelId, customerId, since) =>
        newestSince(byCustomer.get(customerId) ?? [], since)[0] ?? null,
      listRecentOpen: async (_channelId, since, limit) =>
        newestSince(
          [...byCustomer.values()].flatMap((own) => own.slice(-1)),
          since,
        ).slice(0, limit),
      ensure: async (wanted) => {
        const known = threads.get(wanted.threadKey);
        if (known) return { thread: known, isNew: false };
        const thread = newThread(wanted);
        threads.set(thread.id, thread);
        if (thread.customerId !== null)
          byCustomer.set(thread.customerId, [...(byCustomer.get(thread.customerId) ?? []), thread]);
        return { thread, isNew: true };
      },
    },
  };
}

const newThread = (wanted: Pick<Thread, "channelId" | "threadKey" | "customerId" | "openedAt">): Thread => ({
  ...wanted,
  id: wanted.threadKey,
  status: "open",
  lastMessageAt: wanted.openedAt,
  firstAgentReplyAt: null,
  firstBotReplyAt: null,
  botQuietAt: null,
  helpedAt: null,
  mood: null,
  riskLevel: "low",
  riskScore: 0,
  riskAt: null,
  flaggedAt: null,
  clarifyCount: 0,
  failedAnswerCount: 0,
  outcome: null,
  botState: { warmth: 0.5, urgency: 0, caution: 0.5 },
});
