import { setPriority } from "node:os";
import { ensureTenant, type Foundations, openFoundations } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { createWebRoomStore } from "../../src/store/web-room-store.ts";
import { subjectTask } from "../harness/subject.ts";
import { CHANNELS, channelKey, PERSONAS, personaKey } from "../load/requests.ts";
import { addDocuments } from "./documents.ts";
import { clock, deskTask, serveDesk } from "./serve-desk.ts";

/** The browser chat's desk. */
async function main(): Promise<void> {
  const task = deskTask.parse(subjectTask());
  if (task.niceness !== undefined) setPriority(task.niceness);
  const config = readConfig({
    DATA_DIR: task.dataDir,
    PORT: "0",
    ...(task.databaseUrl === null ? {} : { DATABASE_URL: task.databaseUrl }),
  });
  const foundations = await openFoundations(config, clock, silentLogger);
  const { tenantId } = await ensureTenant(foundations, { slug: "bench", name: "Bench" }, clock.now());
  await fillRoom(foundations, tenantId);
  if (task.documents !== undefined) await addDocuments(foundations, tenantId, task.documents);
  await serveDesk(task, { foundations, tenantId });
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
