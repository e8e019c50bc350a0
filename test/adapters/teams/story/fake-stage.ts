import { composeTeams } from "../../../../src/app/teams.ts";
import { createFakeClock } from "../../../fakes/clock.ts";
import { openPlatformDesk } from "../../../support/platform-desk.ts";
import { APP_ID, APP_PASSWORD, botServiceKeys } from "../bot-service.ts";
import { ORGANISATION, startFakeTeams } from "../fake-teams.ts";
import { furnishFakeWorkspace } from "./fake-workspace.ts";
import type { Stage } from "./whole-story.ts";

const PUBLIC_URL = "https://desk.example";

/** The whole desk in this process before the Teams of our own, with a clock that is moved by hand. */
export async function openFakeStage(): Promise<Stage> {
  const clock = createFakeClock();
  const teams = await startFakeTeams();
  const { desk, url, settle, upload, close } = await openPlatformDesk({
    environment: {
      MICROSOFT_APP_ID: APP_ID,
      MICROSOFT_APP_PASSWORD: APP_PASSWORD,
      MICROSOFT_APP_TENANT_ID: ORGANISATION,
      MICROSOFT_LOGIN_URL: teams.loginUrl,
      MICROSOFT_OPENID_URL: teams.openIdUrl,
      PUBLIC_URL,
    },
    clock,
    compose: composeTeams,
  });
  const token = await (await botServiceKeys()).sign({ serviceUrl: teams.serviceUrl });
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
    upload,
    async close() {
      await close();
      await teams.close();
    },
  };
}
