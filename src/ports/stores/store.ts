import type { Platform } from "../../domain/channel.ts";
import type { FileRef } from "../../domain/message-content.ts";
import type { Tenant, TenantSettings } from "../../domain/tenant-settings.ts";
import type { AttachmentStore } from "./attachment-store.ts";
import type {
  ChannelStore,
  EmotionStore,
  MessageStore,
  PersonStore,
  ThreadStore,
  WorkspaceStore,
} from "./conversation-stores.ts";
import type {
  AnswerStore,
  AuditStore,
  CsatStore,
  RiskFlagStore,
  TicketStore,
  TurnStore,
} from "./desk-stores.ts";
import type { DigestStore, FiguresStore } from "./figures-store.ts";
import type { IngestStore } from "./ingest-store.ts";
import type { ArticleStore } from "./knowledge-store.ts";
import type { OutboxWriter, TimerWriter } from "./outbox-writer.ts";
import type { PrivacyStore } from "./privacy-store.ts";

/** Everything of one tenant, inside one transaction. Row-level security holds: other tenants' rows do not exist here. */
export interface TenantStores {
  readonly tenantId: string;
  readonly tenant: { get(): Promise<Tenant>; changeSettings(change: Partial<TenantSettings>): Promise<void> };
  readonly workspaces: WorkspaceStore;
  readonly channels: ChannelStore;
  readonly people: PersonStore;
  readonly threads: ThreadStore;
  readonly messages: MessageStore;
  readonly attachments: AttachmentStore;
  readonly ingest: IngestStore;
  readonly emotions: EmotionStore;
  readonly tickets: TicketStore;
  readonly csat: CsatStore;
  readonly riskFlags: RiskFlagStore;
  readonly answers: AnswerStore;
  readonly turns: TurnStore;
  readonly audit: AuditStore;
  readonly figures: FiguresStore;
  readonly digests: DigestStore;
  readonly articles: ArticleStore;
  readonly files: TenantFiles;
  readonly posts: PostStore;
  readonly privacy: PrivacyStore;
  readonly outbox: OutboxWriter;
  readonly timers: TimerWriter;
}

export interface TenantFiles {
  put(
    file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array },
    now: Date,
  ): Promise<FileRef>;
  get(fileId: string): Promise<{ readonly ref: FileRef; readonly bytes: Uint8Array } | null>;
}

/** Where our posts ended up on the platform. */
export interface PostStore {
  find(ref: string): Promise<{
    readonly channelKey: string;
    readonly messageKey: string;
    readonly permalink: string | null;
  } | null>;
  /** The ref a platform message was posted under, if it is ours. */
  findRef(channelKey: string, messageKey: string): Promise<string | null>;
  /**
   * Posts of ours on other platforms that name or quote a person and are no cards: messages to agents about the person,
   * drafts with the person's words, offers of the person's solved threads, the root of a ticket opened by the person. Each gets a ref that does not name the
   * person, under which it can be changed when the person is gone.
   */
  setAside(personId: string): Promise<readonly PostAside[]>;
}

export interface PostAside {
  readonly ref: string;
  readonly workspaceId: string;
  readonly platform: Platform;
  readonly workspaceKey: string;
  readonly channelKey: string;
  /** Of an offer in somebody else's thread; else it stands at the top. */
  readonly threadKey: string | null;
  /** A thread hangs below it. */
  readonly isRoot: boolean;
}

/** The door to the database. */
export interface Store {
  /** One transaction of one tenant. Never use another handle inside `work`: on the embedded database it would wait for itself. */
  transaction<T>(tenantId: string, work: (stores: TenantStores) => Promise<T>): Promise<T>;
  listTenants(): Promise<readonly Tenant[]>;
  createTenant(
    tenant: {
      readonly slug: string;
      readonly name: string;
      readonly timeZone: string;
      readonly workspaces: readonly {
        readonly platform: string;
        readonly workspaceKey: string;
        readonly name: string;
        readonly kind: string | null;
      }[];
    },
    now: Date,
  ): Promise<Tenant>;
  /** Rejects with `store.unavailable` when the database does not answer within 5 s. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
