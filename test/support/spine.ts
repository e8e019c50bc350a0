import type { MessagePosted } from "../../src/domain/inbound-event.ts";
import type { Outbound } from "../../src/domain/outbound.ts";
import type { Database } from "../../src/store/database.ts";
import type { OpenStores } from "../../src/store/spine/finish-work.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { tenantStores } from "../../src/store/tenant-stores.ts";
import type { TestTenant } from "./database.ts";

export const openStores: OpenStores = (tx, tenantId) =>
  tenantStores(tx, tenantId, { outbox: createOutboxWriter, timers: createTimerWriter });

let count = 0;

/** A message of a customer in a channel; every call a new one. */
export function messageEvent(tenant: TestTenant, more: Partial<MessagePosted> = {}): MessagePosted {
  count += 1;
  const messageKey = more.messageKey ?? `m-${count}`;
  return {
    kind: "message-posted",
    platform: "web",
    workspaceKey: tenant.workspaceKey,
    channel: { channelKey: "C1", name: "help", isDirect: false, isPrivate: false },
    actor: { personKey: "P1", displayName: "Ada", isBot: false },
    dedupeKey: `message:${messageKey}`,
    occurredAt: "2026-03-03T09:00:00.000Z",
    messageKey,
    threadKey: null,
    replyToKey: null,
    text: "Where is my order?",
    mentionsBot: false,
    mentionedKeys: [],
    files: [],
    permalink: null,
    ...more,
  };
}

export function postOf(tenant: TestTenant, text: string, channelKey = "C1"): Outbound {
  return {
    kind: "post",
    platform: "web",
    workspaceKey: tenant.workspaceKey,
    channelKey,
    threadKey: null,
    content: { summary: text, blocks: [] },
  };
}

/** Writes outbox rows as the desk does. Gives their ids. */
export async function say(
  database: Database,
  tenant: TestTenant,
  outbound: Outbound,
  more: { readonly ref?: string; readonly causeKey?: string } = {},
): Promise<string | null> {
  count += 1;
  return database.transaction("rapport_desk", tenant.tenantId, (tx) =>
    createOutboxWriter(tx, tenant.tenantId).add({
      workspaceId: tenant.workspaceId,
      causeKey: more.causeKey ?? `test:${count}`,
      outbound,
      ...(more.ref === undefined ? {} : { ref: more.ref }),
    }),
  );
}
