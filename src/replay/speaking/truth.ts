import { MINUTE } from "../../domain/time.ts";
import type { RecordedMessage } from "../recorded-message.ts";

/** An own matter taken up again after this long, or this many messages later, is neither a new request nor none. */
const AGAIN_AFTER_MS = 10 * MINUTE;
const AGAIN_AFTER_MESSAGES = 60;
const GREETING_WORDS = 4;
const BARE_GREETING =
  /^\W*(?:hi|hello|hey|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|howdy|morning)\b[^?]*$/i;

/** What people's annotation says of a message: part of the request so named, surely none, or not to be judged. */
export type SpeakingTruth =
  | { readonly kind: "request"; readonly requestId: string }
  | { readonly kind: "none" }
  | { readonly kind: "left-out" };

const NONE: SpeakingTruth = { kind: "none" };
const LEFT_OUT: SpeakingTruth = { kind: "left-out" };

/**
 * Truth of one channel, in order. A request is what somebody who is not staff writes from the start of a conversation up to
 * the first words of somebody else in it, if there are any. Left out: messages without annotation, starts that nobody
 * answered, own matters taken up again. A bare greeting asks for nothing.
 */
export function speakingTruth(messages: readonly RecordedMessage[]): readonly SpeakingTruth[] {
  const placeOf = new Map(messages.map((message, place) => [message.id, place]));
  const conversations = new Map<string, number[]>();
  for (const [place, { conversation }] of messages.entries()) {
    if (conversation === undefined) continue;
    const known = conversations.get(conversation);
    if (known) known.push(place);
    else conversations.set(conversation, [place]);
  }
  const truth: SpeakingTruth[] = messages.map((message) =>
    message.conversation === undefined || isStaffRow(message) ? LEFT_OUT : NONE,
  );
  for (const [requestId, places] of conversations) markStart(messages, places, requestId, truth);
  for (const [place, message] of messages.entries())
    if (truth[place]?.kind === "none" && isOwnMatterAgain(messages, place, message, placeOf))
      truth[place] = LEFT_OUT;
  return truth;
}

const isStaffRow = ({ role }: RecordedMessage): boolean => role !== "customer" && role !== "unknown";

function markStart(
  messages: readonly RecordedMessage[],
  places: readonly number[],
  requestId: string,
  truth: SpeakingTruth[],
): void {
  const first = messages[places[0] ?? -1];
  if (!first || isStaffRow(first) || first.replyTo !== undefined) return;
  const answerAt = places.findIndex((place) => messages[place]?.author !== first.author);
  const start = answerAt === -1 ? places : places.slice(0, answerAt);
  for (const place of start) {
    const text = messages[place]?.text ?? "";
    const isGreeting = text.trim().split(/\s+/).length <= GREETING_WORDS && BARE_GREETING.test(text);
    if (answerAt === -1) truth[place] = isGreeting ? NONE : LEFT_OUT;
    else truth[place] = isGreeting ? NONE : { kind: "request", requestId };
  }
}

function isOwnMatterAgain(
  messages: readonly RecordedMessage[],
  place: number,
  message: RecordedMessage,
  placeOf: ReadonlyMap<string, number>,
): boolean {
  return (message.replyTo ?? []).some((id) => {
    const before = placeOf.get(id);
    const earlier = before === undefined ? undefined : messages[before];
    if (before === undefined || !earlier || earlier.author !== message.author) return false;
    return (
      earlier.conversation === undefined ||
      place - before > AGAIN_AFTER_MESSAGES ||
      message.at.getTime() - earlier.at.getTime() > AGAIN_AFTER_MS
    );
  });
}
