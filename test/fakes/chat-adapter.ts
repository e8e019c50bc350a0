import { type Capabilities, FEATURES, type Feature } from "../../src/domain/capability.ts";
import type { Platform } from "../../src/domain/channel.ts";
import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import type { AdapterRuntime, ChatAdapter } from "../../src/ports/chat-adapter.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];
type ReconcileContext = Parameters<NonNullable<ChatAdapter["reconcile"]>>[1];

export interface Delivery {
  readonly outbound: Outbound;
  readonly context: DeliverContext;
}

/** Records what is asked of a platform and answers as told. */
export interface FakeChatAdapter extends ChatAdapter {
  /** Every attempt, in order. */
  readonly deliveries: readonly Delivery[];
  /** Attempts that were answered `sent`, each idempotency key once. */
  readonly posted: readonly Delivery[];
  /** Every question whether a post is there. */
  readonly looks: readonly ReconcileContext[];
  readonly runtime: AdapterRuntime | null;
  readonly isStarted: boolean;
  reconcile(outbound: Outbound, context: ReconcileContext): Promise<DeliveryOutcome>;
  /** Answers of the next attempts, in order; afterwards everything is sent. A function may also throw or wait. */
  answerWith(...answers: readonly (DeliveryOutcome | (() => Promise<DeliveryOutcome>))[]): void;
  reconcileWith(outcome: DeliveryOutcome): void;
}

const ALL_YES = Object.fromEntries(FEATURES.map((feature) => [feature, { support: "yes" }])) as Record<
  Feature,
  { support: "yes" }
>;

export function createFakeChatAdapter(
  options: { readonly platform?: Platform; readonly capabilities?: Capabilities } = {},
): FakeChatAdapter {
  const deliveries: Delivery[] = [];
  const posted: Delivery[] = [];
  const looks: ReconcileContext[] = [];
  const sent = new Map<string, DeliveryOutcome>();
  const answers: (DeliveryOutcome | (() => Promise<DeliveryOutcome>))[] = [];
  let reconciled: DeliveryOutcome = { kind: "uncertain", code: "fake.unknown" };
  let runtime: AdapterRuntime | null = null;
  let isStarted = false;

  return {
    platform: options.platform ?? "web",
    capabilities: options.capabilities ?? ALL_YES,
    mounts: [],
    deliveries,
    posted,
    looks,
    get runtime() {
      return runtime;
    },
    get isStarted() {
      return isStarted;
    },
    async start(given) {
      runtime = given;
      isStarted = true;
    },
    async deliver(outbound, context) {
      deliveries.push({ outbound, context });
      const before = sent.get(context.idempotencyKey);
      if (before) return before;
      const next = answers.shift();
      const outcome = await (typeof next === "function" ? next() : (next ?? sentAs(outbound, sent.size + 1)));
      if (outcome.kind === "sent") {
        sent.set(context.idempotencyKey, outcome);
        posted.push({ outbound, context });
      }
      return outcome;
    },
    async reconcile(_outbound, context) {
      looks.push(context);
      return reconciled;
    },
    async stop() {
      isStarted = false;
    },
    answerWith(...next) {
      answers.push(...next);
    },
    reconcileWith(outcome) {
      reconciled = outcome;
    },
  } satisfies FakeChatAdapter;
}

function sentAs(outbound: Outbound, count: number): DeliveryOutcome {
  const messageKey = `fake-${count}`;
  return {
    kind: "sent",
    messageKey,
    permalink: `https://chat.example/${outbound.channelKey}/${messageKey}`,
  };
}
