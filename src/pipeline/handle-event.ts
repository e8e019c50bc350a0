import type {
  CommandInvoked,
  InboundEvent,
  MessageDeleted,
  MessageEdited,
  MessagePosted,
  TimerDue,
} from "../domain/inbound-event.ts";
import type { DecidedTurn, TurnCause } from "../domain/turn.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandRunner, DeskActions, DeskEvents, DigestRunner, EventContext } from "../ports/desk.ts";
import type { FileFetcher } from "../ports/file-fetcher.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent, EventHandler } from "../ports/work-queue.ts";
import { whyNotAnalysed } from "../privacy/may-analyse.ts";
import { commitTurn } from "./commit-turn.ts";
import { waitForMessage } from "./early-change.ts";
import { commitEdit, commitUnread, editedTurn } from "./edit-message.ts";
import { type FoundPlace, findPlace, savePlace } from "./find-place.ts";
import { ingestMessage, type ReadTurn, resumeTurn } from "./ingest-message.ts";
import { fetchAttachments } from "./keep-attachments.ts";
import type { TurnRunnable } from "./pipeline.ts";
import { purgeWorkspace } from "./purge-workspace.ts";
import { untilFresh } from "./stale-turn.ts";

export interface EventTools {
  readonly pipeline: Pick<TurnRunnable, "invoke">;
  readonly desk: DeskActions & DeskEvents;
  readonly commands: CommandRunner;
  readonly digests: DigestRunner;
  /** Left out: no platform gives files. */
  readonly fetchFile?: FileFetcher;
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
      case "command-invoked":
        return untilFresh(() => handleCommand(claimed, event, tools));
      case "message-edited":
        return untilFresh(() => handleEdit(claimed, event, tools));
      default:
        await claimed.finish(async (stores) => {
          if (event.kind === "message-deleted") return removeMessage(stores, claimed, event, tools);
          const context = await savedContext(stores, claimed, event, tools.clock.now());
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
  await judgeAndCommit(claimed, (stores) => ingestMessage(stores, claimed, event, tools.clock.now()), tools);
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
  if (event.timer === "purge-workspace") {
    await claimed.finish((stores) => purgeWorkspace(stores, event, now));
    return;
  }
  if (event.timer === "fetch-files")
    return fetchAttachments(claimed, event, tools.fetchFile ?? noFetcher, now);
  const cause = CAUSES[event.timer];
  if (cause === undefined) {
    await claimed.finish(async (stores) =>
      tools.desk.onTimer(stores, await savedContext(stores, claimed, event, now), event),
    );
    return;
  }
  await judgeAndCommit(claimed, (stores) => resumeTurn(stores, claimed, event.subjectId, cause, now), tools);
}

/** One look at the tables, the judgement, one transaction. */
async function judgeAndCommit(
  claimed: ClaimedEvent,
  read: (stores: TenantStores) => Promise<ReadTurn | null>,
  tools: EventTools,
): Promise<void> {
  await untilFresh(async () => {
    const found = await claimed.read(read);
    if (found === null) {
      await claimed.finish(async () => {});
      return;
    }
    const { turn, timingsMs } = await tools.pipeline.invoke(found.turn);
    const { unsaved } = found;
    const outcome = await claimed.finish((stores) =>
      commitTurn(stores, { turn, unsaved }, timingsMs, tools.desk),
    );
    if (outcome === "done") tools.onTurn?.(turn, timingsMs);
  });
}

async function handleCommand(claimed: ClaimedEvent, event: CommandInvoked, tools: EventTools): Promise<void> {
  const now = tools.clock.now();
  const place = await claimed.read((stores) => findPlace(stores, claimed.workspaceId, event));
  const work = await tools.commands.prepare(contextOf(claimed, place, now), event, claimed.read);
  await claimed.finish(async (stores) => {
    await savePlace(stores, place, now);
    await work(stores);
  });
}

/** Who did it and where, known and stored. */
async function savedContext(
  stores: TenantStores,
  claimed: ClaimedEvent,
  event: InboundEvent,
  now: Date,
): Promise<EventContext> {
  const place = await findPlace(stores, claimed.workspaceId, event);
  await savePlace(stores, place, now);
  return contextOf(claimed, place, now);
}

function contextOf(claimed: ClaimedEvent, place: FoundPlace, now: Date): EventContext {
  const { workspace, channel, person: actor } = place;
  const notAnalysedReason = whyNotAnalysed(actor, workspace, channel.mode);
  return { tenantId: claimed.tenantId, workspace, channel, actor, notAnalysedReason, now };
}

/** New words are read anew, outside the closing transaction; nothing is said about them. */
async function handleEdit(claimed: ClaimedEvent, event: MessageEdited, tools: EventTools): Promise<void> {
  const turn = await claimed.read((stores) => editedTurn(stores, claimed, event, tools.clock.now()));
  if (turn === null) {
    await claimed.finish((stores) => commitUnread(stores, claimed, event, tools.clock.now()));
    return;
  }
  const { turn: read } = await tools.pipeline.invoke(turn);
  await claimed.finish((stores) => commitEdit(stores, read, new Date(event.occurredAt), tools));
}

async function removeMessage(
  stores: TenantStores,
  claimed: ClaimedEvent,
  event: MessageDeleted,
  { desk, digests, clock }: EventTools,
): Promise<void> {
  const at = new Date(event.occurredAt);
  const channel = await stores.channels.ensure(claimed.workspaceId, event.channel, at);
  const message = await stores.messages.findByKey(channel.id, event.messageKey);
  if (!message) return waitForMessage(stores, claimed, event, clock.now());
  await stores.emotions.removeOfMessage(message.id);
  await stores.attachments.removeOfMessage(message.id);
  await stores.messages.remove(message.id, at);
  const now = clock.now();
  await desk.noteWordsGone(stores, { message, signals: [], now });
  await digests.noteWordsGone(stores, { message, now });
}

const noFetcher: FileFetcher = async () => ({ kind: "refused", why: "This platform gives no files." });
