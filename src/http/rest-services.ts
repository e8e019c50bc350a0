import type { Audience, Platform, Workspace } from "../domain/channel.ts";
import type { FlagVerdict } from "../domain/churn-risk.ts";
import type { DigestKind } from "../domain/digest.ts";
import type { AnswerDraft, Visibility } from "../domain/knowledge.ts";
import type { MessageContent } from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { EmotionTagger } from "../ports/emotion-tagger.ts";
import type { KnowledgeStatus, Retrieval } from "../ports/knowledge-index.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ConsoleStore } from "../ports/stores/views.ts";
import type { Settings } from "./contract.ts";

/** What REST needs of the rest of Rapport; `app.ts` hands it in. */
export interface RestServices {
  readonly store: ConsoleStore;
  readonly tickets: TicketMoves;
  readonly knowledge: KnowledgeService;
  readonly digests: DigestService;
  readonly setup: SetupService;
  readonly deliveries: DeliveryService;
  readonly tagger: EmotionTagger;
  readonly version: string;
  /** Something was written to the outbox. */
  wakeDelivery(): void;
  /** After the rows of a person are gone: what lies elsewhere (the browser chat's own memory). */
  erased?(tenantId: string, person: Person): Promise<void>;
}

export interface Move {
  readonly ticket: Ticket;
  readonly actor: Person;
  readonly cause: string;
  readonly now: Date;
}

/** Each runs in the transaction given. `null`: done; words: why not, for the one who asked. */
export interface TicketMoves {
  claim(stores: TenantStores, move: Move): Promise<string | null>;
  resolve(stores: TenantStores, move: Move): Promise<string | null>;
  reopen(stores: TenantStores, move: Move): Promise<string | null>;
  reply(stores: TenantStores, move: Move, words: string): Promise<string | null>;
  assign(stores: TenantStores, move: Move, assignee: Person): Promise<string | null>;
  snooze(stores: TenantStores, move: Move, forMs: number): Promise<string | null>;
  /** A verdict on the open flag of the ticket's thread. */
  judge(stores: TenantStores, move: Move, verdict: FlagVerdict): Promise<string | null>;
  /** What an agent could answer; `null` where there is nothing to suggest. */
  suggestion(
    stores: TenantStores,
    ticket: Ticket,
  ): Promise<{
    readonly text: string;
    readonly citations: Cited["citations"];
    readonly writer: string;
  } | null>;
}

type Cited = Extract<AnswerDraft, { kind: "cited" }>;

/** Outside of transactions: parsing and indexing take their time. */
export interface KnowledgeService {
  status(tenantId: string): Promise<KnowledgeStatus>;
  ingest(file: {
    readonly tenantId: string;
    readonly name: string;
    readonly visibility: Visibility;
    readonly bytes: Uint8Array;
  }): Promise<
    | {
        readonly kind: "added" | "replaced" | "unchanged";
        readonly articleId: string;
        readonly warnings: readonly {
          readonly code: string;
          readonly count: number;
          readonly detail: string;
        }[];
      }
    | { readonly kind: "refused"; readonly code: string; readonly detail: string; readonly cure: string }
  >;
  /** `false`: no such article. */
  remove(tenantId: string, articleId: string): Promise<boolean>;
  test(question: {
    readonly tenantId: string;
    readonly question: string;
    readonly audience: Audience;
  }): Promise<{ readonly retrieval: Retrieval; readonly draft: AnswerDraft }>;
}

export interface DigestService {
  schedule(tenantId: string): Promise<
    readonly {
      readonly kind: DigestKind;
      readonly says: string;
      readonly nextAt: Date | null;
      readonly channelName: string | null;
    }[]
  >;
  /** What would be posted now; `null` when nothing happened. */
  preview(tenantId: string, kind: DigestKind): Promise<MessageContent | null>;
  /** What was posted; `null`: no such digest. */
  content(tenantId: string, digestId: string): Promise<MessageContent | null>;
  post(
    tenantId: string,
    kind: DigestKind,
  ): Promise<
    | { readonly kind: "posted"; readonly id: string }
    | { readonly kind: "not-posted"; readonly reason: string }
  >;
}

export interface SetupService {
  /** Connected or not, and how to connect. */
  platformState(platform: Platform): Pick<Settings["workspaces"][number], "state" | "detail">;
  /** Asks each platform what it has for set-up; resolves when it is kept, or after a short time. */
  survey(workspaces: readonly Workspace[]): Promise<void>;
  models(): Settings["models"];
  store(): Settings["store"];
}

/** Rows that wait for a person. */
export interface TroubleList<Row> {
  /** Oldest first. */
  list(filter: {
    readonly tenantId: string;
    readonly platform?: string;
    readonly errorCode?: string;
    readonly limit: number;
  }): Promise<readonly Row[]>;
  /** `null`: no such row of this tenant. */
  find(
    id: string,
    filter: { readonly tenantId: string },
  ): Promise<(Row & { readonly words: string | null; readonly author: string | null }) | null>;
  /** Gives the ids that were still there; writes the audit log. */
  repair(repair: {
    readonly action: "replay" | "discard";
    readonly ids: readonly string[];
    readonly actor: string;
    readonly now: Date;
    readonly tenantId: string;
  }): Promise<readonly string[]>;
}

export interface DeliveryService {
  readonly deadLetters: TroubleList<{
    readonly id: string;
    readonly platform: string;
    readonly channelName: string | null;
    readonly kind: string;
    readonly attempts: number;
    readonly errorCode: string;
    /** ISO 8601. */
    readonly receivedAt: string;
  }>;
  readonly sends: TroubleList<{
    readonly id: string;
    readonly workspaceId: string;
    readonly platform: string;
    readonly channelKey: string;
    readonly kind: string;
    readonly state: "uncertain" | "failed";
    readonly attempts: number;
    readonly errorCode: string;
    /** ISO 8601. */
    readonly createdAt: string;
  }>;
  /** Events and posts under way. */
  waiting(): Promise<number>;
}
