import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { type Line, stepOutcome } from "./line.ts";

/** The channel of each person and the bot, asked for once. */
export interface DirectChannels {
  /** The channel's key, or why it could not be had. */
  of(line: Line, personKey: string): Promise<string | DeliveryOutcome>;
  forget(line: Line, personKey: string): void;
}

const openedSchema = z.object({ channel: z.object({ id: z.string() }) });
const MOST_KEPT = 10_000;

export function createDirectChannels(): DirectChannels {
  const kept = new Map<string, string>();
  const keyOf = ({ access }: Line, personKey: string): string => `${access.workspaceKey}/${personKey}`;
  return {
    async of(line, personKey) {
      const known = kept.get(keyOf(line, personKey));
      if (known !== undefined) return known;
      const opened = await line.call("conversations.open", { users: personKey }, openedSchema);
      if (opened.kind !== "ok") return stepOutcome(opened);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(keyOf(line, personKey), opened.body.channel.id);
      return opened.body.channel.id;
    },
    forget: (line, personKey) => void kept.delete(keyOf(line, personKey)),
  };
}
