import { MIN_EVIDENCE_TO_FLAG } from "../domain/churn-risk.ts";
import type { Action, Decision } from "../domain/decision.ts";
import { isStaff } from "../domain/role.ts";
import type { DraftedTurn } from "../domain/turn.ts";
import { isAboutBot } from "./about-bot.ts";
import { HALF_SURE, HELPED_MS, SURE, UNASKED_ANSWERABILITY } from "./judgement.ts";

/** What to do about a message, each with its reason. Pure: the same turn always gives the same decision. */
export function decide(turn: DraftedTurn): Decision {
  const speech = decideSpeech(turn);
  return [...speech, ...decideRisk(turn, speech)];
}

function decideSpeech(turn: DraftedTurn): Decision {
  const { request, policy } = turn;
  if (policy.mode === "off") return silent("the bot is off in this channel");
  if (isStaff(turn.authorRole)) return silent("staff wrote it");
  if (turn.cause === "unanswered") return silent("only the wait was looked at");
  if (isAboutBot(turn)) return [{ kind: "introduce", reason: "it was asked about itself, or named alone" }];
  if (request.asksForHuman) return handOffToHuman(turn);
  if (request.noise !== null) return silent(request.reason);
  if (turn.isAddressed) return answerNow(turn, "it was asked directly");
  if (turn.thread.botQuietAt !== null) return silent("a person is answering in this thread");
  if (policy.mode === "mention") return silent("in this channel it answers only when mentioned");
  if (request.confidence < HALF_SURE) return silent(request.reason);
  return policy.mode === "suggest" ? suggestToAgents(turn) : speakUnasked(turn);
}

function handOffToHuman(turn: DraftedTurn): Decision {
  if (turn.hasOpenTicket)
    return [
      {
        kind: "hand-off",
        says: "asked-for-human",
        reason: "a human was asked for; the ticket is open already",
      },
    ];
  return [
    { kind: "open-ticket", priority: "high", reason: "a human was asked for" },
    { kind: "hand-off", says: "asked-for-human", reason: "a human was asked for" },
  ];
}

function answerNow(turn: DraftedTurn, why: string): Decision {
  const { draft } = turn;
  switch (draft?.kind) {
    case "cited":
      if (turn.earlierAnswer?.text === draft.text) return silent("the answer given a moment ago stands");
      return [
        {
          kind: "reply",
          draft,
          ...(turn.earlierAnswer && { replaces: turn.earlierAnswer }),
          reason: `${why}, and the documents hold an answer (${percent(draft.answerability)})`,
        },
      ];
    case "clarify":
      if (turn.thread.clarifyCount > 0)
        return passOn(turn, "no-answer", "one clarifying question was asked already");
      return [{ kind: "clarify", draft, reason: `${why}, and two answers fit equally well` }];
    case "unavailable":
      return passOn(turn, "unavailable", "the answer could not be looked up");
    default:
      return passOn(
        turn,
        "no-answer",
        `${why}, and the documents hold no answer${draft ? ` (${percent(draft.answerability)})` : ""}`,
      );
  }
}

function passOn(turn: DraftedTurn, says: "no-answer" | "unavailable", reason: string): Decision {
  const handOff: Action = { kind: "hand-off", says, reason };
  return turn.hasOpenTicket ? [handOff] : [{ kind: "open-ticket", priority: "normal", reason }, handOff];
}

function suggestToAgents(turn: DraftedTurn): Decision {
  if (turn.cause === "message") return [wait(turn, "consider-request", "the asker may still be writing")];
  if (turn.draft?.kind !== "cited") return silent("nothing in the documents to suggest");
  return [{ kind: "suggest", draft: turn.draft, reason: "this channel drafts for agents only" }];
}

/** In `auto`: sure and grounded speaks once the asker is silent; half sure lets humans go first. */
function speakUnasked(turn: DraftedTurn): Decision {
  const { draft, request } = turn;
  if (turn.cause === "message") return [wait(turn, "consider-request", "the asker may still be writing")];
  const isHelped = isBeingHelped(turn);
  const isSure = request.confidence >= SURE && !isHelped;
  const isGrounded = draft?.kind === "cited" && draft.answerability >= UNASKED_ANSWERABILITY;
  if (!isSure && !isGrounded)
    return silent("half sure that it is a request, and no sure answer in the documents");
  if (!isSure && turn.cause === "burst-over")
    return [
      wait(
        turn,
        "wait-for-human",
        isHelped
          ? "somebody is helping: people go first"
          : "half sure that it is a request: a human may answer first",
      ),
    ];
  if (isGrounded) return answerNow(turn, isSure ? "sure that it is a request" : "nobody else has answered");
  if (turn.hasOpenTicket) return silent("the team has it already");
  if (draft?.kind === "cited")
    return passOn(
      turn,
      "no-answer",
      `sure that it is a request, and the documents hold no answer sure enough to give unasked (${percent(draft.answerability)})`,
    );
  return answerNow(turn, "sure that it is a request");
}

/** Flag, ticket and card of a thread that is at risk; nothing when it was flagged and is no worse. */
export function decideRisk(turn: DraftedTurn, speech: Decision): Decision {
  const { risk } = turn;
  if (risk.level === "low" || risk.signals.length < MIN_EVIDENCE_TO_FLAG) return [];
  const { flaggedAt, riskLevel } = turn.thread;
  // Past a false alarm only evidence of another kind gives a level at all; it is flagged when it first does.
  const isNewAfterFalseAlarm = turn.dismissedSignals.length > 0 && riskLevel === "low";
  const isWorse =
    flaggedAt === null || isNewAfterFalseAlarm || (risk.level === "high" && riskLevel !== "high");
  if (!isWorse) return [];
  const reason = risk.signals
    .slice(0, 3)
    .map((signal) => signal.detail)
    .join(", ");
  const opens = speech.some((action) => action.kind === "open-ticket") || turn.hasOpenTicket;
  const flag: Decision = [{ kind: "flag-thread", risk, reason }];
  const ticket: Decision = opens
    ? []
    : [
        {
          kind: "open-ticket",
          priority: risk.level === "high" ? "urgent" : "high",
          reason: `at risk: ${reason}`,
        },
      ];
  return [...flag, ...ticket, { kind: "escalate", risk, reason }];
}

/** Another customer spoke to this one by name a short while ago. */
export const isBeingHelped = ({
  thread,
  message,
}: {
  readonly thread: Pick<DraftedTurn["thread"], "helpedAt">;
  readonly message: Pick<DraftedTurn["message"], "sentAt">;
}): boolean => thread.helpedAt !== null && message.sentAt.getTime() - thread.helpedAt.getTime() < HELPED_MS;

const silent = (reason: string): Decision => [{ kind: "stay-silent", reason }];

function wait(turn: DraftedTurn, timer: "consider-request" | "wait-for-human", reason: string): Action {
  return {
    kind: "wait",
    timer,
    forMs: timer === "consider-request" ? turn.policy.burstSilenceMs : turn.policy.waitForHumanMs,
    reason,
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
