import { composeSlack } from "../../../../src/app/slack.ts";
import type { Database } from "../../../../src/store/database.ts";
import { createFakeClock, type FakeClock } from "../../../fakes/clock.ts";
import { openPlatformDesk, type PlatformDesk } from "../../../support/platform-desk.ts";
import { type FakeSlack, startFakeSlack, TOKEN } from "../fake-slack.ts";
import { startFakeSocketServer } from "../fake-socket-server.ts";
import { SIGNING_SECRET } from "../signed-sender.ts";
import { furnishFakeWorkspace } from "./fake-workspace.ts";
import { type Line, requestLine, socketLine } from "./line.ts";
import { createPlayer } from "./player.ts";
import type { Stage } from "./whole-story.ts";

/** The stage, with what stands behind it. */
export interface FakeStage extends Stage, Pick<PlatformDesk, "desk" | "foundations" | "tenantId"> {
  readonly slack: FakeSlack;
  readonly clock: FakeClock;
  /** Slack's way to the desk, for what no player does. */
  readonly line: Line;
}

/** The whole desk in this process behind the Slack of our own, with a clock that is moved by hand. */
export async function openFakeStage(
  way: "requests" | "socket",
  openDatabase?: () => Promise<Database>,
): Promise<FakeStage> {
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
    ...(openDatabase && { openDatabase }),
  });
  if (way === "socket") await socket.connected(1);
  const now = (): Date => clock.now();
  const line = way === "requests" ? requestLine(`${desk.url}/slack/events`, now) : socketLine(socket);
  return {
    slack,
    clock,
    line,
    desk: desk.desk,
    foundations: desk.foundations,
    tenantId: desk.tenantId,
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
