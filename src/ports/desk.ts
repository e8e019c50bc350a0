import type { Channel, Workspace } from "../domain/channel.ts";
import type { RiskSignal } from "../domain/churn-risk.ts";
import type { Action } from "../domain/decision.ts";
import type { DigestKind } from "../domain/digest.ts";
import type { NotAnalysedReason } from "../domain/emotion.ts";
import type {
  CommandInvoked,
  ControlUsed,
  FormSubmitted,
  ReactionChanged,
  TimerDue,
} from "../domain/inbound-event.ts";
import type { Message } from "../domain/message.ts";
import type { Person } from "../domain/person.ts";
import type { DecidedTurn, Turn } from "../domain/turn.ts";
import type { TenantStores } from "./stores/store.ts";

/** Where an event happened and who did it, resolved from the stores. */
export interface EventContext {
  readonly tenantId: string;
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly actor: Person;
  /** Why the actor's words are not analysed here; `null` when they are. */
  readonly notAnalysedReason: NotAnalysedReason | null;
  readonly now: Date;
}

export type ActionOf<Kind extends Action["kind"]> = Extract<Action, { kind: Kind }>;

export interface WordsGone {
  /** As it was, with its old words. */
  readonly message: Message;
  /** What its new words are evidence of; nothing for a deleted one. */
  readonly signals: readonly RiskSignal[];
  readonly now: Date;
}

/**
 * Carries a decision out inside the closing transaction: rows and outbox rows, nothing else.
 * Every post's cause key is derived from the message, so that a repeated turn says nothing twice.
 */
export interface DeskActions {
  reply(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"reply">): Promise<void>;
  suggest(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"suggest">): Promise<void>;
  clarify(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"clarify">): Promise<void>;
  handOff(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"hand-off">): Promise<void>;
  introduce(stores: TenantStores, turn: DecidedTurn): Promise<void>;
  openTicket(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"open-ticket">): Promise<void>;
  escalate(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"escalate">): Promise<void>;
  flagThread(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"flag-thread">): Promise<void>;
  askCsat(stores: TenantStores, turn: DecidedTurn, action: ActionOf<"ask-csat">): Promise<void>;
  /** A customer opened a thread: solved ones that are near are shown there, where the bot may speak. */
  offerSimilar(stores: TenantStores, turn: DecidedTurn): Promise<void>;
  /** An agent wrote in a customer's thread: ticket, first-answer figure, card. */
  noteAgentReply(stores: TenantStores, turn: Turn): Promise<void>;
  /** Staff wrote in a thread of their own; under a card it may be meant for the customer. */
  noteStaffTalk(stores: TenantStores, turn: Turn): Promise<void>;
  /** A message was deleted or edited: what stood on its old words goes, from flags, turns, ticket and card. */
  noteWordsGone(stores: TenantStores, gone: WordsGone): Promise<void>;
  /** A customer wrote again in a thread with a ticket: pending goes back to open, solved reopens unless it is thanks. */
  noteCustomerReply(stores: TenantStores, turn: DecidedTurn): Promise<void>;
}

/** What people do with our cards, forms and emoji, and what our own clocks say. */
export interface DeskEvents {
  onControl(stores: TenantStores, context: EventContext, event: ControlUsed): Promise<void>;
  onForm(stores: TenantStores, context: EventContext, event: FormSubmitted): Promise<void>;
  onReaction(stores: TenantStores, context: EventContext, event: ReactionChanged): Promise<void>;
  /** `ask-csat` and `snooze-over`; the pipeline keeps the others. */
  onTimer(stores: TenantStores, context: EventContext, event: TimerDue): Promise<void>;
}

/** Slash commands, the same on every platform. */
export interface CommandRunner {
  /** Work outside the closing transaction (searching, drawing) is prepared first; what is returned runs inside it. */
  prepare(
    context: EventContext,
    event: CommandInvoked,
    read: <T>(work: (stores: TenantStores) => Promise<T>) => Promise<T>,
  ): Promise<(stores: TenantStores) => Promise<void>>;
}

export interface DigestRequest {
  readonly tenantId: string;
  readonly kind: DigestKind;
  readonly askedBy: "schedule" | "command";
  /** Where it was asked for: the managers' channel there is taken, if there is one. */
  readonly workspaceId?: string;
  /** The period ends with the last whole local day (or week) before this instant; by command it runs up to it. */
  readonly now: Date;
}

export type DigestOutcome = "posted" | "posted-before" | "nothing-happened" | "no-managers-channel";

/** Posts a digest. Preparing reads and draws the chart; what is returned runs in the closing transaction. */
export interface DigestRunner {
  prepare(
    request: DigestRequest,
    read: <T>(work: (stores: TenantStores) => Promise<T>) => Promise<T>,
  ): Promise<(stores: TenantStores) => Promise<DigestOutcome>>;
  /** Digests that quote words which their author took back are posted anew without them. */
  noteWordsGone(stores: TenantStores, gone: Pick<WordsGone, "message" | "now">): Promise<void>;
}
