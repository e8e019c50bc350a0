import { setTimeout as sleep } from "node:timers/promises";
import type { FakeSocketServer } from "../fake-socket-server.ts";
import { FORM_TYPE, formOf, payloadForm, sendSigned } from "../signed-sender.ts";

/** One thing that Slack tells. */
export type Delivery =
  | { readonly kind: "event"; readonly payload: object }
  | { readonly kind: "interaction"; readonly payload: object }
  | { readonly kind: "command"; readonly payload: Readonly<Record<string, string>> };

/** Slack's way to us. Resolves when it was acknowledged; rejects when it was not, after Slack's own tries. */
export type Line = (delivery: Delivery) => Promise<void>;

/** Slack waits so long for an answer. */
const ANSWER_MS = 3_000;
/** Slack's own pauses are 0, 60 and 300 s; a story has less time. */
const AGAIN_AFTER_MS = [0, 500, 2_000];

/** Signed requests, each delivery at its own second. */
export function requestLine(eventsUrl: string, now: () => Date): Line {
  const bodyOf = (delivery: Delivery): { readonly body: string; readonly type?: string } => {
    switch (delivery.kind) {
      case "event":
        return { body: JSON.stringify(delivery.payload) };
      case "interaction":
        return { body: payloadForm(delivery.payload), type: FORM_TYPE };
      case "command":
        return { body: formOf(delivery.payload), type: FORM_TYPE };
    }
  };
  return async (delivery) => {
    const { body, type } = bodyOf(delivery);
    let status = 0;
    for (const [tries, waitMs] of [0, ...AGAIN_AFTER_MS].entries()) {
      await sleep(waitMs);
      const retry = tries === 0 ? undefined : { num: tries, reason: "http_error" };
      ({ status } = await sendSigned(eventsUrl, body, { now: now(), type, retry }));
      if (status === 200) return;
      // People's own presses are not sent again.
      if (delivery.kind !== "event") break;
    }
    throw new Error(`Slack's ${delivery.kind} was answered ${status}`);
  };
}

const ENVELOPES = { event: "events_api", interaction: "interactive", command: "slash_commands" } as const;

/** Envelopes on the socket that the desk has opened. */
export function socketLine(server: FakeSocketServer): Line {
  let count = 0;
  return async ({ kind, payload }) => {
    count += 1;
    const envelope_id = `envelope-${count}`;
    server.send({ type: ENVELOPES[kind], envelope_id, payload, accepts_response_payload: kind !== "event" });
    const endsAt = performance.now() + ANSWER_MS;
    while (!server.acknowledged.some((acknowledged) => acknowledged.envelope_id === envelope_id)) {
      if (performance.now() > endsAt)
        throw new Error(`Slack's ${kind} was not acknowledged in ${ANSWER_MS} ms`);
      await sleep(5);
    }
  };
}
