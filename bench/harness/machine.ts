import { closeSync, fdatasyncSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { median, percentile } from "./statistics.ts";

const SYNCS = 200;
const SYNC_BYTES = 8 * 1024;

/** What a run stood on; printed with its figures, for without it they say little. */
export interface MachineFacts {
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
  /** Of the last minute; above the number of cores others were waiting too. */
  readonly loadAverage: number;
  /** One 8 kB write made durable, in milliseconds: the price of a commit. */
  readonly fdatasync: { readonly medianMs: number; readonly p99Ms: number };
  readonly versions: Readonly<Record<string, string>>;
}

/** `scratch` lies on the disk whose commits are measured. */
export function readMachine(scratch: string, postgresVersion: string | null): MachineFacts {
  return {
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    loadAverage: loadavg()[0] ?? Number.NaN,
    fdatasync: measureSyncs(join(scratch, "sync")),
    versions: {
      ...(postgresVersion === null ? {} : { postgresql: postgresVersion }),
      ...versionsOf("../../package.json"),
      ...versionsOf("../peers/slack/package.json"),
      ...versionsOf("../peers/chat/package.json"),
      ...versionsOf("../peers/botkit/package.json"),
    },
  };
}

const MEASURED =
  /bolt|^chat$|chat-adapter|botkit|botbuilder|postgres|drizzle-orm|pglite$|langchain\/core|^zod$/;
const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

function versionsOf(path: string): Record<string, string> {
  const text = readFileSync(new URL(path, import.meta.url), "utf8");
  const { dependencies } = manifestSchema.parse(JSON.parse(text));
  return Object.fromEntries(Object.entries(dependencies).filter(([name]) => MEASURED.test(name)));
}

function measureSyncs(path: string): { medianMs: number; p99Ms: number } {
  const file = openSync(path, "w");
  const block = Buffer.alloc(SYNC_BYTES, 1);
  const tookMs: number[] = [];
  try {
    for (let count = 0; count < SYNCS; count += 1) {
      const startedMs = performance.now();
      writeSync(file, block, 0, SYNC_BYTES, 0);
      fdatasyncSync(file);
      tookMs.push(performance.now() - startedMs);
    }
  } finally {
    closeSync(file);
    unlinkSync(path);
  }
  return { medianMs: median(tookMs), p99Ms: percentile(tookMs, 0.99) };
}
