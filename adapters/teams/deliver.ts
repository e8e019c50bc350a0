import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { TeamsAdapterConfig } from "./config.ts";
import { outcomeOf } from "./errors.ts";
import type { Places } from "./people/places.ts";
import { createAlone } from "./speak/alone.ts";
import { type Connector, mayTarget } from "./speak/connector.ts";
import type { Invokes } from "./speak/invokes.ts";
import type { createPictures } from "./speak/pictures.ts";
import { postOne, SENT } from "./speak/posting.ts";
import { createRefusals } from "./speak/refusals.ts";
import { createSay } from "./speak/say.ts";
import { createToolsFor, createWays, type Way } from "./speak/way.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];

export interface DeliverOptions
  extends Pick<TeamsAdapterConfig, "organisations" | "sealKey" | "controls" | "openIdUrl"> {
  readonly connector: Connector;
  readonly places: Places;
  readonly invokes: Invokes;
  readonly pictures: ReturnType<typeof createPictures>;
  /** Between two steps of a stream. */
  readonly pause: () => Promise<void>;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly logger: Logger;
}

/** What ChatAdapter promises of sending. Every way an attempt can end is a value. */
export function createDeliver(options: DeliverOptions): Pick<ChatAdapter, "deliver"> {
  const wayTo = createWays(options);
  const toolsFor = createToolsFor(options);
  const refusals = createRefusals(options.nowMs);
  const { say, change, remove } = createSay({ ...options, toolsFor, refusals });
  const alone = createAlone({
    ...options,
    toolsFor,
    refusals,
    say,
    mayTarget: (serviceUrl) => mayTarget(serviceUrl, options.openIdUrl),
  });

  return {
    async deliver(outbound, { tenantId, idempotencyKey, targetMessageKey }) {
      const way = await wayTo(outbound, tenantId);
      if ("refusal" in way) return way.refusal;
      const outboxId = idempotencyKey;
      switch (outbound.kind) {
        case "post": {
          const { content, streamFor } = outbound;
          return say(way, way.address, { content, outboxId, isStreamed: streamFor !== undefined });
        }
        case "ephemeral":
          return alone.ephemeral(way, outbound, outboxId);
        case "direct":
          return alone.direct(way, outbound.personKey, { content: outbound.content, outboxId });
        case "update":
          return change(way, outbound.content, targetMessageKey);
        case "delete":
          return remove(way, targetMessageKey);
        case "react":
          return react(way, outbound.remove);
        case "open-form":
          return alone.openForm(way, outbound);
        case "mark-thread":
          // No thread of Teams can show it; the card and the answer's own buttons do.
          return SENT;
        case "enter-channel":
          return SENT;
      }
    },
  } satisfies { deliver(outbound: Outbound, context: DeliverContext): Promise<DeliveryOutcome> };
}

/** A bot cannot react; in a private chat a typing sign says that it reads. */
async function react({ line, address }: Way, isRemoved: boolean): Promise<DeliveryOutcome> {
  if (!address.reference.isDirect) return NO_REACTIONS;
  if (isRemoved) return SENT;
  const outcome = await postOne(line, address, { type: "typing" });
  return outcome.kind === "ok" ? SENT : outcomeOf(outcome);
}

const NO_REACTIONS: DeliveryOutcome = {
  kind: "refused",
  code: "teams.no-reactions",
  cure: "A bot cannot react in Teams; say it in words.",
};
