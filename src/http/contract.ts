import { z } from "zod";
import * as customers from "./contract/customers.ts";
import * as digests from "./contract/digests.ts";
import * as knowledge from "./contract/knowledge.ts";
import * as session from "./contract/session.ts";
import * as settings from "./contract/settings.ts";
import { done } from "./contract/shared.ts";
import * as threads from "./contract/threads.ts";
import * as tickets from "./contract/tickets.ts";
import * as turns from "./contract/turns.ts";

/**
 * The REST API under `/api/v1`, one entry per call: the console's client is typed by this table, the server
 * implements it, the OpenAPI page is generated from it.
 *
 * - Who may: `anyone` (before login), `staff` (agent, manager, admin), `managers` (manager, admin), `admins`.
 *   Customers have no access. On loopback without login the operator counts as admin.
 * - Every changing call carries the header `x-rapport-console: 1`, which a form of another site cannot send.
 * - Not 2xx: `apiError`. 401 `session.required`, 403 `session.forbidden`, 404 `<thing>.unknown`, 409 `<thing>.conflict`,
 *   422 `request.invalid`, 503 `store.unavailable`.
 * - Answers are `cache-control: no-store`.
 */
export const API = {
  "GET /me": { who: "anyone", gives: session.me },
  "POST /session": { who: "anyone", takes: session.login, gives: session.me },
  "DELETE /session": { who: "anyone", gives: done },
  "GET /search": { who: "staff", query: z.object({ q: z.string().max(100) }), gives: session.searchResults },

  "GET /turns": { who: "staff", query: turns.turnsQuery, gives: turns.turns },

  "GET /dashboard": { who: "staff", query: threads.dashboardQuery, gives: threads.dashboard },
  "GET /threads": { who: "staff", query: threads.threadsQuery, gives: threads.threads },
  "GET /threads/{id}": { who: "staff", gives: threads.threadDetail },
  "PUT /messages/{id}/emotion": { who: "staff", takes: threads.emotionCorrection, gives: done },

  "GET /tickets": { who: "staff", query: tickets.ticketsQuery, gives: tickets.tickets },
  "GET /tickets/{number}": { who: "staff", gives: tickets.ticketDetail },
  "POST /tickets/{number}/actions": {
    who: "staff",
    takes: tickets.ticketAction,
    gives: tickets.ticketDetail,
  },

  "GET /customers": { who: "staff", query: customers.customersQuery, gives: customers.customers },
  "GET /customers/{id}": { who: "staff", gives: customers.customerDetail },
  /** Everything stored about the person, as a download. */
  "GET /customers/{id}/export": { who: "admins", gives: z.record(z.string(), z.unknown()) },
  "PUT /customers/{id}/opt-out": { who: "admins", takes: customers.optOut, gives: customers.customerDetail },
  "DELETE /customers/{id}": { who: "admins", gives: done },

  "GET /articles": { who: "staff", gives: knowledge.articles },
  "GET /articles/{id}": { who: "staff", gives: knowledge.articleDetail },
  /** Body: the bytes of the file, any content type. */
  "PUT /articles": { who: "managers", query: knowledge.uploadQuery, gives: knowledge.uploadOutcome },
  "DELETE /articles/{id}": { who: "managers", gives: done },
  "POST /knowledge/test": { who: "staff", takes: knowledge.testQuestion, gives: knowledge.testResult },

  "GET /digests": { who: "managers", gives: digests.digests },
  "GET /digests/preview": { who: "managers", query: digests.digestQuery, gives: digests.digestPreview },
  "GET /digests/{id}": { who: "managers", gives: digests.digestDetail },
  "POST /digests": { who: "managers", takes: digests.postDigest, gives: digests.postDigestOutcome },

  "GET /settings": { who: "staff", gives: settings.settings },
  "PATCH /settings": { who: "admins", takes: settings.policyChange, gives: settings.settings },
  "PATCH /workspaces/{id}": { who: "admins", takes: settings.workspaceChange, gives: settings.settings },
  "POST /workspaces/{id}/guesses": { who: "admins", takes: settings.takenGuesses, gives: settings.settings },
  "POST /workspaces/{id}/channels": { who: "admins", takes: settings.takenChannel, gives: settings.settings },
  "PUT /workspaces/{id}/roles": { who: "admins", takes: settings.roleChange, gives: settings.settings },
  "GET /workspaces/{id}/people": { who: "admins", query: settings.peopleQuery, gives: settings.peopleFound },
  "PATCH /channels/{id}": { who: "admins", takes: settings.channelChange, gives: settings.settings },
  "PATCH /agents/{id}": { who: "staff", takes: settings.agentChange, gives: settings.settings },
  "GET /deliveries": { who: "managers", query: settings.deliveriesQuery, gives: settings.deliveries },
  "GET /dead-letters/{id}": { who: "managers", gives: settings.deliveryDetail },
  "GET /sends/{id}": { who: "managers", gives: settings.deliveryDetail },
  "POST /deliveries": { who: "admins", takes: settings.repair, gives: settings.repaired },
  "GET /audit": { who: "admins", gives: settings.audit },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** Not in the table: `GET /files/{id}` gives the bytes of a stored file (staff), with its media type and `nosniff`. */
export const API_PREFIX = "/api/v1";

export interface Endpoint {
  readonly who: "anyone" | "staff" | "managers" | "admins";
  readonly query?: z.ZodType;
  readonly takes?: z.ZodType;
  readonly gives: z.ZodType;
}

export type Call = keyof typeof API;
/** What the caller may leave out is optional here. */
export type QueryOf<C extends Call> = (typeof API)[C] extends { query: infer Q extends z.ZodType }
  ? z.input<Q>
  : undefined;
export type TakesOf<C extends Call> = (typeof API)[C] extends { takes: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
export type GivesOf<C extends Call> = z.output<(typeof API)[C]["gives"]>;

export type { CustomerDetail, CustomerRow } from "./contract/customers.ts";
export type { DigestKindView, Digests } from "./contract/digests.ts";
export type { ArticleRow, Articles, PassageView, TestResult, UploadOutcome } from "./contract/knowledge.ts";
export type { Me, SearchResults } from "./contract/session.ts";
export type {
  Audit,
  ChannelView,
  Deliveries,
  DeliveryDetail,
  DeliveryRow,
  PolicyChange,
  Settings,
  TroubleKind,
  WorkspaceView,
} from "./contract/settings.ts";
export type { ApiError, CitationView, FigureView, PersonRef } from "./contract/shared.ts";
export { apiError } from "./contract/shared.ts";
export type {
  Dashboard,
  MoodPoint,
  RiskFlagView,
  ThreadDetail,
  ThreadMessage,
  ThreadRow,
  ThreadView,
} from "./contract/threads.ts";
export type { TicketAction, TicketDetail, TicketRow, TicketView } from "./contract/tickets.ts";
export type { ActionView, AnswerDraftView, TurnView } from "./contract/turns.ts";
