import { randomUUID } from "node:crypto";
import type { MessageContent } from "../domain/message-content.ts";
import type { Thread } from "../domain/thread.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { type Place, post } from "./place.ts";

/** Posts the bot's words in a thread and keeps them as a message of it. `false` when this was said before. */
export async function sayInThread(
  stores: TenantStores,
  said: {
    readonly place: Place;
    readonly thread: Thread;
    readonly causeKey: string;
    readonly ref?: string;
    readonly content: MessageContent;
    /** See `Outbound`. */
    readonly streamFor?: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const outboxId = await stores.outbox.add({
    workspaceId: said.place.workspace.id,
    causeKey: said.causeKey,
    ...(said.ref !== undefined && { ref: said.ref }),
    outbound: post(said.place, said.content, said),
  });
  if (outboxId === null) return false;
  await stores.messages.add({
    id: randomUUID(),
    threadId: said.thread.id,
    channelId: said.thread.channelId,
    messageKey: `outbox:${outboxId}`,
    authorId: null,
    authorRole: "bot",
    text: said.content.summary,
    permalink: null,
    sentAt: said.now,
  });
  return true;
}
