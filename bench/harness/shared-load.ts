import { z } from "zod";
import type { TeamsSource } from "../load/teams-activities.ts";
import { type Running, startProcess } from "./contender.ts";

export const preparedSchema = z.object({ unique: z.number(), sent: z.number() });
export const sentSchema = z.object({
  sent: z.number(),
  errors: z.number(),
  firstError: z.string().nullable(),
  wallMs: z.number(),
  latency: z.object({ p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number(), overSecond: z.number() }),
});
export type Sent = z.infer<typeof sentSchema>;

/** One load generator for all contenders of a program; it ends with the last of them. */
export function sharedLoad() {
  let users = 0;
  let running: Promise<Running> | null = null;
  return {
    async take(): Promise<Running> {
      users += 1;
      running ??= startProcess("load/main.ts");
      return running;
    },
    async give(): Promise<void> {
      users -= 1;
      if (users > 0 || running === null) return;
      const last = await running;
      running = null;
      await last.stop();
    },
  };
}

export type SharedLoad = ReturnType<typeof sharedLoad>;

/** Everything that one phase sends; what it names is checked at the other end. */
export interface Phase {
  readonly kind: "slack" | "teams" | "web";
  readonly writes: "roots" | "replies";
  readonly port: number;
  readonly connections: number;
  readonly count: number;
  readonly redelivered: number;
  readonly perSecond: number | null;
  readonly prefix: string;
  readonly seed: number;
  readonly asking?: number;
  readonly tenants?: { readonly count: number; readonly skew: number };
  readonly teams?: TeamsSource;
}

/** Prepares a phase and runs it. Rejects when a request failed: the round is void then. */
export async function sendPhase(load: Running, phase: Phase): Promise<Sent & { readonly unique: number }> {
  const { unique } = await load.ask("prepare", preparedSchema, phase);
  const sent = await load.ask("run", sentSchema);
  if (sent.errors > 0)
    throw new Error(`${sent.errors} of ${sent.sent} requests failed, the first: ${sent.firstError ?? ""}`);
  return { ...sent, unique };
}
