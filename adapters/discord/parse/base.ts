import { cleanChatText } from "../../../src/domain/chat-text.ts";
import type { ActorRef, ChannelRef } from "../../../src/domain/inbound-event.ts";
import { isThreadType } from "../places/shapes.ts";
import type { Knowledge } from "./knowledge.ts";

interface Told {
  /** The channel or thread that the payload names. */
  readonly placeKey: string;
  readonly guildKey: string | null;
  readonly actor: { readonly key: string; readonly name: string };
  readonly at: string;
  readonly dedupeKey: string;
}

/** What every event has, with the place split into channel and thread. Pure; `null` when the instant is none. */
export function baseOf({ placeKey, guildKey, actor, at, dedupeKey }: Told, knowledge: Knowledge) {
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime())) return null;
  const { channel, threadKey } = placeOf(placeKey, guildKey, actor.name, knowledge);
  const ref: ActorRef = {
    personKey: actor.key,
    displayName: cleanChatText(actor.name).trim() || actor.key,
    isBot: false,
    ...(knowledge.standing && { standing: knowledge.standing }),
  };
  return {
    threadKey,
    base: {
      platform: "discord",
      workspaceKey: knowledge.workspaceKey,
      channel,
      actor: ref,
      dedupeKey: dedupeKey.slice(0, 200),
      occurredAt: instant.toISOString(),
    } as const,
  };
}

function placeOf(
  placeKey: string,
  guildKey: string | null,
  actorName: string,
  knowledge: Knowledge,
): { readonly channel: ChannelRef; readonly threadKey: string | null } {
  if (guildKey === null) {
    const name = cleanChatText(actorName);
    return { channel: { channelKey: placeKey, name, isDirect: true, isPrivate: true }, threadKey: null };
  }
  const place = knowledge.place(placeKey);
  const isThread = place !== null && isThreadType(place.type);
  const channelKey = isThread ? (place.parentKey ?? placeKey) : placeKey;
  const channel = isThread ? knowledge.place(channelKey) : place;
  return {
    channel: {
      channelKey,
      name: cleanChatText(channel?.name ?? ""),
      isDirect: false,
      // A place of which nothing is known is taken for a private one.
      isPrivate: place === null || knowledge.isPrivate(place),
    },
    threadKey: isThread ? placeKey : null,
  };
}

type Named = { readonly id: string; readonly username: string; readonly global_name?: string | null };

/** As the server shows the person. Pure. */
export const shownName = (
  user: Named,
  member: { readonly nick?: string | null } | null | undefined,
): string => member?.nick || user.global_name || user.username || user.id;
