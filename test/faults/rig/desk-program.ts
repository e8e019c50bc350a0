/**
 * The whole desk in a process of its own, with fail-points around it: dies by SIGKILL where FAIL_AT says. What it
 * listens to and serves is what the product does: the platforms' mounts, /readyz and the two gauges that tell whether
 * anything is left to do.
 */
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { declareSetups } from "../../../src/app/declare-setups.ts";
import { composeDiscord } from "../../../src/app/discord.ts";
import { createLogger } from "../../../src/app/logger.ts";
import { composeSlack } from "../../../src/app/slack.ts";
import { composeTeams } from "../../../src/app/teams.ts";
import { errorCode } from "../../../src/domain/errors.ts";
import { openDatabase } from "../../../src/store/open-database.ts";
import { watchIndexFiles, watchMigrations } from "./fail-point-files.ts";
import { failPointsAt } from "./fail-points.ts";
import { createFakePlatformAdapter, takeOverHttp } from "./fake-platform-adapter.ts";
import { openMortalDesk } from "./mortal-desk.ts";
import { SABOTAGES } from "./sabotage.ts";

const environment = z
  .object({
    PORT: z.coerce.number(),
    DATA_DIR: z.string(),
    RIG_DATABASE_URL: z.string(),
    /** `guarded=URL` or `blind=URL`; left out, the desk has the browser chat. */
    FAKE_PLATFORM: z.string().optional(),
    FAIL_AT: z.string().optional(),
    SABOTAGE: z.enum(SABOTAGES).optional(),
    RIG_LEASE_MS: z.coerce.number().optional(),
    RIG_SENDS_AT_ONCE: z.coerce.number().optional(),
    /** So long does the reading of each message take. */
    RIG_TURN_MS: z.coerce.number().optional(),
  })
  .parse(process.env);
const DRAIN_MS = 10_000;

async function main(): Promise<void> {
  const clock = { now: () => new Date() };
  const logger = createLogger("warn", process.stderr);
  const points = failPointsAt(environment.FAIL_AT, () => process.kill(process.pid, "SIGKILL"));
  const [deadly] = (environment.FAIL_AT ?? "").split(":");
  if (deadly === "in_migration") await watchMigrations(points);
  if (deadly === "in_index_save") watchIndexFiles(join(environment.DATA_DIR, "index"), points);
  const database = await openDatabase({ url: environment.RIG_DATABASE_URL, poolSize: 6 });
  const [kind = "", url = ""] = (environment.FAKE_PLATFORM ?? "").split("=");
  const take = takeOverHttp(url);
  const isFake = kind === "guarded" || kind === "blind";
  const { desk, foundations, tenantId } = await openMortalDesk({
    database,
    dataDir: environment.DATA_DIR,
    clock,
    logger,
    points,
    sabotage: environment.SABOTAGE ?? null,
    platforms: (web) => [isFake ? createFakePlatformAdapter(kind, take) : web],
    environment: process.env,
    outside: async (built, home) => {
      const parts = {
        tenantId: home,
        clock,
        onWorkspace: () => {
          desk.spine.intake.forgetWorkspaces();
          declareSetups(built, home, clock.now()).catch((fault: unknown) =>
            logger.error({ code: errorCode(fault) }, "no set-up"),
          );
        },
      };
      const outside = [
        await composeSlack(built, parts),
        await composeTeams(built, parts),
        await composeDiscord(built, parts),
      ];
      return outside.filter((adapter) => adapter !== null);
    },
    sendNow: (outbound) => take(crypto.randomUUID(), outbound),
    leaseMs: environment.RIG_LEASE_MS,
    sendsAtOnce: environment.RIG_SENDS_AT_ONCE,
    beforeReading: async () => {
      await sleep(environment.RIG_TURN_MS ?? 0);
    },
  });
  await desk.open();
  await declareSetups(foundations, tenantId, clock.now());
  await desk.spine.start();
  const mounts = desk.adapters.flatMap((adapter) => adapter.mounts);
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const mount = mounts.find((one) => path.startsWith(one.path));
    if (mount) mount.handle(request, response).catch(() => response.destroy());
    else if (path === "/readyz") response.end("ready");
    else if (path === "/metrics")
      desk.spine.stats().then(
        ({ inboxDepth, outboxDepth }) =>
          response.end(`rapport_inbox_depth ${inboxDepth}\nrapport_outbox_depth ${outboxDepth}\n`),
        () => response.writeHead(503).end(),
      );
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(environment.PORT, "127.0.0.1", resolve));
  process.once("SIGTERM", async () => {
    server.close();
    server.closeAllConnections();
    await desk.close();
    await desk.spine.drain(DRAIN_MS);
    await foundations.close();
    process.exit(0);
  });
  await foundations.index.refresh(tenantId);
}

main().catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`);
  process.exit(1);
});
