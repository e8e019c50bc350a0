import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { composeSlack } from "../../../../src/app/slack.ts";
import { composeDesk, type Desk, ensureTenant, type Foundations, WRITERS } from "../../../../src/app.ts";
import { readConfig } from "../../../../src/config.ts";
import { SECOND } from "../../../../src/domain/time.ts";
import { createEmbeddedTagger } from "../../../../src/emotion/embedded-tagger.ts";
import { createExtractiveWriter } from "../../../../src/knowledge/answer/extractive-writer.ts";
import { createKnowledgeIndex } from "../../../../src/knowledge/knowledge-index.ts";
import { silentLogger } from "../../../../src/ports/logger.ts";
import { createPassageStore } from "../../../../src/store/passage-store.ts";
import { createStore } from "../../../../src/store/store.ts";
import { createFakeClock } from "../../../fakes/clock.ts";
import { openTestDatabase } from "../../../support/database.ts";
import { closeServer, startFakeSlack, TOKEN } from "../fake-slack.ts";
import { startFakeSocketServer } from "../fake-socket-server.ts";
import { SIGNING_SECRET } from "../signed-sender.ts";
import { furnishFakeWorkspace } from "./fake-workspace.ts";
import { requestLine, socketLine } from "./line.ts";
import { createPlayer } from "./player.ts";
import type { Stage } from "./whole-story.ts";

/** How often posts wait for their channel's pace in one deed. */
const ROUNDS = 4;

/** The whole desk in this process behind the Slack of our own, with a clock that is moved by hand. */
export async function openFakeStage(way: "requests" | "socket"): Promise<Stage> {
  const clock = createFakeClock();
  const slack = await startFakeSlack(() => clock.now());
  const socket = await startFakeSocketServer();
  slack.socketUrl = socket.url;
  const workspace = furnishFakeWorkspace(slack);
  const database = await openTestDatabase();
  const index = await createKnowledgeIndex({ store: createPassageStore(database), folder: null });
  const foundations: Foundations = {
    config: readConfig({
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_API_URL: slack.apiUrl,
      ...(way === "requests"
        ? { SLACK_SIGNING_SECRET: SIGNING_SECRET }
        : { SLACK_APP_TOKEN: "xapp-fake-token" }),
    }),
    logger: silentLogger,
    database,
    store: createStore({ database, ...WRITERS }),
    index,
    models: {
      chat: null,
      tagger: createEmbeddedTagger(),
      embedder: null,
      answerWriter: createExtractiveWriter(),
      assistant: null,
    },
    close: async () => {
      await index.close();
      await database.close();
    },
  };
  const { tenantId } = await ensureTenant(foundations, { slug: "home", name: "Home" }, clock.now());
  const adapter = await composeSlack(foundations, {
    tenantId,
    clock,
    onWorkspace: () => desk.spine.intake.forgetWorkspaces(),
    nowMs: () => clock.now().getTime(),
  });
  if (adapter === null) throw new Error("Slack is configured");
  const desk: Desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: async () => ({ kind: "open" }),
    platforms: (web) => [web, adapter],
  });
  await desk.open();
  const server = createServer((request, response) => void adapter.mounts[0]?.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  if (way === "socket") await socket.connected(1);
  const settle = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.spine.runUntilIdle();
      clock.advance(SECOND);
    }
  };
  const player = createPlayer({
    workspace,
    line: way === "requests" ? requestLine(url, () => clock.now()) : socketLine(socket),
    now: () => clock.now(),
    settle,
  });
  return {
    player,
    refusals: () => slack.refusals,
    async upload(name, markdown) {
      const bytes = new TextEncoder().encode(markdown);
      const added = await desk.library.add(tenantId, { name, bytes, url: null });
      if (added.kind !== "added") throw new Error(`${name} was ${added.kind}`);
    },
    async close() {
      await desk.close();
      await closeServer(server);
      await foundations.close();
      await socket.close();
      await slack.close();
    },
  };
}
