import type { OutboxWriter, TimerWriter } from "../ports/stores/outbox-writer.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { createAnswerStore } from "./answer-store.ts";
import { createArticleStore } from "./article-store.ts";
import { createAttachmentStore } from "./attachment-store.ts";
import { createAuditStore } from "./audit-store.ts";
import { createChannelStore } from "./channel-store.ts";
import { createCsatStore } from "./csat-store.ts";
import type { Transaction } from "./database.ts";
import { createDigestStore } from "./digest-store.ts";
import { createEmotionStore } from "./emotion-store.ts";
import { createFiguresStore } from "./figures-store.ts";
import { createFileStore } from "./file-store.ts";
import { createIngestStore } from "./ingest-store.ts";
import { createMessageStore } from "./message-store.ts";
import { createPersonStore } from "./person-store.ts";
import { createPostStore } from "./post-store.ts";
import { createPrivacyStore } from "./privacy-store.ts";
import { createRiskFlagStore } from "./risk-flag-store.ts";
import { createRollupBuffer } from "./rollup-buffer.ts";
import type { Room } from "./room.ts";
import { createTenantStore } from "./tenant-store.ts";
import { createThreadStore } from "./thread-store.ts";
import { createTicketStore } from "./ticket-store.ts";
import { createTurnStore } from "./turn-store.ts";
import { createWorkspaceStore } from "./workspace-store.ts";

/** What a tenant's transaction writes into the spine's tables. */
export interface SpineWriters {
  readonly outbox: (tx: Transaction, tenantId: string) => OutboxWriter;
  readonly timers: (tx: Transaction, tenantId: string) => TimerWriter;
}

/**
 * All stores of one tenant in a transaction that stands in the role `rapport_desk` of that tenant whenever a store is
 * used. Roll-ups are written when the transaction ends. Make them once per transaction.
 */
export function tenantStores(tx: Transaction, tenantId: string, writers: SpineWriters): TenantStores {
  const outbox = writers.outbox(tx, tenantId);
  // Before the roll-ups, which come last of all before the commit.
  const timers = writers.timers(tx, tenantId);
  const room: Room = { tx, sql: tx.sql, tenantId, rollups: createRollupBuffer(tx, tenantId) };
  return {
    tenantId,
    tenant: createTenantStore(room),
    workspaces: createWorkspaceStore(room),
    channels: createChannelStore(room),
    people: createPersonStore(room),
    threads: createThreadStore(room),
    messages: createMessageStore(room),
    attachments: createAttachmentStore(room),
    ingest: createIngestStore(room),
    emotions: createEmotionStore(room),
    tickets: createTicketStore(room),
    csat: createCsatStore(room),
    riskFlags: createRiskFlagStore(room),
    answers: createAnswerStore(room),
    turns: createTurnStore(room),
    audit: createAuditStore(room),
    figures: createFiguresStore(room),
    digests: createDigestStore(room),
    articles: createArticleStore(room),
    files: createFileStore(room),
    posts: createPostStore(room),
    privacy: createPrivacyStore(room),
    outbox,
    timers,
  };
}
