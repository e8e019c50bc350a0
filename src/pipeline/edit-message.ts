import type { MessageEdited } from "../domain/inbound-event.ts";
import type { Message } from "../domain/message.ts";
import { isStaff } from "../domain/role.ts";
import type { DecidedTurn, Turn } from "../domain/turn.ts";
import type { DeskActions, DigestRunner } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent } from "../ports/work-queue.ts";
import { carryOut, readingOf, riskOf } from "./commit-turn.ts";
import { decideRisk } from "./decide.ts";
import { waitForMessage } from "./early-change.ts";
import { findPlace } from "./find-place.ts";
import { holdTurn } from "./hold-turn.ts";
import { turnOfStored } from "./ingest-message.ts";

/**
 * The turn of an edited message with its new words, for reading only: as in a channel where nobody asked, so that nothing
 * is looked up. `null` when there is nothing to read: an unknown or deleted message, a newer edit, or the same words.
 */
export async function editedTurn(
  stores: TenantStores,
  claimed: Pick<ClaimedEvent, "tenantId" | "workspaceId">,
  event: MessageEdited,
  now: Date,
): Promise<Turn | null> {
  const { message: stored } = await findPlace(stores, claimed.workspaceId, event);
  if (!stored || isPast(stored, event) || stored.text === event.text) return null;
  const turn = await turnOfStored(stores, claimed, { ...stored, text: event.text }, "message", now);
  if (turn === null) return null;
  const mode = turn.policy.mode === "off" ? "off" : "mention";
  return { ...turn, isAddressed: false, policy: { ...turn.policy, mode } };
}

/** The message is deleted, or was edited after this edit: what came late changes nothing. */
const isPast = ({ deletedAt, editedAt }: Message, { occurredAt }: MessageEdited): boolean =>
  deletedAt !== null || (editedAt !== null && editedAt > new Date(occurredAt));

/** What is left to do about an edit without anything to read. */
export async function commitUnread(
  stores: TenantStores,
  claimed: Pick<ClaimedEvent, "workspaceId">,
  event: MessageEdited,
  now: Date,
): Promise<void> {
  const channel = await stores.channels.ensure(claimed.workspaceId, event.channel, now);
  const stored = await stores.messages.findByKey(channel.id, event.messageKey);
  if (stored && isPast(stored, event)) return;
  // The same words again are an edit all the same: an older one that comes later must not bring its own back.
  if (stored?.text === event.text)
    return stores.messages.edit(stored.id, stored.text, new Date(event.occurredAt));
  await waitForMessage(stores, claimed, event, now);
}

/** The new words with their own reading in place of the old one; a thread that they put at risk is flagged. */
export async function commitEdit(
  stores: TenantStores,
  read: DecidedTurn,
  editedAt: Date,
  { desk, digests }: { readonly desk: DeskActions; readonly digests: Pick<DigestRunner, "noteWordsGone"> },
): Promise<void> {
  const { turn } = await holdTurn(stores, read, { channel: null, person: null });
  const before = await stores.messages.get(turn.message.id);
  await stores.messages.edit(turn.message.id, turn.message.text, editedAt);
  if (isStaff(turn.authorRole)) return;
  const signals = turn.risk.signals.filter((signal) => signal.messageId === turn.message.id);
  if (before) {
    await desk.noteWordsGone(stores, { message: before, signals, now: turn.now });
    await digests.noteWordsGone(stores, { message: before, now: turn.now });
  }
  const thread = (await stores.threads.get(turn.thread.id)) ?? turn.thread;
  await stores.emotions.removeOfMessage(turn.message.id);
  const reading = readingOf(turn);
  if (reading !== null) {
    await stores.emotions.add(reading);
    await stores.figures.count({ at: reading.sentAt, platform: reading.platform, metric: "analysed" });
  }
  const isLatest = turn.message.sentAt >= thread.lastMessageAt;
  // What comes after the edited words was not looked at: an earlier message may raise a risk, not lower it.
  if (!isLatest && turn.risk.score <= thread.riskScore) return;
  const current: DecidedTurn = { ...turn, thread };
  const decision = decideRisk(current, []);
  await stores.threads.change(thread.id, {
    ...riskOf(turn),
    ...(isLatest && turn.emotion.kind === "tagged" && { mood: turn.emotion.tag.mood }),
  });
  for (const action of decision) await carryOut(stores, { ...current, decision }, action, desk);
}
