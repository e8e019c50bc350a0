import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { snowflake } from "../places/shapes.ts";
import { isSnowflake } from "../thread-key.ts";
import { type Line, stepOutcome } from "./line.ts";

/** The channel of each person and the bot, asked for once. */
export interface DirectChannels {
  /** The channel's key, or why it could not be had. */
  of(line: Line, personKey: string): Promise<string | DeliveryOutcome>;
  /** Seen as somebody wrote in it. */
  note(channelKey: string, personKey: string): void;
  /** A direct channel of whomever. */
  noteChannel(channelKey: string): void;
  has(channelKey: string): boolean;
}

const openedShape = z.object({ id: snowflake });
const MOST_KEPT = 20_000;

export function createDirectChannels(): DirectChannels {
  const byPerson = new Map<string, string>();
  const channels = new Set<string>();
  const noteChannel = (channelKey: string): void => {
    if (channels.size >= MOST_KEPT) {
      byPerson.clear();
      channels.clear();
    }
    channels.add(channelKey);
  };
  const note = (channelKey: string, personKey: string): void => {
    noteChannel(channelKey);
    byPerson.set(personKey, channelKey);
  };
  return {
    note,
    noteChannel,
    has: (channelKey) => channels.has(channelKey),
    async of(line, personKey) {
      const known = byPerson.get(personKey);
      if (known !== undefined) return known;
      if (!isSnowflake(personKey)) return NOBODY;
      const opened = await line.call({
        method: "post",
        path: "/users/@me/channels",
        body: { recipient_id: personKey },
        answer: openedShape,
        placeKey: personKey,
      });
      if (opened.kind !== "ok") return stepOutcome(opened);
      note(opened.body.id, personKey);
      return opened.body.id;
    },
  };
}

const NOBODY: DeliveryOutcome = {
  kind: "refused",
  code: "discord.person-unknown",
  cure: "The person is none of Discord's.",
};
