import { createHash } from "node:crypto";
import { z } from "zod";

/** Discord names everything by a snowflake: 42 bits of milliseconds since 2015, then a counter. */
const SNOWFLAKE = /^\d{15,21}$/;
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const BELOW_TIME = 2 ** 22;

export const isSnowflake = (key: string): boolean => SNOWFLAKE.test(key);

/** When the thing was made, in ms. */
export const madeAtMs = (snowflake: string): number =>
  Math.floor(Number(snowflake) / BELOW_TIME) + DISCORD_EPOCH_MS;

/** The smallest snowflake of an instant. */
export const snowflakeAt = (at: Date): string =>
  (BigInt(Math.max(0, at.getTime() - DISCORD_EPOCH_MS)) << 22n).toString();

/** Below 0 when `a` is the older one. */
export const compareKeys = (a: string, b: string): number =>
  a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;

/** A direct channel among the places that were read: no server tells of it. */
export const directPlace = (channelKey: string): string => `@${channelKey}`;
export const isDirectPlace = (placeKey: string): boolean => placeKey.startsWith("@");
export const channelOfPlace = (placeKey: string): string => placeKey.replace(/^@/, "");

/** The greatest key that is older than this one. */
export const keyBefore = (snowflake: string): string => (BigInt(snowflake) - 1n).toString();

const WEB = "https://discord.com/channels";

/** Where a message can be read. `placeKey`: the channel or thread it stands in; `guildKey` is `null` in a direct channel. */
export const permalinkOf = (guildKey: string | null, placeKey: string, messageKey: string): string =>
  `${WEB}/${guildKey ?? "@me"}/${placeKey}/${messageKey}`;

/** An attachment is found by the message it hangs on. */
export const fileKeyOf = (placeKey: string, messageKey: string, attachmentKey: string): string =>
  [placeKey, messageKey, attachmentKey].join("/");

/** `null` for what is no attachment's key. */
export function readFileKey(
  key: string,
): { readonly placeKey: string; readonly messageKey: string; readonly attachmentKey: string } | null {
  const [placeKey, messageKey, attachmentKey, ...more] = key.split("/");
  if (!placeKey || !messageKey || !attachmentKey || more.length > 0) return null;
  return [placeKey, messageKey, attachmentKey].every(isSnowflake)
    ? { placeKey, messageKey, attachmentKey }
    : null;
}

/** How a thing was begun decides what may be answered first. */
export type InteractionKind = "command" | "component" | "form";

export interface Interaction {
  readonly personKey: string;
  readonly id: string;
  /** Good for 15 min; lets us answer without a bot token. */
  readonly token: string;
  readonly kind: InteractionKind;
  /** Of a press: control and value, by which it can be made again. */
  readonly again?: string;
}

const interaction = z.object({
  p: z.string(),
  i: z.string().regex(SNOWFLAKE),
  t: z.string().regex(/^[\w.~-]{1,1000}$/),
  k: z.enum(["command", "component", "form"]),
  c: z.string().max(100).optional(),
});

/** One word for the neutral event, read again when the answer is sent. */
export const interactionKeyOf = ({ personKey, id, token, kind, again }: Interaction): string =>
  JSON.stringify({ p: personKey, i: id, t: token, k: kind, c: again });

/** `null` for what is no key of ours. */
export function readInteractionKey(key: string): Interaction | null {
  try {
    const { p, i, t, k, c } = interaction.parse(JSON.parse(key));
    return { personKey: p, id: i, token: t, kind: k, ...(c !== undefined && { again: c }) };
  } catch {
    return null;
  }
}

/** Tokens hold their whole interaction for 15 min. */
export const INTERACTION_LIFE_MS = 15 * 60_000;

/**
 * What Discord refuses a second copy by, at most 25 characters: the outbox id, and which part of a long message it is.
 * A part's number needs two signs, the id's 16 bytes 22.
 */
export const nonceOf = (outboxId: string, part: number): string =>
  `${createHash("sha256").update(outboxId).digest("base64url").slice(0, 22)}${part.toString(36).padStart(2, "0")}`;

const SEPARATOR = "~";

/**
 * `custom_id`, at most 100 characters and the only one of its kind in a message: ours repeat (five ratings), so the place
 * stands in front. A menu's choice carries the value itself.
 */
export const customIdOf = (controlId: string, value: string, place: number): string =>
  [place.toString(36), joinControl(controlId, value)].join(SEPARATOR);

export const joinControl = (controlId: string, value: string): string => [controlId, value].join(SEPARATOR);

/** `null` for what is no control of ours. */
export function readCustomId(
  customId: string,
): { readonly controlId: string; readonly value: string } | null {
  const [place, controlId, ...value] = customId.split(SEPARATOR);
  if (place === undefined || !/^[0-9a-z]{1,3}$/.test(place) || !controlId) return null;
  return { controlId, value: value.join(SEPARATOR) };
}
