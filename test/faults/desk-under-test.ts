import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { MessagePosted } from "../../src/domain/inbound-event.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import type { ClaimedEvent } from "../../src/ports/work-queue.ts";
import { createSpine } from "../../src/spine/create-spine.ts";
import type { Database } from "../../src/store/database.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createFakeChatAdapter } from "../fakes/chat-adapter.ts";
import { openStores } from "../support/spine.ts";
import { type FailPoint, type FromDesk, toDesk } from "./protocol.ts";

/**
 * The smallest desk that keeps the promises: every message is stored and answered once. Runs as a child of the harness
 * and is killed there. The fail-points sit around the product, not in it.
 */
const environment = process.env;
const isBlind = environment.KILL_PLATFORM === "blind";
const sabotage = environment.KILL_SABOTAGE;
const [tenantId = "", workspaceId = "", workspaceKey = ""] = (environment.KILL_TENANT ?? "").split(",");
const [deadlyPoint, deadlyPass = "1"] = (environment.KILL_AT ?? "").split(":");
const LEASE_MS = 1_500;

let passes = 0;
function pass(point: FailPoint): void {
  if (point !== deadlyPoint) return;
  passes += 1;
  if (passes >= Number(deadlyPass)) process.kill(process.pid, "SIGKILL");
}

const tell = (message: FromDesk) => process.send?.(message);

function withFailPoints(database: Database): Database {
  return {
    ...database,
    async spineQuery<Row extends Record<string, unknown>>(text: string, parameters: readonly unknown[]) {
      const isAccepting = text.includes("insert into inbox");
      if (isAccepting) pass("before_inbox_commit");
      const rows = await database.spineQuery<Row>(text, parameters);
      if (isAccepting) pass("after_inbox_commit");
      return rows;
    },
  };
}

const calls = new Map<number, (outcome: DeliveryOutcome) => void>();
let lastCall = 0;

function platformAdapter(): ChatAdapter {
  const { reconcile: _absent, ...fake } = createFakeChatAdapter();
  const copies = isBlind
    ? ({ support: "impossible", why: "no key" } as const)
    : ({ support: "yes" } as const);
  return {
    ...fake,
    capabilities: { ...fake.capabilities, "idempotent-send": copies },
    async deliver(outbound, { idempotencyKey }) {
      pass("before_send");
      lastCall += 1;
      const call = lastCall;
      const answer = new Promise<DeliveryOutcome>((resolve) => calls.set(call, resolve));
      const replyTo = "content" in outbound ? outbound.content.summary : "";
      tell({ type: "post", call, key: idempotencyKey, replyTo });
      const outcome = await answer;
      pass("after_send_before_mark");
      return outcome;
    },
  };
}

async function echo(claimed: ClaimedEvent): Promise<void> {
  pass("in_pipeline");
  const event = claimed.event as MessagePosted;
  const now = new Date();
  await claimed.finish(async (stores) => {
    const channel = await stores.channels.ensure(claimed.workspaceId, event.channel, now);
    const { thread } = await stores.threads.ensure({
      channelId: channel.id,
      threadKey: event.messageKey,
      customerId: null,
      openedAt: now,
    });
    const common = {
      threadId: thread.id,
      channelId: channel.id,
      authorId: null,
      permalink: null,
      sentAt: now,
    };
    await stores.messages.add({
      ...common,
      id: randomUUID(),
      messageKey: event.messageKey,
      authorRole: "customer",
      text: event.text,
    });
    const outboxId = await stores.outbox.add({
      workspaceId: claimed.workspaceId,
      // Named by the inbox row and not by the message, so that only the door stands between a message and two answers.
      causeKey: `in:${claimed.inboxId}:reply`,
      outbound: {
        kind: "post",
        platform: "web",
        workspaceKey,
        channelKey: event.channel.channelKey,
        threadKey: null,
        content: { summary: event.messageKey, blocks: [] },
      },
    });
    await stores.messages.add({
      ...common,
      id: randomUUID(),
      messageKey: `outbox:${outboxId}`,
      authorRole: "bot",
      text: event.text,
    });
    pass("before_business_commit");
  });
  pass("after_business_commit");
}

const database = withFailPoints(
  await openDatabase({ url: environment.KILL_DATABASE_URL ?? "", poolSize: 4 }),
);
const spine = createSpine({
  database,
  openStores,
  handler: echo,
  adapters: new Map([["web", platformAdapter()]]),
  clock: { now: () => new Date() },
  logger: silentLogger,
  workerId: randomUUID(),
  worker: { leaseMs: LEASE_MS },
  // One send at a time: "at most one uncertain post for each kill" is then a promise that can be checked.
  delivery: { leaseMs: LEASE_MS, concurrency: isBlind ? 1 : 8 },
});

async function receive(key: string, channelKey: string): Promise<void> {
  const event: MessagePosted = {
    kind: "message-posted",
    platform: "web",
    workspaceKey,
    channel: { channelKey, name: channelKey, isDirect: false, isPrivate: false },
    actor: { personKey: "P1", displayName: "Ada", isBot: false },
    dedupeKey: sabotage === "no-dedupe-key" ? randomUUID() : `message:${key}`,
    occurredAt: new Date().toISOString(),
    messageKey: key,
    threadKey: null,
    replyToKey: null,
    text: `words of ${key}`,
    mentionsBot: false,
    mentionedKeys: [],
    files: [],
    permalink: null,
  };
  if (sabotage === "ack-before-commit") tell({ type: "acked", key });
  const outcome = await spine.intake.accept(event);
  pass("before_ack");
  if (outcome.kind === "accepted" || outcome.kind === "duplicate") tell({ type: "acked", key });
}

async function report(): Promise<void> {
  const stats = await spine.stats();
  const messages = await database.transaction("rapport_desk", tenantId, (tx) =>
    tx.rows<{ key: string }>(sql`select message_key as key from messages where author_role = 'customer'`),
  );
  const uncertain = await database.spineQuery<{ reply_to: string }>(
    `select payload -> 'content' ->> 'summary' as reply_to from outbox
     where state = 'uncertain' and tenant_id = $1 and workspace_id = $2`,
    [tenantId, workspaceId],
  );
  tell({
    type: "report",
    isIdle: stats.inboxDepth + stats.outboxDepth === 0,
    stored: messages.map((row) => row.key),
    uncertain: uncertain.map((row) => row.reply_to),
    deadLetters: stats.deadLetters + stats.failed,
  });
}

process.on("message", (raw) => {
  const message = toDesk.parse(raw);
  switch (message.type) {
    case "message":
      receive(message.key, message.channelKey).catch(() => undefined);
      break;
    case "posted":
      calls.get(message.call)?.({ kind: "sent", messageKey: message.messageKey, permalink: null });
      calls.delete(message.call);
      break;
    case "report":
      report().catch(() => undefined);
      break;
    case "stop":
      spine
        .drain(2_000)
        .then(() => database.close())
        .then(() => process.exit(0))
        .catch(() => process.exit(1));
  }
});

await spine.start();
tell({ type: "ready" });
