import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { composeTeams } from "../../../../src/app/teams.ts";
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
import { APP_ID, APP_PASSWORD, botServiceKeys } from "../bot-service.ts";
import { closeServer, ORGANISATION, startFakeTeams } from "../fake-teams.ts";
import { furnishFakeWorkspace } from "./fake-workspace.ts";
import type { Stage } from "./whole-story.ts";

/** How often posts wait for their channel's pace in one deed. */
const ROUNDS = 4;
const PUBLIC_URL = "https://desk.example";

/** The whole desk in this process before the Teams of our own, with a clock that is moved by hand. */
export async function openFakeStage(): Promise<Stage> {
  const clock = createFakeClock();
  const teams = await startFakeTeams();
  const database = await openTestDatabase();
  const index = await createKnowledgeIndex({ store: createPassageStore(database), folder: null });
  const foundations: Foundations = {
    config: readConfig({
      MICROSOFT_APP_ID: APP_ID,
      MICROSOFT_APP_PASSWORD: APP_PASSWORD,
      MICROSOFT_APP_TENANT_ID: ORGANISATION,
      MICROSOFT_LOGIN_URL: teams.loginUrl,
      MICROSOFT_OPENID_URL: teams.openIdUrl,
      PUBLIC_URL,
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
  const adapter = await composeTeams(foundations, {
    tenantId,
    clock,
    onWorkspace: () => desk.spine.intake.forgetWorkspaces(),
    nowMs: () => clock.now().getTime(),
  });
  if (adapter === null) throw new Error("Teams is configured");
  const desk: Desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: async () => ({ kind: "open" }),
    platforms: (web) => [web, adapter],
  });
  await desk.open();
  const server = createServer((request, response) => {
    const mount = adapter.mounts.find(({ path }) => request.url?.startsWith(path));
    if (mount) void mount.handle(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = await (await botServiceKeys()).sign({ serviceUrl: teams.serviceUrl });
  const settle = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await desk.spine.runUntilIdle();
      clock.advance(SECOND);
    }
  };
  const tell = async (activity: object): Promise<unknown> => {
    let isAnswered = false;
    const answer = fetch(`${url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(activity),
    }).finally(() => {
      isAnswered = true;
    });
    // A press is held open until the desk has said something.
    while (!isAnswered) {
      await desk.spine.runUntilIdle();
      await new Promise(setImmediate);
    }
    const response = await answer;
    if (!response.ok) throw new Error(`Teams was answered ${response.status}`);
    await settle();
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
  };
  return {
    workspace: furnishFakeWorkspace(teams, {
      tell,
      now: () => clock.now(),
      ours: { publicUrl: PUBLIC_URL, url },
    }),
    async upload(name, markdown) {
      const bytes = new TextEncoder().encode(markdown);
      const added = await desk.library.add(tenantId, { name, bytes, url: null });
      if (added.kind !== "added") throw new Error(`${name} was ${added.kind}`);
    },
    async close() {
      await desk.close();
      await closeServer(server);
      await foundations.close();
      await teams.close();
    },
  };
}
