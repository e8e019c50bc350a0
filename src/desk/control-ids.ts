/** Every button, menu and form of ours. The value that travels with each is named beside it. */
export const CONTROLS = {
  /** answer id */
  answerSolved: "answer.solved",
  answerNotHelpful: "answer.not-helpful",
  answerHuman: "answer.human",
  /** `<answer id>|<position of the choice>` */
  clarifyChoose: "clarify.choose",
  /** ticket id */
  claim: "ticket.claim",
  reply: "ticket.reply",
  snooze: "ticket.snooze",
  resolve: "ticket.resolve",
  reopen: "ticket.reopen",
  transcript: "ticket.transcript",
  notARisk: "risk.not-a-risk",
  why: "card.why",
  /** `<ticket id>|<agent's person id>` */
  assign: "ticket.assign",
  /** ticket id: under a reminder to its customer */
  customerSolved: "ticket.customer-solved",
  customerWaits: "ticket.customer-waits",
  /** answer id of a draft that only agents have seen */
  sendSuggestion: "suggestion.send",
  dismissSuggestion: "suggestion.dismiss",
  /** message id of an agent's words in a card's thread */
  relay: "relay.send",
  /** thread id */
  ticketForm: "ticket.form",
  /** workspace id: a panel is nobody's thread */
  ticketPanel: "ticket.panel",
  /** thread id: under an offer of solved threads */
  similarSolved: "similar.solved",
  similarDismissed: "similar.dismissed",
  /** `<survey id>|<rating>` */
  rate: "csat.rate",
  /** survey id */
  rateComment: "csat.comment",
  /** person id: one's own */
  privacyExport: "privacy.export",
  privacyErase: "privacy.erase",
  privacyEraseConfirmed: "privacy.erase-confirmed",
  /** `<workspace id>|<kind>` */
  setupKind: "setup.kind",
  /** `<channel id>|<purpose>` */
  setupPurpose: "setup.purpose",
  /** `<channel id>|<mode>` */
  setupMode: "setup.mode",
  /** workspace id */
  setupGuess: "setup.guess",
  /** workspace id */
  setupEmoji: "setup.emoji",
  /** workspace id */
  setupStaff: "setup.staff",
  /** workspace id */
  setupEmotion: "setup.emotion",
  /** workspace id */
  setupChannel: "setup.channel",
} as const;

export const FORMS = {
  /** ticket id; field `text` */
  reply: "reply-to-customer",
  /** thread id; fields `subject`, `details` */
  ticket: "open-ticket",
  /** survey id; field `comment` */
  csatComment: "csat-comment",
  /** workspace id; fields `claim`, `solve`, `open` */
  emoji: "emoji-rules",
  /** workspace id; fields `who`, `group`, `role` */
  staff: "name-staff",
  /** workspace id; field `declaration` */
  declaration: "emotion-declaration",
  /** workspace id; fields `channel`, `name`, `purpose`, `mode` */
  channel: "set-up-channel",
} as const;

const SEPARATOR = "|";

export const joinValue = (id: string, part: string | number): string => `${id}${SEPARATOR}${part}`;

/** `null` when the value is not of that form. */
export function splitValue(value: string): { readonly id: string; readonly part: string } | null {
  const at = value.lastIndexOf(SEPARATOR);
  return at <= 0 ? null : { id: value.slice(0, at), part: value.slice(at + 1) };
}
