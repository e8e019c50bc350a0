import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { restServices } from "../../src/app/rest-services.ts";
import { composeDesk, type DeskOptions, type Foundations, WRITERS } from "../../src/app.ts";
import { createAuth } from "../../src/http/auth/create-auth.ts";
import { createHealth } from "../../src/http/health.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { createAccountStore } from "../../src/store/account-store.ts";
import { createConsoleStore } from "../../src/store/view-store.ts";
import { type SubjectParts, serveSubject } from "../harness/subject.ts";

export const deskTask = z.object({
  /** `null`: the embedded database. */
  databaseUrl: z.string().nullable(),
  dataDir: z.string(),
  /** With the worker off events are kept and acknowledged, and wait. */
  works: z.boolean(),
  /** 0 or nothing takes a free one. */
  port: z.number().optional(),
  /** Added to the process's place in the queue for a core, as `nice` does. */
  niceness: z.number().optional(),
  /** Passages that questions of the load are answered from. */
  documents: z.number().optional(),
});
export type DeskTask = z.infer<typeof deskTask>;

export const clock = { now: () => new Date() };

export interface ServedDesk {
  readonly foundations: Foundations;
  readonly tenantId: string;
  readonly platforms?: DeskOptions["platforms"];
  readonly onComposed?: (desk: Awaited<ReturnType<typeof composeDesk>>) => void;
  readonly answers?: SubjectParts["answers"];
}

/** The whole desk behind the product's own HTTP server, as `npm start` joins it, for the harness to measure. */
export async function serveDesk(task: DeskTask, served: ServedDesk): Promise<void> {
  const { foundations, tenantId } = served;
  const { database, config } = foundations;
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
    ...(served.platforms && { platforms: served.platforms }),
  });
  served.onComposed?.(desk);
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
      ...served.answers,
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
        inbox: await count("select count(*)::int as found from inbox where dedupe_key not like 'timer:%'"),
        done: await count(
          "select count(*)::int as found from inbox where state = 'done' and dedupe_key not like 'timer:%'",
        ),
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
