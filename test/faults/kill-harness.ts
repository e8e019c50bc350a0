import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { openDatabase } from "../../src/store/open-database.ts";
import { createTestTenant } from "../support/database.ts";
import { checkJournal, type DeskTruth, type Journal, openJournal } from "./check-journal.ts";
import { type DeskEnvironment, type FromDesk, fromDesk, type ToDesk } from "./protocol.ts";

/** One life of the desk: killed at a point, or at a random moment. */
export interface Life {
  /** `name:n`, or the number of ms after which it is killed. */
  readonly killAt: string | number;
}

export interface KillRun {
  readonly violations: readonly string[];
  readonly kills: number;
  readonly acked: number;
  readonly posts: number;
  readonly uncertain: number;
}

const DESK = fileURLToPath(new URL("./desk-under-test.ts", import.meta.url));
const CHANNELS = 5;
const MESSAGE_EVERY_MS = 20;
/** A fail-point that is not reached by then is a random kill. */
const LONGEST_LIFE_MS = 2_500;

/** Lets the desk live and die, then lets it come to rest and compares what the platform saw with what it stored. */
export async function runKills(options: {
  readonly lives: readonly Life[];
  readonly platform: DeskEnvironment["KILL_PLATFORM"];
  readonly sabotage?: DeskEnvironment["KILL_SABOTAGE"];
  readonly deskProgram?: string;
}): Promise<KillRun> {
  const folder = await mkdtemp(join(tmpdir(), "rapport-kill-"));
  const place = await freshDatabase(folder);
  const journal = openJournal(join(folder, "journal"));
  const platform = createPlatform(journal, options.platform === "guarded");
  const program = options.deskProgram ?? DESK;
  try {
    const shared: DeskEnvironment = {
      KILL_DATABASE_URL: place.url,
      KILL_TENANT: place.tenant,
      KILL_PLATFORM: options.platform,
      ...(options.sabotage ? { KILL_SABOTAGE: options.sabotage } : {}),
    };
    for (const { killAt } of options.lives) {
      const atPoint = typeof killAt === "string" ? { KILL_AT: killAt } : {};
      const child = startDesk(program, { ...shared, ...atPoint }, platform);
      await liveAndDie(child, platform, typeof killAt === "number" ? killAt : LONGEST_LIFE_MS);
      journal.write({ kind: "killed", at: String(killAt) });
    }
    const truth = await comeToRest(startDesk(program, shared, platform), platform);
    const entries = journal.read();
    return {
      violations: checkJournal(entries, truth),
      kills: options.lives.length,
      acked: new Set(entries.flatMap((entry) => (entry.kind === "acked" ? [entry.key] : []))).size,
      posts: entries.filter((entry) => entry.kind === "posted").length,
      uncertain: truth.uncertain.length,
    };
  } finally {
    await place.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The chat platform, outside of the desk: delivers until acknowledged, takes posts, writes everything down. */
function createPlatform(journal: Journal, refusesCopies: boolean) {
  const unacked = new Map<string, string>();
  const posted = new Map<string, string>();
  let reports: ((report: DeskTruth & { readonly isIdle: boolean }) => void)[] = [];
  let count = 0;
  return {
    unacked,
    newMessage(): ToDesk {
      count += 1;
      const key = `m${count}`;
      const channelKey = `C${count % CHANNELS}`;
      unacked.set(key, channelKey);
      return { type: "message", key, channelKey };
    },
    nextReport: () =>
      new Promise<DeskTruth & { readonly isIdle: boolean }>((resolve) => {
        reports.push(resolve);
      }),
    hear(message: FromDesk, answer: (reply: ToDesk) => void): void {
      if (message.type === "acked") {
        unacked.delete(message.key);
        journal.write({ kind: "acked", key: message.key });
      } else if (message.type === "post") {
        const before = refusesCopies ? posted.get(message.key) : undefined;
        const messageKey = before ?? randomUUID();
        if (before === undefined)
          journal.write({ kind: "posted", replyTo: message.replyTo, key: message.key });
        posted.set(message.key, messageKey);
        answer({ type: "posted", call: message.call, messageKey });
      } else if (message.type === "report") {
        for (const resolve of reports) resolve(message);
        reports = [];
      }
    },
  };
}
type Platform = ReturnType<typeof createPlatform>;

interface Desk {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  tell(message: ToDesk): void;
}

function startDesk(program: string, environment: DeskEnvironment, platform: Platform): Desk {
  const child = fork(program, {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, ...environment, NODE_ENV: "test" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const tell = (message: ToDesk) => {
    // A message to the dead is lost, as on a wire.
    if (child.connected) child.send(message, () => undefined);
  };
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (raw) => {
      const message = fromDesk.parse(raw);
      if (message.type === "ready") resolve();
      else platform.hear(message, tell);
    });
    child.on("exit", (code) => (code === null || code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
  });
  return { process: child, ready, tell };
}

const isAlive = ({ process: child }: Desk) => child.exitCode === null && child.signalCode === null;

async function liveAndDie(desk: Desk, platform: Platform, lifeMs: number): Promise<void> {
  await desk.ready;
  deliverAgain(desk, platform);
  const endsAt = performance.now() + lifeMs;
  while (isAlive(desk) && performance.now() < endsAt) {
    desk.tell(platform.newMessage());
    await sleep(MESSAGE_EVERY_MS);
  }
  if (isAlive(desk)) {
    desk.process.kill("SIGKILL");
    await once(desk.process, "exit");
  }
  // What the desk had said before it died may still be on the wire.
  if (desk.process.connected) await once(desk.process, "disconnect");
  await sleep(20);
}

function deliverAgain(desk: Desk, platform: Platform): void {
  for (const [key, channelKey] of platform.unacked) desk.tell({ type: "message", key, channelKey });
}

async function comeToRest(desk: Desk, platform: Platform): Promise<DeskTruth> {
  await desk.ready;
  deliverAgain(desk, platform);
  for (;;) {
    const next = platform.nextReport();
    desk.tell({ type: "report" });
    const report = await next;
    if (report.isIdle && platform.unacked.size === 0) {
      desk.tell({ type: "stop" });
      await once(desk.process, "exit");
      return report;
    }
    await sleep(100);
  }
}

interface Place {
  readonly url: string;
  /** "tenant,workspace,workspace key" */
  readonly tenant: string;
  drop(): Promise<void>;
}

const freshDatabase = (folder: string): Promise<Place> => {
  const server = process.env.TEST_DATABASE_URL;
  return server ? freshOnServer(server) : freshInFolder(folder);
};

async function freshOnServer(server: string): Promise<Place> {
  const name = `rapport_kill_${randomUUID().replaceAll("-", "")}`;
  const onServer = async (statement: string) => {
    const client = postgres(server, { max: 1, onnotice: () => undefined });
    await client.unsafe(statement);
    await client.end({ timeout: 1 });
  };
  await onServer(`create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return { url, tenant: await addTenant(url), drop: () => onServer(`drop database ${name} with (force)`) };
}

let template: Promise<{ readonly folder: string; readonly tenant: string }> | null = null;

/** Migrating a new folder costs seconds: it is done once, and every run gets a copy. */
async function freshInFolder(folder: string): Promise<Place> {
  template ??= makeTemplate();
  const { folder: from, tenant } = await template;
  await cp(from, join(folder, "db"), { recursive: true });
  return { url: `pglite:${join(folder, "db")}`, tenant, drop: async () => undefined };
}

async function makeTemplate() {
  const folder = join(await mkdtemp(join(tmpdir(), "rapport-kill-")), "db");
  return { folder, tenant: await addTenant(`pglite:${folder}`) };
}

/** Call when all runs are over. */
export async function removeTemplate(): Promise<void> {
  if (template !== null) await rm(dirname((await template).folder), { recursive: true, force: true });
  template = null;
}

async function addTenant(url: string): Promise<string> {
  const database = await openDatabase({ url });
  const { tenantId, workspaceId, workspaceKey } = await createTestTenant(database);
  await database.close();
  return `${tenantId},${workspaceId},${workspaceKey}`;
}
