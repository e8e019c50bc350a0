import { z } from "zod";
import { composeTeams } from "../../src/app/teams.ts";
import { type Desk, ensureTenant, openFoundations } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { subjectTask } from "../harness/subject.ts";
import { TEAMS_APP_ID, TEAMS_ORGANISATION } from "../load/teams-activities.ts";
import { clock, deskTask, serveDesk } from "./serve-desk.ts";

/** The desk with Teams' own door, for one organisation, which checks every token. */
async function main(): Promise<void> {
  const task = deskTask.extend({ loginUrl: z.string(), openIdUrl: z.string() }).parse(subjectTask());
  const config = readConfig({
    DATA_DIR: task.dataDir,
    PORT: "0",
    ...(task.databaseUrl === null ? {} : { DATABASE_URL: task.databaseUrl }),
    MICROSOFT_APP_ID: TEAMS_APP_ID,
    MICROSOFT_APP_PASSWORD: "bench-app-password",
    MICROSOFT_APP_TENANT_ID: TEAMS_ORGANISATION,
    MICROSOFT_LOGIN_URL: task.loginUrl,
    MICROSOFT_OPENID_URL: task.openIdUrl,
  });
  const foundations = await openFoundations(config, clock, silentLogger);
  const { tenantId } = await ensureTenant(foundations, { slug: "bench", name: "Bench" }, clock.now());
  let desk: Desk | null = null;
  const teams = await composeTeams(foundations, {
    tenantId,
    clock,
    onWorkspace: () => desk?.spine.intake.forgetWorkspaces(),
  });
  if (teams === null) throw new Error("Teams is not configured");
  await serveDesk(task, {
    foundations,
    tenantId,
    platforms: (web) => [web, teams],
    onComposed: (composed) => {
      desk = composed;
    },
  });
}

await main();
