import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { restServices } from "../../src/app/rest-services.ts";
import { composeDesk, ensureTenant, type Foundations, openFoundations, WRITERS } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { createAuth } from "../../src/http/auth/create-auth.ts";
import { createHealth } from "../../src/http/health.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { createAccountStore } from "../../src/store/account-store.ts";
import { createConsoleStore } from "../../src/store/view-store.ts";
import { createWebRoomStore } from "../../src/store/web-room-store.ts";
import { serveSubject, subjectTask } from "../harness/subject.ts";
import { CHANNELS, channelKey, PERSONAS, personaKey } from "../load/requests.ts";
import { addDocuments } from "./documents.ts";

/** The whole desk behind its own HTTP server, as `npm start` joins it. */
const taskSchema = z.object({
  /** `null`: the embedded database. */
  databaseUrl: z.string().nullable(),
  dataDir: z.string(),
  /** With the worker off events are kept and acknowledged, and wait. */
  works: z.boolean(),
  /** 0 or nothing takes a free one. */
  port: z.number().optional(),
  /** Passages that questions of the load are answered from. */
  documents: z.number().optional(),
});

const clock = { now: () => new Date() };

async function main(): Promise<void> {
  const task = taskSchema.parse(subjectTask());
  const config = readConfig({
    DATA_DIR: task.dataDir,
    PORT: "0",
    ...(task.databaseUrl === null ? {} : { DATABASE_URL: task.databaseUrl }),
  });
  const foundations = await openFoundations(config, clock, silentLogger);
  const { database } = foundations;
  const { tenantId } = await ensureTenant(foundations, { slug: "bench", name: "Bench" }, clock.now());
  await fillRoom(foundations, tenantId);
  if (task.documents !== undefined) await addDocuments(foundations, tenantId, task.documents);
  const auth = createAuth({
    login: "off",
    homeTenantId: tenantId,
    accounts: createAccountStore(database),
    findTenantBySlug: async () => null,
    publicUrl: null,
    clock,
    logger: silentLogger,
  });
  const metrics = createMetrics(() => desk.spine.stats());
  const desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: auth.authorise,
    onTurn: (_turn, timingsMs) => metrics.observeTurn(timingsMs),
  });
  const http = createHttpServer({
    mounts: desk.adapters.flatMap((adapter) =>
      adapter.mounts.map((mount) => ({ ...mount, platform: adapter.platform })),
    ),
    rest: {
      ...restServices(foundations, desk, clock),
      store: createConsoleStore({ database, ...WRITERS }),
      version: "bench",
    },
    consoleDir: fileURLToPath(new URL("../../console/dist", import.meta.url)),
    auth,
    health: createHealth([], silentLogger),
    metrics,
    host: config.HOST,
    port: task.port ?? 0,
    logger: silentLogger,
    clock,
  });
  const { port } = await http.start();
  await desk.open();
  if (task.works) await desk.spine.start();

  const count = async (query: string): Promise<number> =>
    (await database.spineQuery<{ found: number }>(query, []))[0]?.found ?? 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  serveSubject({
    ready: { port },
    answers: {
      settle: async () => {
        if (!task.works) return null;
        for (;;) {
          const stats = await desk.spine.stats();
          if (stats.inboxDepth + stats.outboxDepth === 0) return null;
          await sleep(50);
        }
      },
      loop: async () => {
        const said = { p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 };
        delay.reset();
        return said;
      },
      rows: async () => ({
        inbox: await count("select count(*)::int as found from inbox"),
        done: await count("select count(*)::int as found from inbox where state = 'done'"),
        posts: await count("select count(*)::int as found from outbox"),
      }),
    },
    async close() {
      await Promise.all([http.stop(200), desk.close()]);
      await desk.spine.drain(500);
      metrics.stop();
      await foundations.close();
    },
  });
}

/** Many people and channels: nobody meets the flood gate, and conversations wait for each other as they would in real life. */
async function fillRoom(foundations: Foundations, tenantId: string): Promise<void> {
  const room = createWebRoomStore(foundations.database, tenantId);
  await room.putMembers(
    Array.from({ length: PERSONAS }, (_, index) => ({
      personKey: personaKey(index),
      displayName: `Person ${index}`,
      role: "customer" as const,
    })),
  );
  const keys = Array.from({ length: CHANNELS }, (_, index) => channelKey(index));
  await room.putPlaces(keys.map((key) => ({ channelKey: key, name: key, kind: "public", personKey: null })));
  await foundations.store.transaction(tenantId, async (stores) => {
    const workspace = (await stores.workspaces.list())[0];
    if (!workspace) throw new Error("the tenant has no workspace");
    for (const key of keys) {
      const channel = await stores.channels.ensure(
        workspace.id,
        { channelKey: key, name: key, isDirect: false, isPrivate: false },
        clock.now(),
      );
      // Reads everything and speaks when mentioned: the whole turn, and no reply.
      await stores.channels.configure(channel.id, { purpose: "customers", mode: "mention" });
    }
  });
}

await main();
