import type { Platform } from "../../domain/channel.ts";
import type { RiskLevel } from "../../domain/churn-risk.ts";
import type { Mood } from "../../domain/emotion.ts";
import type { Article } from "../../domain/knowledge.ts";
import type { Person } from "../../domain/person.ts";
import type { Role } from "../../domain/role.ts";
import type { Thread } from "../../domain/thread.ts";
import type { Ticket, TicketPriority, TicketState } from "../../domain/ticket.ts";
import type { RiskFlag, TurnRecord } from "./desk-stores.ts";
import type { TenantStores } from "./store.ts";

/** Read models of the console: lists with the names a reader needs, each in one statement. */
export interface ConsoleViews {
  threads(query: ThreadsQuery): Promise<readonly ThreadFacts[]>;
  thread(id: string): Promise<ThreadFacts | null>;
  threadsOfCustomer(customerId: string, limit: number): Promise<readonly ThreadFacts[]>;
  /** `assigneeId` is asked for `mine` only; without it nothing is mine. */
  tickets(query: TicketsQuery): Promise<readonly TicketFacts[]>;
  ticket(number: number): Promise<TicketFacts | null>;
  ticketsOfCustomer(customerId: string, limit: number): Promise<readonly TicketFacts[]>;
  ticketCounts(
    assigneeId: string | null,
  ): Promise<Readonly<Record<"open" | "mine" | "unassigned" | "solved", number>>>;
  /** Highest risk first; `words` are contained in the name. */
  customers(query: {
    readonly words: string | null;
    readonly limit: number;
  }): Promise<readonly CustomerFacts[]>;
  customer(id: string): Promise<CustomerFacts | null>;
  /** Oldest first. */
  turnsOf(query: {
    readonly platform: Platform;
    readonly channelKey: string;
    readonly messageKeys: readonly string[];
  }): Promise<readonly TurnFacts[]>;
  turnsOfThread(threadId: string): Promise<readonly TurnFacts[]>;
  /** The newest flag, judged or not. */
  latestFlag(threadId: string): Promise<RiskFlag | null>;
  ratingOfTicket(
    ticketId: string,
  ): Promise<{ readonly rating: number; readonly comment: string | null } | null>;
  openByAgent(): Promise<readonly { readonly agent: PersonFacts | null; readonly open: number }[]>;
  countAtRisk(): Promise<number>;
  hasReading(messageId: string): Promise<boolean>;
  /** Agents, managers and admins. */
  staff(): Promise<readonly StaffFacts[]>;
  searchPeople(
    words: string,
    limit: number,
  ): Promise<readonly (PersonFacts & { readonly workspaceName: string })[]>;
  /** By number ("#12", "12") or by words of the subject. */
  searchTickets(
    words: string,
    limit: number,
  ): Promise<readonly Pick<Ticket, "number" | "subject" | "state">[]>;
  searchArticles(words: string, limit: number): Promise<readonly Pick<Article, "id" | "title" | "source">[]>;
}

/** One transaction of a tenant, with the read models beside the stores. */
export interface ConsoleDesk extends TenantStores {
  readonly views: ConsoleViews;
  /** Whether new tickets may go to this person. `false`: no such person. */
  setAvailable(personId: string, isAvailable: boolean): Promise<boolean>;
}

export interface ConsoleStore {
  transaction<T>(tenantId: string, work: (desk: ConsoleDesk) => Promise<T>): Promise<T>;
}

export interface PersonFacts {
  readonly id: string;
  readonly displayName: string;
  readonly role: Role;
}

export interface StaffFacts extends Person {
  readonly isAvailable: boolean;
  readonly platform: Platform;
}

export interface ThreadsQuery {
  readonly view: "all" | "at-risk" | "unanswered" | "answered" | "abstained" | "rated";
  /** Half-open by the last message. */
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  /** Opened by then and unanswered counts as `unanswered`. */
  readonly unansweredBefore: Date;
  readonly limit: number;
}

export interface ThreadFacts {
  readonly id: string;
  readonly channelName: string;
  readonly platform: Platform;
  readonly customer: PersonFacts | null;
  /** The last words of the customer, at most 160 characters. */
  readonly excerpt: string;
  readonly status: Thread["status"];
  readonly mood: Mood | null;
  readonly riskLevel: RiskLevel;
  readonly flaggedAt: Date | null;
  readonly openedAt: Date;
  readonly lastMessageAt: Date;
  readonly firstAnswerMs: number | null;
  readonly ticketNumber: number | null;
  readonly rating: number | null;
  readonly outcome: Thread["outcome"];
  /** Of the first message that has one. */
  readonly permalink: string | null;
}

export interface TicketsQuery {
  readonly view: "open" | "mine" | "unassigned" | "solved";
  readonly assigneeId: string | null;
  readonly limit: number;
}

export interface TicketFacts {
  readonly id: string;
  readonly number: number;
  readonly subject: string;
  readonly state: TicketState;
  readonly priority: TicketPriority;
  readonly customer: PersonFacts | null;
  readonly assignee: PersonFacts | null;
  readonly channelName: string;
  readonly riskLevel: RiskLevel;
  readonly mood: Mood | null;
  readonly openedAt: Date;
  readonly lastMessageAt: Date;
  readonly solvedAt: Date | null;
  readonly snoozedUntilAt: Date | null;
  readonly dueAt: Date | null;
}

export interface CustomerFacts {
  readonly id: string;
  readonly displayName: string;
  readonly platform: Platform;
  readonly workspaceName: string;
  readonly mood: Mood | null;
  readonly riskLevel: RiskLevel;
  readonly riskScore: number;
  readonly openThreads: number;
  readonly openTickets: number;
  readonly lastRating: number | null;
  readonly lastMessageAt: Date | null;
  readonly optedOutAt: Date | null;
}

/** A turn with the platform's name of its message. */
export type TurnFacts = TurnRecord & { readonly messageKey: string };
