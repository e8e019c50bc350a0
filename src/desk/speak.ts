import { randomUUID } from "node:crypto";
import { isModelWritten } from "../domain/knowledge.ts";
import { text } from "../domain/message-content.ts";
import type { DecidedTurn, EarlierAnswer } from "../domain/turn.ts";
import type { ActionOf, DeskActions } from "../ports/desk.ts";
import type { Metric } from "../ports/stores/figures-store.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import {
  answerMessage,
  clarifyMessage,
  handOffMessage,
  introductionMessage,
  noticeFor,
} from "./answer-message.ts";
import { CONTROLS } from "./control-ids.ts";
import { agentsPlace, inThread, plain, post, update } from "./place.ts";
import { sayInThread } from "./say-in-thread.ts";
import { whenBack } from "./when-back.ts";

/** The answer of a running burst is among the thread's last messages. */
const LOOK_BACK = 12;

export const answerRef = (answerId: string): string => `answer:${answerId}`;

/** What the bot says to a customer, each with its answer row, message row and outbox row. */
export const speak: Pick<DeskActions, "reply" | "clarify" | "handOff" | "introduce" | "suggest"> = {
  async reply(stores, turn, { draft, replaces }) {
    if (replaces) return rewriteAnswer(stores, turn, draft, replaces);
    const answerId = randomUUID();
    const content = answerMessage(draft, answerId, await takeNotice(stores, turn));
    const streamFor = isModelWritten(draft) ? turn.author.personKey : undefined;
    if (!(await say(stores, turn, "answer", content, answerRef(answerId), streamFor))) return;
    await keepAnswer(stores, turn, { id: answerId, kind: "reply", draft });
    await noteFirstBotReply(stores, turn);
    await count(stores, turn, "answered");
  },

  async clarify(stores, turn, { draft }) {
    const answerId = randomUUID();
    const content = clarifyMessage(draft, answerId, await takeNotice(stores, turn));
    if (!(await say(stores, turn, "answer", content, answerRef(answerId)))) return;
    await stores.answers.add({
      id: answerId,
      threadId: turn.thread.id,
      messageId: turn.message.id,
      kind: "clarify",
      text: draft.question,
      citations: [],
      answerability: draft.answerability,
      writer: "clarify",
      answeredAt: turn.now,
    });
    await stores.threads.change(turn.thread.id, { clarifyCount: turn.thread.clarifyCount + 1 });
    await noteFirstBotReply(stores, turn);
    await count(stores, turn, "clarified");
  },

  async handOff(stores, turn, { says }) {
    const ticket = await stores.tickets.findUnfinished(turn.thread.id);
    await say(
      stores,
      turn,
      "hand-off",
      handOffMessage(
        says,
        ticket?.number ?? null,
        await takeNotice(stores, turn),
        await whenBack(stores, turn.now),
      ),
    );
    if (says !== "asked-for-human") await count(stores, turn, "abstained");
  },

  async introduce(stores, turn) {
    const content = introductionMessage(await takeNotice(stores, turn));
    if (await say(stores, turn, "introduction", content)) await noteFirstBotReply(stores, turn);
  },

  async suggest(stores, turn, { draft }) {
    const place = await agentsPlace(stores, turn.workspace.id);
    if (!place) return;
    const answerId = randomUUID();
    const customer = turn.author.displayName;
    await stores.outbox.add({
      workspaceId: place.workspace.id,
      causeKey: `m:${turn.message.id}:suggest`,
      ref: answerRef(answerId),
      outbound: post(place, {
        summary: `Suggested answer for ${customer} in #${turn.channel.name}`,
        blocks: [
          { type: "heading", text: `Suggested answer for ${customer} in #${turn.channel.name}` },
          {
            type: "quote",
            text: turn.message.text.slice(0, 220),
            ...(turn.message.permalink !== null && { url: turn.message.permalink }),
          },
          ...answerMessage(draft, answerId, null).blocks.filter((block) => block.type !== "controls"),
          {
            type: "controls",
            controls: [
              {
                type: "button",
                controlId: CONTROLS.sendSuggestion,
                label: "Send to the customer",
                value: answerId,
                style: "primary",
              },
              { type: "button", controlId: CONTROLS.dismissSuggestion, label: "Dismiss", value: answerId },
            ],
          },
        ],
      }),
    });
    await keepAnswer(stores, turn, { id: answerId, kind: "suggest", draft });
  },
};

/** The asker had not finished: the answer changes where it stands, with the notice that came with it. */
async function rewriteAnswer(
  stores: TenantStores,
  turn: DecidedTurn,
  draft: ActionOf<"reply">["draft"],
  before: EarlierAnswer,
): Promise<void> {
  const cameWithNotice = turn.author.noticeAt?.getTime() === before.answeredAt.getTime();
  const content = answerMessage(draft, before.id, cameWithNotice ? noticeFor(turn.policy) : null);
  const outboxId = await stores.outbox.add({
    workspaceId: turn.workspace.id,
    causeKey: `m:${turn.message.id}:answer`,
    outbound: update(inThread(turn.workspace, turn.channel, turn.thread), answerRef(before.id), content),
  });
  if (outboxId === null) return;
  await stores.answers.rewrite(before.id, {
    messageId: turn.message.id,
    text: draft.text,
    citations: draft.citations,
    answerability: draft.answerability,
    writer: draft.writer,
  });
  const said = (await stores.messages.listByThread(turn.thread.id, LOOK_BACK)).findLast(
    ({ message }) => message.authorRole === "bot" && message.text === before.text,
  );
  if (said) await stores.messages.edit(said.message.id, content.summary, turn.now);
}

async function say(
  stores: TenantStores,
  turn: DecidedTurn,
  what: string,
  content: ReturnType<typeof plain>,
  ref?: string,
  streamFor?: string,
): Promise<boolean> {
  return sayInThread(stores, {
    place: inThread(turn.workspace, turn.channel, turn.thread),
    thread: turn.thread,
    causeKey: `m:${turn.message.id}:${what}`,
    ...(ref !== undefined && { ref }),
    ...(streamFor !== undefined && { streamFor }),
    content,
    now: turn.now,
  });
}

const takeNotice = async (stores: TenantStores, turn: DecidedTurn): Promise<string | null> =>
  (await stores.people.takeNotice(turn.author.id, turn.now)) ? noticeFor(turn.policy) : null;

async function keepAnswer(
  stores: TenantStores,
  turn: DecidedTurn,
  answer: {
    readonly id: string;
    readonly kind: "reply" | "suggest";
    readonly draft: ActionOf<"reply">["draft"];
  },
): Promise<void> {
  await stores.answers.add({
    id: answer.id,
    threadId: turn.thread.id,
    messageId: turn.message.id,
    kind: answer.kind,
    text: answer.draft.text,
    citations: answer.draft.citations,
    answerability: answer.draft.answerability,
    writer: answer.draft.writer,
    answeredAt: turn.now,
  });
}

async function noteFirstBotReply(stores: TenantStores, turn: DecidedTurn): Promise<void> {
  if (turn.thread.firstBotReplyAt !== null) return;
  await stores.threads.change(turn.thread.id, { firstBotReplyAt: turn.now });
  await stores.timers.cancel("unanswered-check", turn.thread.id);
}

function count(stores: TenantStores, turn: DecidedTurn, metric: Metric): Promise<void> {
  return stores.figures.count({ at: turn.message.sentAt, platform: turn.workspace.platform, metric });
}

export const dismissed = (by: string) => ({
  ...plain(`Suggestion dismissed by ${by}.`, text(`Suggestion dismissed by ${by}.`)),
  accent: "closed" as const,
});
