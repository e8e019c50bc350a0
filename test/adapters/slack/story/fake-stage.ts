import { composeSlack } from "../../../../src/app/slack.ts";
import { createFakeClock } from "../../../fakes/clock.ts";
import { openPlatformDesk } from "../../../support/platform-desk.ts";
import { startFakeSlack, TOKEN } from "../fake-slack.ts";
import { startFakeSocketServer } from "../fake-socket-server.ts";
import { SIGNING_SECRET } from "../signed-sender.ts";
import { furnishFakeWorkspace } from "./fake-workspace.ts";
import { requestLine, socketLine } from "./line.ts";
import { createPlayer } from "./player.ts";
import type { Stage } from "./whole-story.ts";

/** The whole desk in this process behind the Slack of our own, with a clock that is moved by hand. */
export async function openFakeStage(way: "requests" | "socket"): Promise<Stage> {
  const clock = createFakeClock();
  const slack = await startFakeSlack(() => clock.now());
  const socket = await startFakeSocketServer();
  slack.socketUrl = socket.url;
  const workspace = furnishFakeWorkspace(slack);
  const desk = await openPlatformDesk({
    environment: {
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_API_URL: slack.apiUrl,
      ...(way === "requests"
        ? { SLACK_SIGNING_SECRET: SIGNING_SECRET }
        : { SLACK_APP_TOKEN: "xapp-fake-token" }),
    },
    clock,
    compose: composeSlack,
  });
  if (way === "socket") await socket.connected(1);
  const now = (): Date => clock.now();
  const line = way === "requests" ? requestLine(`${desk.url}/slack/events`, now) : socketLine(socket);
  return {
    player: createPlayer({ workspace, line, now, settle: desk.settle }),
    refusals: () => slack.refusals,
    upload: desk.upload,
    async close() {
      await desk.close();
      await socket.close();
      await slack.close();
    },
  };
}
