import { isId } from "../domain/ids.ts";
import { isStaff } from "../domain/role.ts";
import type { DeskEvents } from "../ports/desk.ts";
import { MESSAGE_CONTROLS } from "../ports/shortcuts.ts";
import { answerHuman, answerNotHelpful, answerSolved } from "./answer-controls.ts";
import { openChannelForm } from "./channel-form.ts";
import { chooseClarification } from "./clarify-choice.ts";
import { CONTROLS, splitValue } from "./control-ids.ts";
import { pressDeclaration } from "./declaration-form.ts";
import { openEmojiForm } from "./emoji-form.ts";
import { markSolution } from "./mark-solution.ts";
import { plain } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { onPrivacyControl } from "./privacy-controls.ts";
import { openCommentForm, rate } from "./rating-controls.ts";
import { setChannelMode, setChannelPurpose, setGuessedChannels, setWorkspaceKind } from "./setup-controls.ts";
import { customerSolved, customerWaits } from "./silent-customer.ts";
import { similarDismissed, similarSolved } from "./similar-threads.ts";
import { openStaffForm } from "./staff-form.ts";
import { dismissSuggestion, sendSuggestion } from "./suggestion-controls.ts";
import {
  assign,
  notARisk,
  notARiskHere,
  openPanelForm,
  openReplyForm,
  openTicketForm,
  pressMove,
  relay,
  snooze,
  why,
} from "./ticket-controls.ts";
import { claimTicket, reopenTicket, resolveTicket } from "./ticket-moves.ts";
import { sendTranscript } from "./transcript.ts";

/** What follows the id in a control's value; `position` is a small number, `word` one of a menu's own; `no-value`: not even an id. */
type Behind = "nothing" | "id" | "position" | "word" | "no-value";

interface Handler {
  readonly behind: Behind;
  readonly whoMay: "anyone" | "staff" | "admins";
  work(press: Press): Promise<void>;
}

const anyone = (work: Handler["work"], behind: Behind = "nothing"): Handler => ({
  behind,
  whoMay: "anyone",
  work,
});
const staff = (work: Handler["work"], behind: Behind = "nothing"): Handler => ({
  behind,
  whoMay: "staff",
  work,
});
const admins = (work: Handler["work"], behind: Behind = "word"): Handler => ({
  behind,
  whoMay: "admins",
  work,
});

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  [CONTROLS.answerSolved, anyone(answerSolved)],
  [CONTROLS.answerNotHelpful, anyone(answerNotHelpful)],
  [CONTROLS.answerHuman, anyone(answerHuman)],
  [CONTROLS.clarifyChoose, anyone(chooseClarification, "position")],
  [CONTROLS.claim, staff((press) => pressMove(press, claimTicket))],
  [CONTROLS.resolve, staff((press) => pressMove(press, resolveTicket))],
  [CONTROLS.reopen, staff((press) => pressMove(press, reopenTicket))],
  [CONTROLS.assign, staff(assign, "id")],
  [CONTROLS.snooze, staff(snooze)],
  [CONTROLS.reply, staff(openReplyForm)],
  [CONTROLS.notARisk, staff(notARisk)],
  [CONTROLS.why, staff(why)],
  [CONTROLS.transcript, anyone(sendTranscript)],
  [MESSAGE_CONTROLS.notARisk, staff(notARiskHere, "no-value")],
  [MESSAGE_CONTROLS.solution, anyone(markSolution, "no-value")],
  [CONTROLS.sendSuggestion, staff(sendSuggestion)],
  [CONTROLS.dismissSuggestion, staff(dismissSuggestion)],
  [CONTROLS.relay, staff(relay, "id")],
  [CONTROLS.customerSolved, anyone(customerSolved)],
  [CONTROLS.customerWaits, anyone(customerWaits)],
  [CONTROLS.similarSolved, anyone(similarSolved)],
  [CONTROLS.similarDismissed, anyone(similarDismissed)],
  [CONTROLS.ticketForm, anyone(openTicketForm)],
  [CONTROLS.ticketPanel, anyone(openPanelForm)],
  [CONTROLS.rate, anyone(rate, "position")],
  [CONTROLS.rateComment, anyone(openCommentForm)],
  [CONTROLS.privacyExport, anyone(onPrivacyControl)],
  [CONTROLS.privacyErase, anyone(onPrivacyControl)],
  [CONTROLS.privacyEraseConfirmed, anyone(onPrivacyControl)],
  [CONTROLS.setupKind, admins(setWorkspaceKind)],
  [CONTROLS.setupPurpose, admins(setChannelPurpose)],
  [CONTROLS.setupMode, admins(setChannelMode)],
  [CONTROLS.setupGuess, admins(setGuessedChannels, "nothing")],
  [CONTROLS.setupEmoji, admins(openEmojiForm, "nothing")],
  [CONTROLS.setupStaff, admins(openStaffForm, "nothing")],
  [CONTROLS.setupChannel, admins(openChannelForm, "nothing")],
  [CONTROLS.setupEmotion, admins(pressDeclaration, "nothing")],
]);

/** A pressed button. What only staff may do is refused to others in words that only they see. */
export const onControl: DeskEvents["onControl"] = async (stores, context, event) => {
  const handler = HANDLERS.get(event.controlId);
  if (!handler) return;
  const place = {
    workspace: context.workspace,
    channelKey: context.channel.channelKey,
    threadKey: event.threadKey,
  };
  const value = readValue(event.value, handler.behind);
  const press: Press = { stores, context, event, place, id: value?.id ?? "", part: value?.part ?? null };
  if (handler.whoMay === "admins" && context.actor.role !== "admin")
    return tell(press, plain("Only an admin can do this."));
  if (handler.whoMay === "staff" && !isStaff(context.actor.role))
    return tell(press, plain("Only the support team can do this."));
  if (!value) return tell(press, plain("This button leads nowhere any more."));
  await handler.work(press);
};

const FITS: Readonly<Record<Exclude<Behind, "nothing" | "no-value">, (part: string) => boolean>> = {
  id: isId,
  position: (part) => /^\d{1,2}$/.test(part),
  word: (part) => /^[a-z-]{1,20}$/.test(part),
};

/** Values come back from outside: what is not of the control's own form never reaches a statement. */
function readValue(
  value: string,
  behind: Behind,
): { readonly id: string; readonly part: string | null } | null {
  if (behind === "no-value") return { id: "", part: null };
  if (behind === "nothing") return isId(value) ? { id: value, part: null } : null;
  const parts = splitValue(value);
  if (!parts || !isId(parts.id)) return null;
  return FITS[behind](parts.part) ? parts : null;
}
