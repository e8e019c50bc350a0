import type {
  InboundEvent,
  MessageDeleted,
  MessageEdited,
  MessagePosted,
  TimerDue,
} from "../domain/inbound-event.ts";
import type { DecidedTurn, TurnCause } from "../domain/turn.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandRunner, DeskActions, DeskEvents, DigestRunner, EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent, EventHandler } from "../ports/work-queue.ts";
import { whyNotAnalysed } from "../privacy/may-analyse.ts";
import { keepStaffRole, resolveRole } from "../privacy/resolve-role.ts";
import { commitTurn } from "./commit-turn.ts";
import { commitEdit, editedTurn } from "./edit-message.ts";
import { ingestMessage, resumeTurn, workspaceMissing } from "./ingest-message.ts";
import type { TurnRunnable } from "./pipeline.ts";

export interface EventTools {
  readonly pipeline: Pick<TurnRunnable, "invoke">;
  readonly desk: DeskActions & DeskEvents;
  readonly commands: CommandRunner;
  readonly digests: DigestRunner;
  readonly clock: Clock;
  /** Told of every finished turn, for metrics and live views. */
  readonly onTurn?: (turn: DecidedTurn, timingsMs: Readonly<Record<string, number>>) => void;
}

/** The work behind one claimed event: reads first, judges without a transaction, then commits in one. */
export function createEventHandler(tools: EventTools): EventHandler {
  return async (claimed) => {
    const { event } = claimed;
    switch (event.kind) {
      case "message-posted":
        return handleMessage(claimed, event, tools);
      case "timer-due":
        return handleTimer(claimed, event, tools);
      case "command-invoked": {
        const context = await claimed.read((stores) => contextOf(stores, claimed, event, tools.clock.now()));
        const work = await tools.commands.prepare(context, event, claimed.read);
        await claimed.finish(work);
        return;
      }
      case "message-edited":
        return handleEdit(claimed, event, tools);
      default:
        await claimed.finish(async (stores) => {
          if (event.kind === "message-deleted") return removeMessage(stores, claimed, event, tools);
          const context = await contextOf(stores, claimed, event, tools.clock.now());
          if (event.kind === "control-used") return tools.desk.onControl(stores, context, event);
          if (event.kind === "form-submitted") return tools.desk.onForm(stores, context, event);
          return tools.desk.onReaction(stores, context, event);
        });
    }
  };
}

async function handleMessage(claimed: ClaimedEvent, event: MessagePosted, tools: EventTools): Promise<void> {
  if (event.actor.isBot) {
    await claimed.finish(async () => {});
    return;
  }
  const turn = await claimed.read((stores) => ingestMessage(stores, claimed, event, tools.clock.now()));
  await judgeAndCommit(claimed, turn, tools);
}

const CAUSES: Readonly<Partial<Record<TimerDue["timer"], TurnCause>>> = {
  "consider-request": "burst-over",
  "wait-for-human": "human-wait-over",
  "unanswered-check": "unanswered",
};

async function handleTimer(claimed: ClaimedEvent, event: TimerDue, tools: EventTools): Promise<void> {
  const now = tools.clock.now();
  if (event.timer === "post-digest") {
    const kind = event.subjectId === "weekly" ? "weekly" : "daily";
    const due = {
      tenantId: claimed.tenantId,
      kind,
      askedBy: "schedule",
      now: new Date(event.occurredAt),
    } as const;
    const post = await tools.digests.prepare(due, claimed.read);
    await claimed.finish(async (stores) => {
      await post(stores);
    });
    return;
  }
  const cause = CAUSES[event.timer];
  if (cause === undefined) {
    await claimed.finish(async (stores) =>
      tools.desk.onTimer(stores, await contextOf(stores, claimed, event, now), event),
    );
    return;
  }
  const turn = await claimed.read((stores) => resumeTurn(stores, claimed, event.subjectId, cause, now));
  if (turn === null) await claimed.finish(async () => {});
  else await judgeAndCommit(claimed, turn, tools);
}

async function judgeAndCommit(
  claimed: ClaimedEvent,
  turn: Parameters<TurnRunnable["invoke"]>[0],
  tools: EventTools,
): Promise<void> {
  const ran = await tools.pipeline.invoke(turn);
  const outcome = await claimed.finish((stores) => commitTurn(stores, ran.turn, ran.timingsMs, tools.desk));
  if (outcome === "done") tools.onTurn?.(ran.turn, ran.timingsMs);
}

async function contextOf(
  stores: TenantStores,
  claimed: ClaimedEvent,
  event: InboundEvent,
  now: Date,
): Promise<EventContext> {
  const workspace = await stores.workspaces.get(claimed.workspaceId);
  if (!workspace) throw workspaceMissing();
  const channel = await stores.channels.ensure(workspace.id, event.channel, now);
  const known = await stores.people.findByKey(workspace.id, event.actor.personKey);
  const role = keepStaffRole(
    known?.role ?? null,
    resolveRole(event.actor, workspace, channel.purpose),
    event.actor,
  );
  const actor = await stores.people.ensure({
    workspaceId: workspace.id,
    personKey: event.actor.personKey,
    displayName: event.actor.displayName,
    role,
    now,
  });
  const notAnalysedReason = whyNotAnalysed(actor, workspace, channel.mode);
  return { tenantId: claimed.tenantId, workspace, channel, actor, notAnalysedReason, now };
}

/** New words are read anew, outside the closing transaction; nothing is said about them. */
async function handleEdit(claimed: ClaimedEvent, event: MessageEdited, tools: EventTools): Promise<void> {
  const turn = await claimed.read((stores) => editedTurn(stores, claimed, event, tools.clock.now()));
  if (turn === null) {
    await claimed.finish(async () => {});
    return;
  }
  const { turn: read } = await tools.pipeline.invoke(turn);
  await claimed.finish((stores) => commitEdit(stores, read, new Date(event.occurredAt), tools.desk));
}

async function removeMessage(
  stores: TenantStores,
  claimed: ClaimedEvent,
  event: MessageDeleted,
  { desk, clock }: EventTools,
): Promise<void> {
  const at = new Date(event.occurredAt);
  const channel = await stores.channels.ensure(claimed.workspaceId, event.channel, at);
  const message = await stores.messages.findByKey(channel.id, event.messageKey);
  if (!message) return;
  await stores.emotions.removeOfMessage(message.id);
  await stores.messages.remove(message.id, at);
  await desk.noteWordsGone(stores, { message, signals: [], now: clock.now() });
}
