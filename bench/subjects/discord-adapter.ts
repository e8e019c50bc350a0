import { z } from "zod";
import { createDiscordAdapter } from "../../adapters/discord/index.ts";
import type { Intake } from "../../src/ports/intake.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { createIntake } from "../../src/store/spine/intake.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { serveSubject, subjectTask } from "../harness/subject.ts";

/** The Discord adapter from the socket to the inbox: with an intake that keeps nothing, or with the real one and its commit. */
const task = z
  .object({
    apiUrl: z.string(),
    token: z.string(),
    applicationKey: z.string(),
    guildKeys: z.array(z.string()),
    databaseUrl: z.string().nullable(),
  })
  .parse(subjectTask());
const clock = { now: () => new Date() };
let handled = 0;

async function openIntake(): Promise<{ intake: Intake; rows(): Promise<number>; close(): Promise<void> }> {
  if (task.databaseUrl === null) {
    const accept: Intake["accept"] = async () => {
      handled += 1;
      return { kind: "accepted" };
    };
    const intake: Intake = { accept, acceptWith: async () => ({ kind: "unknown-workspace" }) };
    return { intake, rows: async () => handled, close: async () => undefined };
  }
  const database = await openDatabase({ url: task.databaseUrl });
  const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
  const workspaces = task.guildKeys.map((workspaceKey) => ({
    platform: "discord" as const,
    workspaceKey,
    name: workspaceKey,
    kind: "community" as const,
  }));
  await store.createTenant({ slug: "bench", name: "Bench", timeZone: "UTC", workspaces }, clock.now());
  const counted = async (): Promise<number> =>
    (await database.spineQuery<{ found: number }>("select count(*)::int as found from inbox", []))[0]
      ?.found ?? 0;
  // A burst of thousands at once is more than any gateway sends: the door may hold them all.
  const intake = createIntake({ database, clock, maxWaiting: 100_000, waitMs: 60_000 });
  return { intake, rows: counted, close: () => database.close() };
}

const { intake, rows, close } = await openIntake();
const adapter = createDiscordAdapter({
  apiUrl: task.apiUrl,
  token: task.token,
  applicationKey: task.applicationKey,
  publicKey: null,
  shards: null,
  commands: [],
  attach: async () => "bench",
  ownerOf: async () => "bench",
  listServers: async () => [],
  onRemoved: async () => undefined,
  staffPlaces: async () => ({ agentChannelKeys: [], managerChannelKeys: [] }),
  positions: { read: async () => new Map(), save: async () => undefined },
  readFile: async () => null,
  ownership({ onGained }) {
    onGained();
    return { release: async () => undefined };
  },
  clock,
  logger: silentLogger,
});
await adapter.start({ intake, completer: { complete: async () => [] } });
serveSubject({
  ready: {},
  answers: { rows: async () => ({ inbox: await rows() }) },
  async close() {
    await adapter.stop();
    await close();
  },
});
