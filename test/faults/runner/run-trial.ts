import { fork } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Scenario, Verdict } from "../scenario.ts";
import type { PlannedTrial } from "./read-arguments.ts";
import { dropDatabase, type TemplateDatabase } from "./template-databases.ts";
import { type TrialOrder, trialNews } from "./trial-messages.ts";

const PROGRAM = fileURLToPath(new URL("./trial-process.ts", import.meta.url));
const MINUTE_MS = 60_000;
const FULL_LIMIT_MS = 60 * MINUTE_MS;

/** A trial that threw or ran out of time has broken its promise too, in one sentence. */
export interface TrialOutcome extends Verdict {
  readonly tookMs: number;
}

/** A share of the time of a full run, and two minutes for the beginning. */
const limitMsOf = ({ limitMs, fullSize }: Scenario, size: number): number =>
  2 * MINUTE_MS + ((limitMs ?? FULL_LIMIT_MS) * size) / fullSize;

export async function runTrial(
  trial: PlannedTrial,
  surroundings: {
    readonly template: TemplateDatabase;
    /** Takes what the trial and its desks write to stderr. */
    readonly logPath: string;
    readonly signal: AbortSignal;
    readonly onProgress: (done: number) => void;
    /** Beside this process's own. */
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<TrialOutcome> {
  const { scenario, size, seed } = trial;
  const beganAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "rapport-faults-"));
  await mkdir(dirname(surroundings.logPath), { recursive: true });
  const log = openSync(surroundings.logPath, "w");
  // In a process group of its own: whatever it started ends with it.
  const child = fork(PROGRAM, {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...surroundings.environment },
    stdio: ["ignore", log, log, "ipc"],
    detached: true,
  });
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nobody is left of it.
    }
  };
  const databases: string[] = [];
  let verdict: Verdict | null = null;
  let isLate = false;
  child.on("message", (raw) => {
    const news = trialNews.parse(raw);
    if (news.type === "progress") surroundings.onProgress(news.done);
    else if (news.type === "database") databases.push(news.url);
    else if (news.type === "verdict") verdict = news;
    else verdict = { violations: [`the scenario itself failed: ${news.message}`], figures: {} };
  });
  const limitMs = limitMsOf(scenario, size);
  const limit = setTimeout(() => {
    isLate = true;
    endGroup();
  }, limitMs);
  surroundings.signal.addEventListener("abort", endGroup);
  const order: TrialOrder = {
    scenarioId: scenario.id,
    size,
    seed,
    folder,
    template: surroundings.template,
  };
  child.send(order);
  const [code, killedBy] = await once(child, "exit");
  if (child.connected) await once(child, "disconnect");
  clearTimeout(limit);
  surroundings.signal.removeEventListener("abort", endGroup);
  endGroup();
  for (const url of databases) await dropDatabase(url).catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const ended = isLate
    ? `the scenario was not over after ${Math.round(limitMs / 1000)} s`
    : `the scenario's process ended with ${code ?? killedBy}`;
  return {
    ...(verdict ?? { violations: [ended], figures: {} }),
    tookMs: performance.now() - beganAt,
  };
}
