import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { composeDesk, type Desk, ensureTenant, type Foundations, openFoundations, WRITERS } from "../app.ts";
import { type Config, isLoopback } from "../config.ts";
import { startDigestSchedule } from "../digests/start-schedule.ts";
import { errorCode } from "../domain/errors.ts";
import { createAuth } from "../http/auth/create-auth.ts";
import { deskChecks } from "../http/desk-checks.ts";
import { type Door, openDoor } from "../http/door.ts";
import { createHealth } from "../http/health.ts";
import { createHttpServer, HTTP_LIMITS } from "../http/http-server.ts";
import { createMetrics } from "../http/metrics.ts";
import { loadHnswLibrary } from "../knowledge/vector/hnsw-library.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { createAccountStore } from "../store/account-store.ts";
import { claimTick } from "../store/spine/cron-ticks.ts";
import { createConsoleStore } from "../store/view-store.ts";
import { openControlDoor } from "./control-door.ts";
import { declareSetups } from "./declare-setups.ts";
import { composeDiscord, describeDiscord } from "./discord.ts";
import { loadDemoDocuments, loadDemoHistory } from "./load-demo.ts";
import { restServices } from "./rest-services.ts";
import { openSampleDataMark } from "./sample-data-mark.ts";
import { signInLinks } from "./sign-in.ts";
import { composeSlack } from "./slack.ts";
import type { StartFacts } from "./start-block.ts";
import { isSampleCompany, startingCompany } from "./starting-company.ts";
import { composeTeams } from "./teams.ts";
import { readVersion } from "./version.ts";

const CONSOLE_DIR = fileURLToPath(new URL("../../console/dist", import.meta.url));
const HTTP_STOP_MS = 2_000;
/** Kept back from the time for stopping, for the index and the database. */
const CLOSING_MS = 1_000;

export interface App {
  readonly facts: StartFacts;
  /** Resolves when the sample data is in (at once without any) and the desk's doors are open. */
  readonly ready: Promise<void>;
  /** Takes nothing new, lets what is in hand end within `waitMs`, closes the database. */
  stop(waitMs: number): Promise<void>;
}

export interface StartOptions {
  readonly clock: Clock;
  /** Lines about what goes on after the page is served. */
  readonly progress: (line: string) => void;
}

/** Everything from the database to the port. The page is served first; the database is opened and sample data loaded behind it. */
export async function startApp(
  config: Config,
  logger: Logger,
  { clock, progress }: StartOptions,
): Promise<App> {
  const beganMs = performance.now();
  const door = await openDoor({
    host: config.HOST,
    port: config.PORT,
    consoleDir: CONSOLE_DIR,
    limits: HTTP_LIMITS,
  });
  try {
    const foundations = await openFoundations(config, clock, logger);
    return await openDesk(foundations, door, { clock, progress, beganMs }).catch(async (fault: unknown) => {
      await foundations.close();
      throw fault;
    });
  } catch (fault) {
    door.server.close();
    door.server.closeAllConnections();
    throw fault;
  }
}

async function openDesk(
  foundations: Foundations,
  door: Door,
  { clock, progress, beganMs }: StartOptions & { readonly beganMs: number },
): Promise<App> {
  const { config, logger, database, store, index } = foundations;
  const company = startingCompany(config);
  const { tenantId, isNew } = await ensureTenant(foundations, company, clock.now());
  const needsLogin = !isLoopback(config.HOST);
  const links = needsLogin ? signInLinks(foundations) : null;
  const auth = createAuth({
    links,
    login: needsLogin ? "required" : "off",
    homeTenantId: tenantId,
    accounts: createAccountStore(database),
    findTenantBySlug: async (slug) =>
      (await store.listTenants()).find((tenant) => tenant.slug === slug)?.id ?? null,
    publicUrl: config.PUBLIC_URL ?? null,
    trustProxy: config.TRUST_PROXY === "on",
    clock,
    logger,
  });
  const declare = (): Promise<void> => declareSetups(foundations, tenantId, clock.now());
  const metrics = createMetrics(
    () => desk.spine.stats(),
    async () => (await health.readiness()).checks,
  );
  const platformParts = {
    tenantId,
    clock,
    onWorkspace: () => {
      desk.spine.intake.forgetWorkspaces();
      declare().catch((fault: unknown) =>
        logger.error(
          { code: errorCode(fault) },
          "what the environment sets of a new workspace waits for the next start",
        ),
      );
    },
  };
  const slack = await composeSlack(foundations, {
    ...platformParts,
    signIn: links,
    surveyor: { refresh: (workspace) => desk.surveyor.refresh(workspace) },
  });
  const teams = await composeTeams(foundations, platformParts);
  const discord = await composeDiscord(foundations, platformParts);
  await declare();
  const desk: Desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: auth.authorise,
    platforms: (web) => [web, slack, discord, teams].filter((adapter) => adapter !== null),
    onTurn: (_turn, timingsMs) => metrics.observeTurn(timingsMs),
    spine: { onOutcome: (platform, outcome) => metrics.countDelivery(platform, outcome) },
  });
  let isWorking = false;
  const works = config.WORK === "on";
  const health = createHealth(
    deskChecks({
      ping: () => store.ping(),
      stats: () => desk.spine.stats(),
      isWorking: () => isWorking,
      works,
      vitals: () => desk.spine.vitals(),
      platforms: desk.adapters.flatMap(({ platform, health }) =>
        health === undefined ? [] : [{ name: platform, health }],
      ),
      freeBytes: database.kind === "pglite" ? () => freeBytesOf(config.DATA_DIR) : null,
    }),
    logger,
  );
  const http = createHttpServer({
    mounts: desk.adapters.flatMap((adapter) =>
      adapter.mounts.map((mount) => ({ ...mount, platform: adapter.platform })),
    ),
    rest: {
      ...restServices(foundations, desk, clock),
      store: createConsoleStore({ database, ...WRITERS }),
      version: readVersion(),
    },
    consoleDir: CONSOLE_DIR,
    door,
    auth,
    health,
    metrics,
    metricsToken: config.METRICS_TOKEN ?? null,
    host: config.HOST,
    port: config.PORT,
    logger,
    clock,
  });
  const { url } = await http.start();
  const closeControlDoor = await openControlDoor(foundations, desk, clock);
  const sampleData = await openSampleDataMark(
    config.DATA_DIR,
    isNew && works && isSampleCompany(company),
    clock.now(),
  );
  const home = (await store.listTenants()).find((tenant) => tenant.id === tenantId) ?? company;
  const facts: StartFacts = {
    address: config.PUBLIC_URL ?? url,
    company: home.name,
    isDemo: isSampleCompany(home),
    isLoading: sampleData.endAt !== null,
    slack: describeSlack(config),
    discord: describeDiscord(config),
    teams: describeTeams(config),
    database:
      database.kind === "pglite"
        ? "embedded (one process; survives a crash of the process, not of the machine)"
        : "PostgreSQL",
    search: await describeSearch(),
    models: describeModels(config),
    dataDir: resolve(config.DATA_DIR),
    needsLogin,
    works,
    startedInMs: performance.now() - beganMs,
  };

  let stopSchedule = async (): Promise<void> => {};
  const ready = (async () => {
    if (sampleData.endAt !== null) {
      await loadDemo(foundations, tenantId, sampleData.endAt, clock, progress);
      await sampleData.finish();
    }
    // The weights are read on first use: better now than under somebody's first message.
    await foundations.models.tagger.tag("Where is my parcel?");
    await desk.open();
    if (works) await desk.spine.start();
    isWorking = true;
    if (works)
      stopSchedule = await startDigestSchedule({
        store,
        clock,
        logger,
        claimTick: (id) => claimTick(database, id),
      });
    await index.refresh(tenantId);
  })();

  return {
    facts,
    ready,
    async stop(waitMs) {
      await Promise.all([stopSchedule(), closeControlDoor()]);
      isWorking = false;
      const endsAtMs = performance.now() + waitMs - CLOSING_MS;
      await Promise.all([http.stop(HTTP_STOP_MS), desk.close()]);
      await desk.spine.drain(Math.max(0, endsAtMs - performance.now()));
      metrics.stop();
      await foundations.close();
    },
  };
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function loadDemo(
  foundations: Foundations,
  tenantId: string,
  endAt: Date,
  clock: Clock,
  progress: StartOptions["progress"],
): Promise<void> {
  const report = everyTenth(progress);
  await loadDemoDocuments(foundations, tenantId, clock, report);
  await loadDemoHistory(foundations, tenantId, endAt, report);
  progress("Sample data is in: the desk is open.");
}

/** A line for every tenth of the way. */
function everyTenth(progress: StartOptions["progress"]): (what: string, share: number) => void {
  let said = "";
  return (what, share) => {
    const line = `Loading ${what}: ${Math.floor(share * 10) * 10} %`;
    if (line === said) return;
    said = line;
    progress(line);
  };
}

/** What this machine can do; the index itself is read behind the page. */
async function describeSearch(): Promise<string> {
  const library = await loadHnswLibrary();
  return library.kind === "loaded"
    ? "words, word parts and an HNSW index"
    : `words and exact vectors (${library.reason})`;
}

function describeSlack({ platforms: { slack } }: Config): string | null {
  if (slack === null) return null;
  const way = slack.appToken === null ? "requests at /slack/events" : "over a socket";
  return slack.installs.kind === "single" ? way : `${way}, installed at /slack/install`;
}

const describeTeams = ({ platforms: { teams } }: Config): string | null =>
  teams &&
  `activities at /api/messages, ${teams.organisationKey === null ? "any organisation" : "one organisation"}`;

function describeModels({ models: { chat, emotion } }: Config): string {
  const answers =
    chat.provider === "none" ? "answers quoted from your documents" : `answers written by ${chat.model}`;
  return `${emotion.provider === "embedded" ? "emotion embedded" : "emotion by Hugging Face"}, ${answers}`;
}
