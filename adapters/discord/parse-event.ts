import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import type { Knowledge } from "./parse/knowledge.ts";
import { readInteraction } from "./parse/read-interaction.ts";
import { readDeleted, readEdit, readMessage, readReaction } from "./parse/read-message.ts";
import { interactionShape } from "./parse/shapes.ts";

/** Pure: what the gateway sent -> what the desk takes. Nothing for what is not a person's doing or not ours. `at`: when it came. */
export function parseEvent(
  { t: name, d: data }: { readonly t: string; readonly d: unknown },
  knowledge: Knowledge,
  at: string,
): readonly InboundEvent[] {
  return eventsOf(name, data, knowledge, at).filter((event) => event !== null);
}

function eventsOf(
  name: string,
  data: unknown,
  knowledge: Knowledge,
  at: string,
): readonly (InboundEvent | null)[] {
  switch (name) {
    case "MESSAGE_CREATE":
      return [readMessage(data, knowledge)];
    case "MESSAGE_UPDATE":
      return [readEdit(data, knowledge)];
    case "MESSAGE_DELETE":
    case "MESSAGE_DELETE_BULK":
      return readDeleted(data, knowledge, at);
    case "MESSAGE_REACTION_ADD":
      return [readReaction(data, knowledge, "reaction-added", at)];
    case "MESSAGE_REACTION_REMOVE":
      return [readReaction(data, knowledge, "reaction-removed", at)];
    case "INTERACTION_CREATE": {
      const parsed = interactionShape.safeParse(data);
      return [parsed.success ? readInteraction(parsed.data, knowledge) : null];
    }
    default:
      return [];
  }
}
