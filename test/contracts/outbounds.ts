import { type MessageContent, paragraph, text } from "../../src/domain/message-content.ts";
import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import type { AdapterHarness } from "./adapter-harness.ts";

export const contentOf = (words: string, blocks: MessageContent["blocks"] = []): MessageContent => ({
  summary: words.slice(0, 200),
  blocks: [paragraph(text(words)), ...blocks],
});

export const CONTROLS: MessageContent["blocks"] = [
  {
    type: "controls",
    controls: [
      { type: "button", controlId: "answer.solved", label: "Solved", value: "a1" },
      {
        type: "menu",
        controlId: "ticket.assign",
        label: "Assign",
        options: [
          { label: "Ana", value: "ana" },
          { label: "Ben", value: "ben" },
        ],
      },
    ],
  },
];

type Address = Pick<Outbound, "platform" | "workspaceKey" | "channelKey" | "threadKey">;

export const addressOf = (harness: AdapterHarness, threadKey: string | null = null): Address => ({
  platform: harness.adapter.platform,
  workspaceKey: harness.workspaceKey,
  channelKey: harness.channelKey,
  threadKey,
});

let sends = 0;

/** One attempt, under a key of its own unless one is given. */
export function deliver(
  harness: AdapterHarness,
  outbound: Outbound,
  more: { readonly idempotencyKey?: string; readonly targetMessageKey?: string | null } = {},
): Promise<DeliveryOutcome> {
  sends += 1;
  return harness.adapter.deliver(outbound, {
    tenantId: harness.tenantId,
    idempotencyKey: more.idempotencyKey ?? `00000000-0000-4000-8000-${String(sends).padStart(12, "0")}`,
    targetMessageKey: more.targetMessageKey ?? null,
  });
}

/** Posts and gives the key it was posted under; throws when it was not. */
export async function postKeyOf(attempt: Promise<DeliveryOutcome>): Promise<string> {
  const outcome = await attempt;
  if (outcome.kind === "sent" && outcome.messageKey !== null) return outcome.messageKey;
  throw new Error(`not posted: ${JSON.stringify(outcome)}`);
}
