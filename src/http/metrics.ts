import { monitorEventLoopDelay } from "node:perf_hooks";
import { memoryUsage } from "node:process";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { PLATFORMS, type Platform } from "../domain/channel.ts";

/** State of the queues of one platform, for gauges that are read when somebody asks. */
export interface QueueFigures {
  readonly inboxDepth: number;
  readonly inboxOldestMs: number;
  readonly deadLetters: number;
  readonly outboxDepth: number;
  readonly outboxOldestMs: number;
  readonly uncertain: number;
  readonly failed: number;
}

export interface HttpRequestFacts {
  /** `api`, `console`, `health`, `metrics` or the path of a mount. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly tookMs: number;
}

/** Every label has a fixed set of values: nothing a stranger sends can make a new time series. */
export interface Metrics {
  countRequest(facts: HttpRequestFacts): void;
  /** From a platform's request to its acknowledgement. */
  observeAck(platform: string, tookMs: number): void;
  /** One attempt to bring a post to its platform: `sent`, `postponed`, `failed`, `uncertain`. */
  countDelivery(platform: string, outcome: string): void;
  observeTurn(timingsMs: Readonly<Record<string, number>>): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  stop(): void;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** More steps than a pipeline has are a mistake, not a figure. */
const MAX_STEPS = 20;
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const OUTCOMES = new Set(["sent", "postponed", "failed", "uncertain"]);

export type ReadQueues = () => Promise<{ readonly platforms: Readonly<Record<Platform, QueueFigures>> }>;

/** Each check of `/readyz`. */
export type ReadChecks = () => Promise<readonly { readonly name: string; readonly isOk: boolean }[]>;

const NO_CHECKS: ReadChecks = async () => [];

export function createMetrics(readQueues: ReadQueues, readChecks: ReadChecks = NO_CHECKS): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "rapport_http_request_seconds",
    help: "Seconds from request to answer, by route class, method and status class.",
    labelNames: ["route", "method", "status"],
    buckets: SECONDS,
    registers,
  });
  const acks = new Histogram({
    name: "rapport_ack_seconds",
    help: "Seconds from a platform's request to its acknowledgement, which comes after the commit.",
    labelNames: ["platform"],
    buckets: SECONDS,
    registers,
  });
  const turns = new Histogram({
    name: "rapport_turn_step_seconds",
    help: "Seconds that each step of a turn took.",
    labelNames: ["step"],
    buckets: [0.0001, ...SECONDS],
    registers,
  });
  const turnCount = new Counter({ name: "rapport_turns_total", help: "Turns handled.", registers });
  const deliveries = new Counter({
    name: "rapport_deliveries_total",
    help: "Attempts to bring a post to its platform, by what came of them: sent, postponed, failed, uncertain.",
    labelNames: ["platform", "outcome"],
    registers,
  });
  const refresh = addGauges(registry, readQueues);
  const refreshChecks = addChecks(registry, readChecks);
  const loop = addLoopDelay(registry);
  const steps = new Set<string>();

  function stepLabel(step: string): string {
    if (!steps.has(step) && steps.size >= MAX_STEPS) return "other";
    steps.add(step);
    return step;
  }

  return {
    contentType: registry.contentType,
    countRequest({ route, method, status, tookMs }) {
      const known = METHODS.has(method) ? method : "other";
      requests.observe({ route, method: known, status: `${Math.floor(status / 100)}xx` }, tookMs / 1_000);
    },
    observeAck(platform, tookMs) {
      const known = PLATFORMS.find((name) => name === platform) ?? "other";
      acks.observe({ platform: known }, tookMs / 1_000);
    },
    countDelivery(platform, outcome) {
      const known = PLATFORMS.find((name) => name === platform) ?? "other";
      deliveries.inc({ platform: known, outcome: OUTCOMES.has(outcome) ? outcome : "other" });
    },
    observeTurn(timingsMs) {
      turnCount.inc();
      for (const [step, ms] of Object.entries(timingsMs))
        turns.observe({ step: stepLabel(step) }, ms / 1_000);
    },
    async text() {
      await Promise.all([refresh(), refreshChecks()]);
      return registry.metrics();
    },
    stop: () => {
      loop.disable();
    },
  };
}

const QUEUE_GAUGES = {
  inboxDepth: ["rapport_inbox_depth", "Events that wait or are in hand.", 1],
  inboxOldestMs: ["rapport_inbox_oldest_seconds", "Age of the oldest event not done, 0 with none.", 0.001],
  deadLetters: ["rapport_dead_letters", "Events given up after all attempts, which wait for a person.", 1],
  outboxDepth: ["rapport_outbox_depth", "Posts that wait or are under way.", 1],
  outboxOldestMs: ["rapport_outbox_oldest_seconds", "Age of the oldest post not sent, 0 with none.", 0.001],
  uncertain: ["rapport_uncertain_sends", "Posts whose fate is unknown, which wait for a person.", 1],
  failed: ["rapport_failed_sends", "Posts a platform refused, which wait for a person.", 1],
} as const satisfies Readonly<Record<keyof QueueFigures, readonly [string, string, number]>>;

function addGauges(registry: Registry, readQueues: ReadQueues): () => Promise<void> {
  const registers = [registry];
  const isUp = new Gauge({ name: "rapport_database_up", help: "1 while the database answers.", registers });
  const memory = new Gauge({
    name: "rapport_resident_bytes",
    help: "Resident memory of the process.",
    registers,
  });
  const gauges = Object.entries(QUEUE_GAUGES).map(([key, [name, help, factor]]) => ({
    key: key as keyof QueueFigures,
    factor,
    gauge: new Gauge({ name, help, labelNames: ["platform"], registers }),
  }));
  return async () => {
    memory.set(memoryUsage.rss());
    try {
      const { platforms } = await readQueues();
      isUp.set(1);
      for (const platform of PLATFORMS)
        for (const { key, factor, gauge } of gauges)
          gauge.set({ platform }, platforms[platform][key] * factor);
    } catch {
      // A gauge that keeps an old value would lie; the others still tell their part.
      isUp.set(0);
      for (const { gauge } of gauges) gauge.reset();
    }
  };
}

function addChecks(registry: Registry, readChecks: ReadChecks): () => Promise<void> {
  const gauge = new Gauge({
    name: "rapport_check_ok",
    help: "Each check of /readyz: 1 well, 0 red.",
    labelNames: ["check"],
    registers: [registry],
  });
  return async () => {
    for (const { name, isOk } of await readChecks()) gauge.set({ check: name }, isOk ? 1 : 0);
  };
}

const NANOSECONDS = 1e9;

function addLoopDelay(registry: Registry) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  new Gauge({
    name: "rapport_event_loop_delay_seconds",
    help: "Seconds that the event loop was late since it was last asked, by quantile.",
    labelNames: ["quantile"],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99, 100]) {
        const nanoseconds = delay.percentile(quantile);
        this.set(
          { quantile: String(quantile / 100) },
          Number.isFinite(nanoseconds) ? nanoseconds / NANOSECONDS : 0,
        );
      }
      delay.reset();
    },
  });
  return delay;
}
