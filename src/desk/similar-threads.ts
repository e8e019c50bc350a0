import { shortenText } from "../domain/chat-text.ts";
import { type Inline, type MessageContent, text } from "../domain/message-content.ts";
import { isStaff } from "../domain/role.ts";
import type { DecidedTurn } from "../domain/turn.ts";
import type { DeskActions } from "../ports/desk.ts";
import type { SolvedThread } from "../ports/stores/conversation-stores.ts";
import { CONTROLS } from "./control-ids.ts";
import { nearestByWords } from "./likeness.ts";
import { markThread } from "./mark-thread.ts";
import { inThread, placeOfThread, plain, post, update } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { resolveTicket } from "./ticket-moves.ts";

/** Solved threads of the same channel among which near ones are looked for, newest first. */
const LOOKED_BACK_ON = 200;
const SHOWN = 3;
/** Words by which two requests are compared; what comes later is detail. */
const COMPARED_LENGTH = 600;
const LABEL_LENGTH = 80;
/** Everybody sees an offer: it must be nearer than what stands on a card. Set by hand. */
const LEAST_LIKENESS = 0.35;

/**
 * Names the people whose threads are offered, so that the offer can be taken back with their data. `about:` alone would
 * not do: an offer names several.
 */
const offerRef = (threadId: string, offered: readonly SolvedThread[]): string =>
  ["similar", threadId, ...new Set(offered.map(({ customerId }) => customerId))].join(":");

/**
 * Under a post that opens its own thread (a forum's): threads of the same channel that were solved, where some are near.
 * Who may write a post there may read its neighbours; of other channels that is not known.
 */
export const offerSimilar: DeskActions["offerSimilar"] = async (stores, turn) => {
  if (!mayOffer(turn)) return;
  const { thread, message, channel, workspace } = turn;
  const solved = await stores.threads.listSolved(channel.id, LOOKED_BACK_ON);
  const near = nearestByWords(
    message.text.slice(0, COMPARED_LENGTH),
    solved.filter(({ id }) => id !== thread.id),
    (one) => one.text.slice(0, COMPARED_LENGTH),
    LEAST_LIKENESS,
  ).slice(0, SHOWN);
  if (near.length === 0) return;
  await stores.outbox.add({
    workspaceId: workspace.id,
    causeKey: `similar:${thread.id}`,
    ref: offerRef(thread.id, near),
    outbound: post(inThread(workspace, channel, thread), offer(thread.id, near)),
  });
};

function mayOffer({
  event,
  isNewThread,
  policy,
  authorRole,
  request,
  channel,
  isAddressed,
}: DecidedTurn): boolean {
  const opensItsThread = isNewThread && event.threadKey === event.messageKey;
  const maySpeak = policy.mode === "auto" || (policy.mode === "mention" && isAddressed);
  return (
    opensItsThread &&
    maySpeak &&
    channel.purpose !== "direct" &&
    !isStaff(authorRole) &&
    request.noise === null &&
    !request.asksForHuman
  );
}

function offer(threadId: string, near: readonly SolvedThread[]): MessageContent {
  const lead = near.length === 1 ? "This was solved here before:" : "These were solved here before:";
  return {
    summary: lead,
    blocks: [
      { type: "paragraph", inlines: [text(lead)] },
      { type: "list", items: near.map((one): readonly Inline[] => [linkTo(one)]) },
      {
        type: "controls",
        controls: [
          {
            type: "button",
            controlId: CONTROLS.similarSolved,
            label: "That solved it",
            value: threadId,
            style: "primary",
          },
          { type: "button", controlId: CONTROLS.similarDismissed, label: "Dismiss", value: threadId },
        ],
      },
    ],
  };
}

function linkTo({ text: words, permalink }: SolvedThread): Inline {
  const [firstLine = ""] = words.trim().split("\n");
  return { type: "link", url: permalink, label: shortenText(firstLine, LABEL_LENGTH) };
}

/** The asker found the solution in an offered thread. */
export async function similarSolved(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const thread = await ownThread(press);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!thread || !home) return;
  const { actor, now } = context;
  const cause = `e:${event.dedupeKey}`;
  await replaceOffer(press, plain("✓ Solved by an earlier thread."));
  const ticket = await stores.tickets.findUnfinished(thread.id);
  if (ticket) return void (await resolveTicket(stores, { ticket, actor, cause, now }));
  await stores.threads.change(thread.id, { status: "solved" });
  for (const timer of ["consider-request", "wait-for-human", "unanswered-check"])
    await stores.timers.cancel(timer, thread.id);
  await stores.figures.count({ at: now, platform: home.workspace.platform, metric: "solved-by-bot" });
  await markThread(stores, home, "solved", cause);
}

/** None of them helps: the offer goes. */
export async function similarDismissed(press: Press): Promise<void> {
  if ((await ownThread(press)) === null) return;
  await replaceOffer(press, null);
}

async function ownThread(press: Press) {
  const { stores, context, id } = press;
  const thread = await stores.threads.getForUpdate(id);
  if (thread && (thread.customerId === context.actor.id || isStaff(context.actor.role))) return thread;
  await tell(press, plain("Only the person who asked, or the team, can say whether this helped."));
  return null;
}

async function replaceOffer(press: Press, content: MessageContent | null): Promise<void> {
  const { stores, context, event, place } = press;
  const ref = await stores.posts.findRef(place.channelKey, event.messageKey);
  if (ref === null || !ref.startsWith(`similar:${press.id}`)) return;
  const { workspace, channelKey, threadKey } = place;
  const { platform, workspaceKey } = workspace;
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:offer`,
    outbound:
      content === null
        ? { kind: "delete", platform, workspaceKey, channelKey, threadKey, targetRef: ref }
        : update(place, ref, { ...content, accent: "closed" }),
  });
}
