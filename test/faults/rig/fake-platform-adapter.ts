import type { IncomingMessage, ServerResponse } from "node:http";
import { FEATURES, type Feature } from "../../../src/domain/capability.ts";
import type { InboundEvent } from "../../../src/domain/inbound-event.ts";
import type { Outbound } from "../../../src/domain/outbound.ts";
import type { AdapterRuntime, ChatAdapter } from "../../../src/ports/chat-adapter.ts";
import { type FakeKind, takeAnswer } from "./fake-platform.ts";

export const FAKE_EVENTS_PATH = "/fake-platform/events";

/** Brings a post to the platform and gives its key there. */
export type Take = (copyKey: string, outbound: Outbound) => Promise<string | null>;

export interface FakePlatformAdapter extends ChatAdapter {
  /** The event's way in without HTTP; whether it was acknowledged. */
  receive(event: InboundEvent): Promise<boolean>;
}

/** The desk's side of a fake platform; takes the place of the browser chat, whose limits let it speak fast. */
export function createFakePlatformAdapter(kind: FakeKind, take: Take): FakePlatformAdapter {
  let runtime: AdapterRuntime | null = null;
  const features = Object.fromEntries(FEATURES.map((feature) => [feature, { support: "yes" }]));
  const receive = async (event: InboundEvent): Promise<boolean> => {
    const outcome = await runtime?.intake.accept(event);
    return outcome?.kind === "accepted" || outcome?.kind === "duplicate";
  };
  return {
    platform: "web",
    capabilities: {
      ...(features as Record<Feature, { support: "yes" }>),
      "idempotent-send": kind === "guarded" ? { support: "yes" } : { support: "impossible", why: "no key" },
    },
    receive,
    mounts: [
      {
        path: FAKE_EVENTS_PATH,
        async handle(request: IncomingMessage, response: ServerResponse) {
          const isKept = await bodyOf(request)
            .then(receive)
            .catch(() => false);
          response.writeHead(isKept ? 200 : 503).end();
        },
      },
    ],
    async start(given) {
      runtime = given;
    },
    async deliver(outbound, { idempotencyKey }) {
      try {
        const messageKey = await take(idempotencyKey, outbound);
        return { kind: "sent", messageKey, permalink: null };
      } catch {
        return { kind: "uncertain", code: "fake.no-answer" };
      }
    },
    async stop() {
      runtime = null;
    },
  };
}

export const takeOverHttp =
  (url: string): Take =>
  async (copyKey, outbound) => {
    const response = await fetch(url, { method: "POST", body: JSON.stringify({ copyKey, outbound }) });
    return takeAnswer.parse(await response.json()).postKey;
  };

async function bodyOf(request: IncomingMessage): Promise<InboundEvent> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as InboundEvent;
}
