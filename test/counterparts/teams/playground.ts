import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../scripts/postgres-server.ts";
import { BOT, ORGANISATION, TEAM, TEAM_GROUP } from "../../adapters/teams/fake-teams.ts";
import { personKey } from "../../adapters/teams/story/activities.ts";
import { PEOPLE, type PersonName } from "../../adapters/teams/story/workspace.ts";

const SOURCE = "test/counterparts/teams/playground";
const FOLDER = join(tmpdir(), "rapport-teams-counterpart-0.2.28");
const ENTRY = join(FOLDER, "node_modules/@microsoft/m365agentsplayground/cli.js");
export const SCHEMA = join(
  FOLDER,
  "node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.19/MicrosoftTeams.schema.json",
);
const READY_MS = 60_000;

/** Whose window the playground is; all others act through its API. */
export const AT_THE_WINDOW: PersonName = "maya";
/** The playground has one team with two channels and one group chat. */
export const PLACES = {
  help: "19:help@thread.tacv2",
  leads: TEAM,
  "support-team": "19:group@thread.v2",
} as const;

/** Fetched once, by the lockfile beside. */
export function fetchPlayground(): void {
  if (existsSync(ENTRY) && existsSync(SCHEMA)) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(join(SOURCE, file), join(FOLDER, file));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER, stdio: "inherit" });
}

export interface Playground {
  readonly url: string;
  stop(): Promise<void>;
}

/** Microsoft's own client; its activities go to `endpoint`. */
export async function startPlayground(endpoint: string): Promise<Playground> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "rapport-playground-"));
  // JSON is YAML too.
  await writeFile(join(folder, ".m365agentsplayground.yml"), JSON.stringify(config()));
  const child = spawn(
    process.execPath,
    [ENTRY, "start", "-e", endpoint, "-c", "msteams", "-p", String(port), "--dt"],
    { cwd: folder, stdio: "ignore", env: { ...process.env, TEAMSAPPTESTER_BROWSER: "none" } },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  for (let waitedMs = 0; !(await answers(`${url}/_internal/v1/testConfig`)); waitedMs += 200) {
    if (waitedMs > READY_MS || child.exitCode !== null) {
      await stop();
      throw new Error("the playground did not start");
    }
    await sleep(200);
  }
  return { url, stop };
}

function config() {
  const user = (name: PersonName) => ({
    id: personKey(name),
    name,
    userPrincipleName: `${name}@parcels.example`,
    aadObjectId: `entra-${name}`,
    givenName: name,
    surname: name,
    email: `${name}@parcels.example`,
  });
  return {
    version: "0.1.1",
    tenantId: ORGANISATION,
    bot: { id: BOT, name: "Rapport" },
    currentUser: user(AT_THE_WINDOW),
    users: PEOPLE.filter((name) => name !== AT_THE_WINDOW).map(user),
    personalChat: { id: "a:personal" },
    groupChat: { id: PLACES["support-team"], name: "support-team" },
    team: {
      id: TEAM,
      name: "Parcels",
      aadGroupId: TEAM_GROUP,
      channels: [{ id: PLACES.help, name: "help" }],
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
