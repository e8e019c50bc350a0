import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../scripts/postgres-server.ts";
import { startFakeSocketServer } from "../../adapters/slack/fake-socket-server.ts";
import { SIGNING_SECRET } from "../../adapters/slack/signed-sender.ts";
import { requestLine, socketLine } from "../../adapters/slack/story/line.ts";
import { echoEvent, envelope } from "../../adapters/slack/story/payloads.ts";
import { createPlayer } from "../../adapters/slack/story/player.ts";
import type { Stage } from "../../adapters/slack/story/whole-story.ts";
import { startDesk } from "../../faults/rig/desk-process.ts";
import { openEmulatedWorkspace } from "./emulated-workspace.ts";
import { BOT_TOKEN } from "./emulator.ts";

export type Way = "requests" | "socket";

const LOOK_EVERY_MS = 60;
const SETTLED_MS = 60_000;
const API = "/api/v1";

/** The product as `npm start` runs it, beside the emulator. `databaseUrl`: a server's, or `null` for the embedded one. */
export async function openEmulatedStage(way: Way, databaseUrl: string | null): Promise<Stage> {
  const { front, workspace, close } = await openEmulatedWorkspace();
  const socket = await startFakeSocketServer();
  front.socketUrl = socket.url;
  const folder = await mkdtemp(join(tmpdir(), "rapport-slack-story-"));
  const desk = startDesk({
    program: "product",
    databaseUrl: databaseUrl ?? `pglite:${join(folder, "database")}`,
    dataDir: folder,
    port: await freePort(),
    environment: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_API_URL: front.apiUrl,
      ...(way === "requests"
        ? { SLACK_SIGNING_SECRET: SIGNING_SECRET }
        : { SLACK_APP_TOKEN: "xapp-emulated-token" }),
    },
  });
  const closeAll = async (): Promise<void> => {
    const { code } = await desk.stop();
    await socket.close();
    await close();
    await rm(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the desk ended with ${code}: ${desk.printed}`);
  };
  try {
    await desk.ready();
    if (way === "socket") await socket.connected(1);
  } catch (fault) {
    await closeAll().catch(() => undefined);
    throw fault;
  }
  const now = (): Date => new Date();
  const line = way === "requests" ? requestLine(`${desk.address}/slack/events`, now) : socketLine(socket);
  const echoes = new Set<Promise<void>>();
  front.onPost = ({ channelKey, message: { ts, text, threadTs } }) => {
    const told = { channelKey, channelType: "channel", userKey: workspace.botKey, text, ts } as const;
    const event = echoEvent({ ...told, ...(threadTs !== null && { threadTs }) });
    const echo = line({ kind: "event", payload: envelope(workspace, event, now()) }).finally(() =>
      echoes.delete(echo),
    );
    echoes.add(echo);
  };

  const settle = async (): Promise<void> => {
    const endsAt = performance.now() + SETTLED_MS;
    for (let quiet = 0; quiet < 2; ) {
      if (performance.now() > endsAt) throw new Error("the desk has not come to rest");
      await sleep(LOOK_EVERY_MS);
      await Promise.all(echoes);
      quiet = (await desk.waiting()) === 0 ? quiet + 1 : 0;
    }
  };

  return {
    player: createPlayer({ workspace, line, now, settle }),
    refusals: () => front.refusals,
    async upload(name, markdown) {
      const response = await fetch(`${desk.address}${API}/articles?name=${name}&visibility=public`, {
        method: "PUT",
        headers: { "x-rapport-console": "1", "content-type": "text/markdown" },
        body: markdown,
      });
      if (!response.ok) throw new Error(`${name} was answered ${response.status}: ${await response.text()}`);
    },
    close: closeAll,
  };
}
