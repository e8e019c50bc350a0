import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PLATFORMS, type Platform } from "../domain/channel.ts";
import { errorCode, RapportError } from "../domain/errors.ts";
import type { DeliveryOutcome, Outbound } from "../domain/outbound.ts";
import { addMs, SECOND } from "../domain/time.ts";
import type { ChatAdapter } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { backOffMs } from "../spine/back-off.ts";
import type { Database } from "../store/database.ts";
import type { OutboxQueue, OutboxRow } from "../store/spine/outbox-queue.ts";
import { findTarget, findThreadKey, hasNewerChange, markSent } from "../store/spine/sent-posts.ts";
import { withinTime } from "../store/spine/within-time.ts";
import {
  type AttemptFacts,
  judgeOutcome,
  judgeReconciled,
  MAY_BE_SENT,
  type Verdict,
} from "./judge-outcome.ts";
import type { Pace } from "./pace.ts";

export interface SentRow {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly outboxId: string;
  readonly ref: string | null;
  readonly messageKey: string | null;
}

export const SEND_OUTCOMES = ["sent", "postponed", "failed", "uncertain"] as const;
export type SendOutcome = (typeof SEND_OUTCOMES)[number];

/** The way of one row in hand to its end. */
export interface Sender {
  send(row: OutboxRow): Promise<void>;
  /** A row found in mid-send whose sender is gone. */
  recover(row: OutboxRow, lostForMs: number): Promise<void>;
  /** The platform may have it. */
  hasHandedOver(row: OutboxRow): boolean;
}

interface SenderParts {
  readonly database: Database;
  readonly queue: OutboxQueue;
  readonly pace: Pace;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly workerId: string;
  readonly maxAttempts?: number;
  readonly deadlineMs?: number;
  readonly onOutcome?: (platform: string, outcome: SendOutcome) => void;
  readonly onSent?: (sent: SentRow) => void;
  readonly draw?: () => number;
}

const TARGET_WAIT_MS = SECOND / 2;
const NO_ADAPTER_WAIT_MS = 60 * SECOND;
/** About 20 s in all; the answer of the platform is worth waiting for the database. */
const PERSIST_TRIES = 9;
const PERSIST_BACK_OFF = { firstMs: 100, mostMs: 5 * SECOND };

export function createSender(parts: SenderParts): Sender {
  const { database, queue, pace, clock, logger, workerId } = parts;
  const maxAttempts = parts.maxAttempts ?? 20;
  const deadlineMs = parts.deadlineMs ?? 10 * SECOND;
  const draw = parts.draw ?? Math.random;
  const handedOver = new WeakSet<OutboxRow>();

  const adapterOf = (row: OutboxRow): ChatAdapter | null => {
    const platform = PLATFORMS.find((name) => name === row.platform);
    return platform === undefined ? null : (parts.adapters.get(platform) ?? null);
  };

  const send = async (row: OutboxRow): Promise<void> => {
    const adapter = adapterOf(row);
    if (adapter === null) {
      const verdict = {
        kind: "retry",
        code: "delivery.no-adapter",
        retryAfterMs: NO_ADAPTER_WAIT_MS,
      } as const;
      return settle(row, judgeOutcome({ ...verdict, scope: "channel" }, factsOf(row, null, 0)));
    }
    const thread = await findThreadKey(database, row.tenantId, outboundOf(row).threadKey);
    if (thread.kind === "waiting") return wait(row);
    if (thread.kind === "none") return settle(row, { kind: "failed", errorCode: "delivery.no-thread" });
    const outbound: Outbound = { ...outboundOf(row), threadKey: thread.threadKey };
    const target = await targetOf(row, outbound);
    if (target === "superseded") return close(row, outbound, { messageKey: null, permalink: null });
    if (target === "waiting") return wait(row);
    if (target === "none") return settle(row, { kind: "failed", errorCode: "delivery.no-target" });
    handedOver.add(row);
    const outcome = await attempt(() =>
      adapter.deliver(outbound, {
        tenantId: row.tenantId,
        idempotencyKey: row.id,
        targetMessageKey: target?.messageKey ?? null,
      }),
    );
    await conclude(row, adapter, outbound, outcome, 0);
  };

  const recover = async (row: OutboxRow, lostForMs: number): Promise<void> => {
    handedOver.add(row);
    const lost: DeliveryOutcome = { kind: "uncertain", code: "delivery.sender-lost" };
    const thread = await findThreadKey(database, row.tenantId, outboundOf(row).threadKey);
    const threadKey = thread.kind === "known" ? thread.threadKey : outboundOf(row).threadKey;
    await conclude(row, adapterOf(row), { ...outboundOf(row), threadKey }, lost, lostForMs);
  };

  /** Changes name their post by ref; a change that a later one makes void is not shown. */
  const targetOf = async (row: OutboxRow, outbound: Outbound) => {
    if (outbound.kind !== "update" && outbound.kind !== "delete") return null;
    const ref = outbound.targetRef;
    if (outbound.kind === "update" && (await hasNewerChange(database, row, ref))) return "superseded";
    const target = await findTarget(database, row.tenantId, ref);
    return target.kind === "posted" ? target : target.kind;
  };

  const attempt = async (call: () => Promise<DeliveryOutcome>): Promise<DeliveryOutcome> => {
    try {
      return await withinTime(call(), deadlineMs, attemptTookTooLong);
    } catch (error) {
      // Adapters promise not to throw; if one does, nobody knows what the platform has done.
      return { kind: "uncertain", code: errorCode(error) };
    }
  };

  const conclude = async (
    row: OutboxRow,
    adapter: ChatAdapter | null,
    outbound: Outbound,
    outcome: DeliveryOutcome,
    lostForMs: number,
  ): Promise<void> => {
    const facts = factsOf(row, adapter, lostForMs);
    const verdict = judgeOutcome(outcome, facts);
    if (verdict.kind !== "reconcile" || adapter?.reconcile === undefined)
      return settle(row, verdict, outbound);
    const context = { tenantId: row.tenantId, idempotencyKey: row.id, writtenAt: row.writtenAt };
    const found = await attempt(async () =>
      adapter.reconcile
        ? adapter.reconcile(outbound, context)
        : { kind: "uncertain", code: verdict.errorCode },
    );
    await settle(row, judgeReconciled(found, verdict.errorCode, facts), outbound);
  };

  const factsOf = (row: OutboxRow, adapter: ChatAdapter | null, lostForMs: number): AttemptFacts => ({
    attempt: row.attempt,
    maxAttempts,
    repeatableForMs: repeatableForMs(row, adapter) - lostForMs,
    canReconcile: adapter?.reconcile !== undefined,
    mayBeSent: row.errorCode === MAY_BE_SENT && !isRepeatable(outboundOf(row)),
    draw: draw(),
  });

  const repeatableForMs = (row: OutboxRow, adapter: ChatAdapter | null): number => {
    if (isRepeatable(outboundOf(row))) return Number.POSITIVE_INFINITY;
    if (adapter?.capabilities["idempotent-send"].support !== "yes") return 0;
    return pace.limitsOf(row.platform)?.idempotencyMs ?? Number.POSITIVE_INFINITY;
  };

  const settle = async (row: OutboxRow, verdict: Verdict, outbound = outboundOf(row)): Promise<void> => {
    const fields = { tenantId: row.tenantId, outboxId: row.id, platform: row.platform, attempt: row.attempt };
    parts.onOutcome?.(row.platform, OUTCOMES[verdict.kind]);
    switch (verdict.kind) {
      case "sent":
        return close(row, outbound, verdict);
      case "postpone": {
        const runAt = addMs(clock.now(), verdict.waitMs);
        if (verdict.scope === "workspace") pace.pauseWorkspace(row.workspaceId, runAt.getTime());
        logger.info({ ...fields, code: verdict.errorCode, waitMs: verdict.waitMs }, "A post waits.");
        const { errorCode: code } = verdict;
        return persist(() => queue.postpone(row, workerId, { runAt, errorCode: code, countsAttempt: true }));
      }
      case "failed":
        logger.error({ ...fields, code: verdict.errorCode }, "A post was refused.");
        return persist(() => queue.settle(row, workerId, "failed", verdict.errorCode));
      default:
        logger.error({ ...fields, code: verdict.errorCode }, "Nobody knows whether a post arrived.");
        return persist(() => queue.settle(row, workerId, "uncertain", verdict.errorCode));
    }
  };

  const wait = (row: OutboxRow) => {
    const runAt = addMs(clock.now(), TARGET_WAIT_MS);
    const errorCode = "delivery.waits-for-target";
    return persist(() => queue.postpone(row, workerId, { runAt, errorCode, countsAttempt: false }));
  };

  const close = async (
    row: OutboxRow,
    outbound: Outbound,
    sent: { readonly messageKey: string | null; readonly permalink: string | null },
  ): Promise<void> => {
    const closing = await persist(() => markSent(database, row, workerId, outbound, sent, clock.now()));
    if (closing === "erased") await takeBack(row, outbound, sent.messageKey);
    if (closing !== "closed") return;
    const { tenantId, workspaceId, id: outboxId, ref } = row;
    parts.onSent?.({ tenantId, workspaceId, outboxId, ref, messageKey: sent.messageKey });
  };

  /** The person it was about was erased while it was on its way. A change of an older post has nothing of its own to take back. */
  const takeBack = async (row: OutboxRow, outbound: Outbound, messageKey: string | null): Promise<void> => {
    if (messageKey === null || isRepeatable(outbound)) return;
    const { platform, workspaceKey, channelKey, threadKey } = outbound;
    const adapter = adapterOf(row);
    const outcome =
      adapter &&
      (await attempt(() =>
        adapter.deliver(
          { kind: "delete", platform, workspaceKey, channelKey, threadKey, targetRef: row.id },
          { tenantId: row.tenantId, idempotencyKey: randomUUID(), targetMessageKey: messageKey },
        ),
      ));
    if (outcome?.kind === "sent") return;
    const fields = { tenantId: row.tenantId, outboxId: row.id, platform };
    logger.error(fields, "A post about somebody who was erased could not be taken back; delete it by hand.");
  };

  const persist = async <T>(write: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write();
      } catch (error) {
        if (tries >= PERSIST_TRIES || errorCode(error) !== "store.unavailable") throw error;
        await sleep(backOffMs(tries, PERSIST_BACK_OFF, draw()));
      }
    }
  };

  return { send, recover, hasHandedOver: (row) => handedOver.has(row) };
}

/** What cannot be looked up on its platform stays uncertain. */
const OUTCOMES: Readonly<Record<Verdict["kind"], SendOutcome>> = {
  sent: "sent",
  postpone: "postponed",
  failed: "failed",
  reconcile: "uncertain",
  uncertain: "uncertain",
};

/** Written by our own `OutboxWriter` and by nobody else. */
const outboundOf = (row: OutboxRow): Outbound => row.payload as Outbound;

/** The second time changes nothing. */
const isRepeatable = ({ kind }: Outbound): boolean =>
  ["update", "delete", "react", "mark-thread", "enter-channel"].includes(kind);

const attemptTookTooLong = () =>
  new RapportError(
    "delivery.deadline",
    "A platform did not answer in time.",
    "Look whether the post is there.",
  );
