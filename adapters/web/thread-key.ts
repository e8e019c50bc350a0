import { MINUTE } from "../../src/domain/time.ts";

/** A thread is named by its root post; a reply to a reply belongs to the same thread. */
export const threadKeyOf = (post: { readonly postKey: string; readonly threadKey: string | null }): string =>
  post.threadKey ?? post.postKey;

/** The channel of one person with the bot. */
export const directChannelKey = (personKey: string): string => `dm-${personKey}`;

/** Where a post can be found again: a route of the console, after the server's public address where one is set. */
export const permalinkOf = (publicUrl: string, channelKey: string, postKey: string): string =>
  `${publicUrl.replace(/\/+$/, "")}/#/room/${encodeURIComponent(channelKey)}/${encodeURIComponent(postKey)}`;

const INTERACTION_MS = 5 * MINUTE;

/** Says whose press or command it was and how long a form may answer it. Made here, never taken from a window. */
export const interactionKeyOf = (personKey: string, now: Date): string =>
  `${(now.getTime() + INTERACTION_MS).toString(36)}.${personKey}`;

/** The person who may still be answered by a form; `null` when it is too late or not one of our keys. */
export function personOfInteraction(interactionKey: string, now: Date): string | null {
  const dot = interactionKey.indexOf(".");
  const expiresAtMs = Number.parseInt(interactionKey.slice(0, Math.max(0, dot)), 36);
  if (dot < 1 || !Number.isFinite(expiresAtMs) || expiresAtMs <= now.getTime()) return null;
  return interactionKey.slice(dot + 1);
}
