import type { ChurnRisk, FlagVerdict, RiskSignal } from "../../domain/churn-risk.ts";
import type { CsatResponse, CsatSurvey, Rating } from "../../domain/csat.ts";
import type { Decision } from "../../domain/decision.ts";
import type { EmotionOutcome } from "../../domain/emotion.ts";
import type { AnswerDraft, Citation } from "../../domain/knowledge.ts";
import type { Ticket, TicketState } from "../../domain/ticket.ts";
import type { RequestReading, StepTimingsMs, TurnCause } from "../../domain/turn.ts";

export interface TicketStore {
  get(id: string): Promise<Ticket | null>;
  findByNumber(number: number): Promise<Ticket | null>;
  /** Unfinished ticket of a thread; at most one exists. */
  findUnfinished(threadId: string): Promise<Ticket | null>;
  /** Opens one, or gives the unfinished one that is there. Numbers have no gaps of other tenants in them. */
  open(
    ticket: Omit<Ticket, "id" | "number" | "claimedAt" | "solvedAt" | "snoozedUntilAt">,
  ): Promise<{ readonly ticket: Ticket; readonly isNew: boolean }>;
  change(
    id: string,
    change: Partial<
      Pick<
        Ticket,
        | "state"
        | "priority"
        | "assigneeId"
        | "assignedBecause"
        | "claimedAt"
        | "solvedAt"
        | "snoozedUntilAt"
        | "dueAt"
        | "subject"
      >
    >,
  ): Promise<void>;
  addEvent(event: {
    readonly ticketId: string;
    readonly kind: string;
    readonly actorId: string | null;
    readonly detail: string;
    readonly happenedAt: Date;
  }): Promise<void>;
  listEvents(ticketId: string): Promise<
    readonly {
      readonly kind: string;
      readonly actorId: string | null;
      readonly detail: string;
      readonly happenedAt: Date;
    }[]
  >;
  list(request: {
    readonly states?: readonly TicketState[];
    readonly assigneeId?: string;
    readonly customerId?: string;
    readonly limit: number;
  }): Promise<readonly Ticket[]>;
  /** Weighted unfinished load by agent: urgent 4, high 2, normal 1, low 0.5; pending and on hold count half. */
  loads(): Promise<ReadonlyMap<string, number>>;
  /** Solved tickets of a customer so far, for CSAT sampling. */
  countSolved(customerId: string): Promise<number>;
}

export interface CsatStore {
  getSurvey(id: string): Promise<CsatSurvey | null>;
  /** `null` when this ticket was asked before. */
  addSurvey(survey: Omit<CsatSurvey, "id">): Promise<CsatSurvey | null>;
  lastSurveyAt(customerId: string): Promise<Date | null>;
  /** A second rating of the same survey replaces the first. */
  respond(response: {
    readonly surveyId: string;
    readonly rating: Rating;
    readonly respondedAt: Date;
  }): Promise<CsatResponse>;
  comment(surveyId: string, comment: string): Promise<void>;
  listByCustomer(
    customerId: string,
  ): Promise<readonly (CsatResponse & { readonly ticketId: string | null })[]>;
}

export interface RiskFlag {
  readonly id: string;
  readonly threadId: string;
  readonly customerId: string | null;
  readonly level: ChurnRisk["level"];
  readonly score: number;
  readonly negativeEmotionSharePercent: number;
  readonly signals: readonly RiskSignal[];
  readonly flaggedAt: Date;
  readonly verdict: FlagVerdict | null;
}

export interface RiskFlagStore {
  add(flag: Omit<RiskFlag, "id" | "verdict">): Promise<RiskFlag>;
  findOpen(threadId: string): Promise<RiskFlag | null>;
  /** Judged ones too, oldest first. */
  listByThread(threadId: string): Promise<readonly RiskFlag[]>;
  changeEvidence(id: string, evidence: FlagEvidence): Promise<void>;
  remove(id: string): Promise<void>;
  giveVerdict(
    id: string,
    verdict: { readonly verdict: FlagVerdict; readonly verdictAt: Date; readonly verdictById: string | null },
  ): Promise<void>;
}

/** What stands behind a flag once a message's words are gone. */
export type FlagEvidence = Pick<RiskFlag, "signals" | "score" | "level">;

export interface StoredAnswer {
  readonly id: string;
  readonly threadId: string;
  readonly messageId: string;
  readonly kind: "reply" | "suggest" | "clarify";
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly answerability: number;
  readonly writer: string;
  readonly feedback: "solved" | "not-helpful" | "human" | null;
  readonly answeredAt: Date;
}

export interface AnswerStore {
  add(answer: Omit<StoredAnswer, "feedback">): Promise<void>;
  get(id: string): Promise<StoredAnswer | null>;
  latest(threadId: string): Promise<StoredAnswer | null>;
  /** Other words for the same burst; when it was answered stays. */
  rewrite(
    id: string,
    answer: Pick<StoredAnswer, "messageId" | "text" | "citations" | "answerability" | "writer">,
  ): Promise<void>;
  giveFeedback(id: string, feedback: NonNullable<StoredAnswer["feedback"]>, at: Date): Promise<void>;
}

/** What was done about one message, as shown under "What Rapport did". */
export interface TurnRecord {
  readonly id: string;
  readonly threadId: string;
  readonly messageId: string;
  readonly cause: TurnCause;
  readonly emotion: EmotionOutcome;
  readonly risk: ChurnRisk;
  readonly request: RequestReading;
  readonly passages: readonly {
    readonly passageId: string;
    readonly title: string;
    readonly heading: string | null;
    readonly similarity: number;
    readonly url: string | null;
  }[];
  readonly draft: AnswerDraft | null;
  readonly decision: Decision;
  readonly timingsMs: StepTimingsMs;
  readonly handledAt: Date;
}

export interface TurnStore {
  add(turn: TurnRecord): Promise<void>;
  listByMessage(messageId: string): Promise<readonly TurnRecord[]>;
  listByThread(threadId: string): Promise<readonly TurnRecord[]>;
  /** Takes evidence out of the risk a turn found and out of what it decided on it, with the quotes. */
  dropEvidence(threadId: string, messageId: string): Promise<void>;
}

export interface AuditStore {
  add(entry: {
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
    readonly happenedAt: Date;
  }): Promise<void>;
  list(limit: number): Promise<
    readonly {
      readonly actor: string;
      readonly action: string;
      readonly subject: string;
      readonly detail: Readonly<Record<string, string | number | boolean | null>>;
      readonly happenedAt: Date;
    }[]
  >;
}
