import { z } from "zod";

/** Slack names a message by its channel and `ts`: seconds and microseconds, `1730000000.123456`. */
const TS = /^(\d{9,12})\.(\d{6})$/;

/** ISO time of a `ts`; `null` when it is none. */
export function instantOf(ts: string): string | null {
  const [, seconds, micros] = TS.exec(ts) ?? [];
  if (seconds === undefined || micros === undefined) return null;
  return new Date(Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)).toISOString();
}

/** The thread a message belongs to; a root names itself there, which is no thread yet. */
export const threadKeyOf = (ts: string, threadTs: string | undefined): string | null =>
  threadTs === undefined || threadTs === ts ? null : threadTs;

/** Where a message can be read; `null` while the workspace's address is not known. */
export function permalinkOf(
  workspaceUrl: string | null,
  channelKey: string,
  messageKey: string,
  threadKey: string | null,
): string | null {
  if (workspaceUrl === null) return null;
  const link = new URL(`archives/${channelKey}/p${messageKey.replace(".", "")}`, workspaceUrl);
  if (threadKey !== null) {
    link.searchParams.set("thread_ts", threadKey);
    link.searchParams.set("cid", channelKey);
  }
  return link.href;
}

const interaction = z.object({
  /** Whose press or command it was. */
  p: z.string(),
  /** `trigger_id`: opens a form, good for 3 s. */
  t: z.string().nullable(),
  /** `response_url`: five answers in 30 min, also where the bot is no member. */
  r: z.string().nullable(),
});

export interface Interaction {
  readonly personKey: string;
  readonly triggerId: string | null;
  readonly responseUrl: string | null;
}

/** One word for the neutral event, read again when the answer is sent. */
export const interactionKeyOf = ({ personKey, triggerId, responseUrl }: Interaction): string =>
  JSON.stringify({ p: personKey, t: triggerId, r: responseUrl });

/** `null` for what is no key of ours. */
export function readInteractionKey(key: string): Interaction | null {
  try {
    const { p, t, r } = interaction.parse(JSON.parse(key));
    return { personKey: p, triggerId: t, responseUrl: r };
  } catch {
    return null;
  }
}

const formPlace = z.object({
  v: z.string(),
  c: z.string().min(1),
  t: z.string().nullable(),
  d: z.boolean(),
  p: z.boolean().nullable(),
});

/** What a form must bring back beside its fields: Slack tells of a submitted view no channel. */
export interface FormPlace {
  /** Our own id of the thing the form is about. */
  readonly value: string;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly isDirect: boolean;
  /** `null`: to be looked up. */
  readonly isPrivate: boolean | null;
}

/** For the view's `private_metadata`, at most 3,000 characters. */
export const formPlaceText = ({ value, channelKey, threadKey, isDirect, isPrivate }: FormPlace): string =>
  JSON.stringify({ v: value, c: channelKey, t: threadKey, d: isDirect, p: isPrivate });

export function readFormPlace(text: string): FormPlace | null {
  try {
    const { v, c, t, d, p } = formPlace.parse(JSON.parse(text));
    return { value: v, channelKey: c, threadKey: t, isDirect: d, isPrivate: p };
  } catch {
    return null;
  }
}

/** Slack wants `action_id` unique in a message; ours repeat (five ratings), so a number goes behind. */
export const actionIdOf = (controlId: string, place: number): string => `${controlId}#${place}`;
export const controlIdOf = (actionId: string): string => actionId.replace(/#\d{1,4}$/, "");

/** Slack's thumbs share one action id; which control a press means stands in its value. */
export const FEEDBACK_CONTROL = "slack.feedback";
export const feedbackValue = ({ controlId, value }: PressedControl): string => `${controlId} ${value}`;

export interface PressedControl {
  readonly controlId: string;
  readonly value: string;
}

/** What was pressed, by the action's id and value. */
export function pressedControl(actionId: string, value: string): PressedControl {
  const controlId = controlIdOf(actionId);
  const [own = "", ...rest] = value.split(" ");
  return controlId === FEEDBACK_CONTROL ? { controlId: own, value: rest.join(" ") } : { controlId, value };
}

/** An instant as Slack writes one. */
export const tsOf = (at: Date): string =>
  `${Math.floor(at.getTime() / 1_000)}.${String(at.getTime() % 1_000).padStart(3, "0")}000`;
