import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface DeskProcess {
  readonly address: string;
  /** All that the process printed. */
  printed(): string;
  stop(): Promise<void>;
}

const READY_MS = 180_000;
const ASK_EVERY_MS = 500;
const GONE_EVERY_MS = 50;

/**
 * `npm start` on a free port with a folder of its own; resolves when the sample company is in and the desk works.
 * DESK_ADDRESS names one that runs already, for whoever writes these tests.
 */
export async function startDesk(): Promise<DeskProcess> {
  const running = process.env.DESK_ADDRESS;
  if (running) return { address: running, printed: () => "Rapport is running", stop: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), "rapport-browser-"));
  const child = spawn("npm", ["start", "--silent"], {
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", DATA_DIR: folder, DATABASE_URL: "", DEMO: "on" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const exited = once(child, "exit");
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      process.kill(-child.pid, "SIGTERM");
      await exited;
      // npm ends at once; the server behind it closes its files first.
      while (isThere(-child.pid)) await pause(GONE_EVERY_MS);
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const address = await untilReady(
      () => printed,
      () => child.exitCode,
    );
    return { address, printed: () => printed, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function untilReady(printed: () => string, exitCode: () => number | null): Promise<string> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    if (exitCode() !== null) throw new Error(`npm start ended with ${exitCode()}:\n${printed()}`);
    const address = /^\s*Open\s+(http:\S+)/m.exec(printed())?.[1];
    if (address) {
      const answer = await fetch(`${address}/readyz`).catch(() => null);
      if (answer?.ok) return address;
    }
    await pause(ASK_EVERY_MS);
  }
  throw new Error(`npm start was not ready in ${READY_MS} ms:\n${printed()}`);
}

function isThere(processGroup: number): boolean {
  try {
    return process.kill(processGroup, 0);
  } catch {
    return false;
  }
}
