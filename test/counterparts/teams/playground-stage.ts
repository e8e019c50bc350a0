import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../scripts/postgres-server.ts";
import { APP_ID, APP_PASSWORD } from "../../adapters/teams/bot-service.ts";
import { ORGANISATION } from "../../adapters/teams/fake-teams.ts";
import type { Stage } from "../../adapters/teams/story/whole-story.ts";
import { startDesk } from "../../faults/rig/desk-process.ts";
import { type Front, openFront } from "./front.ts";
import { startPlayground } from "./playground.ts";
import { openPlaygroundWorkspace } from "./playground-workspace.ts";

const LOOK_EVERY_MS = 60;
const SETTLED_MS = 60_000;
const API = "/api/v1";

/** The product as `npm start` runs it, beside the playground. `databaseUrl`: a server's, or `null` for the embedded one. */
export async function openPlaygroundStage(
  databaseUrl: string | null,
): Promise<Stage & { readonly front: Front; readonly pageUrl: string }> {
  const front = await openFront();
  const playground = await startPlayground(`${front.url}/api/messages`);
  front.playgroundUrl = playground.url;
  const folder = await mkdtemp(join(tmpdir(), "rapport-teams-story-"));
  const port = await freePort();
  const desk = startDesk({
    program: "product",
    databaseUrl: databaseUrl ?? `pglite:${join(folder, "database")}`,
    dataDir: folder,
    port,
    environment: {
      MICROSOFT_APP_ID: APP_ID,
      MICROSOFT_APP_PASSWORD: APP_PASSWORD,
      MICROSOFT_APP_TENANT_ID: ORGANISATION,
      MICROSOFT_LOGIN_URL: `${front.url}/login/`,
      MICROSOFT_OPENID_URL: `${front.url}/openid`,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
    },
  });
  front.deskUrl = desk.address;
  const close = async (): Promise<void> => {
    const { code } = await desk.stop();
    await playground.stop();
    await front.close();
    await rm(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the desk ended with ${code}: ${desk.printed}`);
  };
  try {
    await desk.ready();
  } catch (fault) {
    await close().catch(() => undefined);
    throw fault;
  }
  const settle = async (): Promise<void> => {
    const endsAt = performance.now() + SETTLED_MS;
    for (let quiet = 0; quiet < 2; ) {
      if (performance.now() > endsAt) throw new Error("the desk has not come to rest");
      await sleep(LOOK_EVERY_MS);
      quiet = (await desk.waiting()) === 0 ? quiet + 1 : 0;
    }
  };
  return {
    front,
    pageUrl: playground.url,
    isLeadsOpen: true,
    refusals: () => front.refusals,
    workspace: openPlaygroundWorkspace({ front, settle }),
    async upload(name, markdown) {
      const response = await fetch(`${desk.address}${API}/articles?name=${name}&visibility=public`, {
        method: "PUT",
        headers: { "x-rapport-console": "1", "content-type": "text/markdown" },
        body: markdown,
      });
      if (!response.ok) throw new Error(`${name} was answered ${response.status}: ${await response.text()}`);
    },
    close,
  };
}
