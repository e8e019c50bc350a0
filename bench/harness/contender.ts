import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READY_MS = 120_000;
const ANSWER_MS = 300_000;
const STOP_MS = 5_000;

const saidSchema = z.union([
  z.object({ ready: z.record(z.string(), z.unknown()) }),
  z.object({ id: z.number(), answer: z.unknown() }),
  z.object({ id: z.number(), fault: z.string() }),
]);
const markSchema = z.object({ cpuUs: z.number(), rssBytes: z.number(), wallMs: z.number() });
export type Mark = z.infer<typeof markSchema>;

/** A measured process of its own. */
export interface Running {
  readonly ready: Readonly<Record<string, unknown>>;
  ask<Answer>(what: string, schema: z.ZodType<Answer>, given?: unknown): Promise<Answer>;
  mark(): Promise<Mark>;
  stop(): Promise<void>;
  /** As a crash does. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** Handed to the process as its task. */
  readonly task?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** Starts `bench/<file>`; resolves when it says that it is ready. */
export async function startProcess(file: string, options: StartOptions = {}): Promise<Running> {
  const child = spawn(
    process.execPath,
    [
      ...(options.nodeOptions ?? []),
      "--import",
      "tsx",
      fileURLToPath(new URL(`../${file}`, import.meta.url)),
      JSON.stringify(options.task ?? null),
    ],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", ...options.env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    },
  );
  const errors = tailOf(child);
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(fault: Error): void }>();
  let lastId = 0;
  const fail = (fault: Error): void => {
    for (const one of waiting.values()) one.reject(fault);
    waiting.clear();
  };
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    child.on("message", (raw) => {
      const said = saidSchema.parse(raw);
      if ("ready" in said) return resolve(said.ready);
      const asker = waiting.get(said.id);
      waiting.delete(said.id);
      if ("fault" in said) asker?.reject(new Error(`${file}: ${said.fault}`));
      else asker?.resolve(said.answer);
    });
    child.on("exit", (code) => {
      const fault = new Error(`${file} ended with ${code}\n${errors()}`);
      reject(fault);
      fail(fault);
    });
  });

  const running = (said: Readonly<Record<string, unknown>>): Running => ({
    ready: said,
    async ask(what, schema, given) {
      lastId += 1;
      const id = lastId;
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      child.send({ id, ask: what, with: given ?? null });
      return schema.parse(await withinTime(answer, ANSWER_MS, `${file} did not answer ${what}`));
    },
    mark() {
      return this.ask("mark", markSchema);
    },
    stop: () => stop(child),
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  });
  try {
    return running(await withinTime(ready, READY_MS, `${file} did not get ready`));
  } catch (fault) {
    await stop(child);
    throw fault;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  const late = new AbortController();
  const killer = sleep(STOP_MS, undefined, { signal: late.signal }).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
  await ended;
  late.abort();
  await killer;
}

/** The last of what the process said on its error stream. */
export function tailOf(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    tail = (tail + chunk.toString("utf8")).slice(-2_000);
  });
  return () => tail;
}

async function withinTime<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(what)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
