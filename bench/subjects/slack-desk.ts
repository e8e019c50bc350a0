import { randomBytes } from "node:crypto";
import { z } from "zod";
import { openSecretBox } from "../../src/app/secret-box.ts";
import { composeSlack } from "../../src/app/slack.ts";
import { type Desk, ensureTenant, type Foundations, openFoundations } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { createInstallationStore } from "../../src/store/installation-store.ts";
import { subjectTask } from "../harness/subject.ts";
import { CHANNELS, channelKey, SIGNING_SECRET, teamKey } from "../load/requests.ts";
import { serveSlackApi } from "../peers/slack-api.ts";
import { clock, deskTask, serveDesk } from "./serve-desk.ts";

const wish = z.object({ tenants: z.number() });

/** The desk with Slack's own door, for many workspaces that installed it. */
async function main(): Promise<void> {
  const task = deskTask.parse(subjectTask());
  const config = readConfig({
    DATA_DIR: task.dataDir,
    PORT: "0",
    ...(task.databaseUrl === null ? {} : { DATABASE_URL: task.databaseUrl }),
    PUBLIC_URL: "https://desk.example",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_CLIENT_ID: "1.2",
    SLACK_CLIENT_SECRET: "bench-client-secret",
    SLACK_API_URL: await serveSlackApi(),
    TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  });
  const foundations = await openFoundations(config, clock, silentLogger);
  const { tenantId } = await ensureTenant(foundations, { slug: "bench", name: "Bench" }, clock.now());
  let desk: Desk | null = null;
  const slack = await composeSlack(foundations, {
    tenantId,
    clock,
    onWorkspace: () => desk?.spine.intake.forgetWorkspaces(),
  });
  if (slack === null) throw new Error("Slack is not configured");
  await serveDesk(task, {
    foundations,
    tenantId,
    platforms: (web) => [web, slack],
    onComposed: (composed) => {
      desk = composed;
    },
    answers: {
      async install(given) {
        const { tenants } = wish.parse(given);
        for (let team = 0; team < tenants; team += 1) await install(foundations, team);
        return null;
      },
    },
  });
}

/** A community that let us in, with its channels for customers: reads everything, and speaks when mentioned. */
async function install({ database, store, config }: Foundations, team: number): Promise<void> {
  const box = openSecretBox(config.platforms.sealing);
  if (box === null) throw new Error("no key");
  const installs = createInstallationStore({ database, store, box, timeZone: "UTC" });
  const key = teamKey(team);
  const { tenantId, workspaceId } = await installs.save(
    {
      platform: "slack",
      workspaceKey: key,
      name: key,
      appKey: "A0BENCH",
      enterpriseKey: null,
      teamKey: key,
      botKey: "U0BOT",
      scopes: [],
      botToken: `xoxb-bench-${team}`,
    },
    clock.now(),
  );
  await store.transaction(tenantId, async (stores) => {
    await stores.workspaces.setKind(workspaceId, "community");
    for (let at = 0; at < CHANNELS; at += 1) {
      const ref = { channelKey: channelKey(at), name: channelKey(at), isDirect: false, isPrivate: false };
      const channel = await stores.channels.ensure(workspaceId, ref, clock.now());
      await stores.channels.configure(channel.id, { purpose: "customers", mode: "mention" });
    }
  });
}

await main();
