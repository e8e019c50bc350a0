import { composeDesk, ensureTenant, openFoundations, WEB_WORKSPACE_KEY } from "../../../src/app.ts";
import { readConfig } from "../../../src/config.ts";
import { silentLogger } from "../../../src/ports/logger.ts";
import { attachWorkspace } from "../../../src/store/attach-workspace.ts";
import { TEAM } from "../../adapters/slack/fake-slack.ts";
import { headersFor, sendRaw } from "../../adapters/slack/signed-sender.ts";
import { makeSlackHarness } from "../../adapters/slack/slack-harness.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import type { Scenario } from "../scenario.ts";

const MINUTE = 60_000;

export const replayedSlack: Scenario = {
  id: "S2",
  title: "exact copies of Slack's requests: at once, after four minutes, after six, and after a restart",
  criterion: "one row in the inbox for each request, and every copy after the time is refused",
  promises: ["P2"],
  databases: ["pglite", "postgres"],
  unit: "requests",
  fullSize: 1_000,
  limitMs: 10 * MINUTE,
  async run(trial) {
    const database = await trial.freshDatabase();
    const env = database.startsWith("pglite:") ? {} : { DATABASE_URL: database };
    const config = readConfig({ DATA_DIR: trial.folder, ...env });
    const clock = createFakeClock();
    const foundations = await openFoundations(config, clock, silentLogger);
    const violations: string[] = [];
    let refused = 0;
    try {
      const { tenantId } = await ensureTenant(foundations, { slug: "s2", name: "S2" }, clock.now());
      const workspace = { platform: "slack", workspaceKey: TEAM, name: WEB_WORKSPACE_KEY } as const;
      await attachWorkspace(foundations.database, tenantId, workspace, clock.now());
      const desk = await composeDesk(foundations, {
        tenantId,
        clock,
        authorise: async () => ({ kind: "open" }),
      });
      const runtime = { intake: desk.spine.intake, completer: { complete: async () => [] } };
      let harness = await makeSlackHarness(runtime);
      for (let n = 0; n < trial.size; n += 1) {
        const ts = `1772528400.${String(n).padStart(6, "0")}`;
        const event = {
          type: "message",
          channel: "C0HELP",
          channel_type: "channel",
          user: "U0MAYA",
          text: `Hello ${n}`,
          ts,
        };
        const body = JSON.stringify({ type: "event_callback", team_id: TEAM, event });
        const signedAt = harness.clock.now();
        const headers = headersFor(body, { now: signedAt });
        const send = async (): Promise<number> =>
          (await sendRaw(`${harness.url}/slack/events`, body, headers)).status;
        const first = await send();
        if (first !== 200) violations.push(`a genuine request was answered ${first}`);
        const again = [await send()];
        // A new process knows nothing of the copies before: the inbox does.
        if (n % 50 === 49) {
          await harness.close();
          harness = await makeSlackHarness(runtime);
          harness.clock.set(signedAt);
          const after = await send();
          if (after !== 200 && after !== 401) violations.push(`a copy after a restart was answered ${after}`);
        }
        harness.clock.advance(4 * MINUTE);
        again.push(await send());
        harness.clock.advance(2 * MINUTE);
        again.push(await send());
        refused += again.filter((status) => status === 401).length;
        if (again.at(-1) !== 401) violations.push(`a copy after six minutes was answered ${again.at(-1)}`);
        trial.progress(n + 1);
      }
      await harness.close();
      const [row] = await foundations.database.spineQuery<{ count: number }>(
        "select count(*)::int as count from inbox where dedupe_key like 'm:C0HELP:%'",
        [],
      );
      if (row?.count !== trial.size)
        violations.push(`${trial.size} requests left ${row?.count} rows in the inbox`);
      await desk.close();
    } finally {
      await foundations.close();
    }
    return { violations, figures: { requests: trial.size, "copies refused": refused } };
  },
};
