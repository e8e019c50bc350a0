import { forgeries } from "../../adapters/teams/forgeries.ts";
import { CHANNEL, makeTeamsHarness, PEOPLE } from "../../adapters/teams/teams-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import type { Scenario } from "../scenario.ts";

export const forgedTeams: Scenario = {
  id: "S4",
  title:
    "activities that Bot Service did not sign for us: algorithms, keys, issuers, audiences, times, addresses",
  criterion: "every one is answered 401, nothing is stored, no address in a token is called",
  promises: ["P10"],
  databases: ["pglite"],
  unit: "activities",
  fullSize: 3_000,
  limitMs: 10 * 60_000,
  async run(trial) {
    const intake = createFakeIntake();
    const harness = await makeTeamsHarness({ intake, completer: { complete: async () => [] } });
    const violations: string[] = [];
    let sent = 0;
    try {
      const message = (more: object = {}) => ({
        ...harness.frame(PEOPLE.customer, CHANNEL),
        type: "message",
        id: harness.teams.nextKey(),
        text: "forged",
        ...more,
      });
      while (sent < trial.size)
        for (const { what, authorization, more } of await forgeries(harness.teams.serviceUrl)) {
          if (sent >= trial.size) break;
          const { status } = await harness.send(message(more), authorization);
          if (status !== 401) violations.push(`a forged activity (${what}) was answered ${status}`);
          trial.progress(++sent);
        }
      if (intake.calls.length > 0)
        violations.push(`${intake.calls.length} forged activities reached the desk`);
      const paths = new Set(harness.teams.calls.map(({ path }) => path));
      for (const path of paths)
        if (path !== "/openid" && path !== "/keys") violations.push(`a forged activity had ${path} called`);
      const { status } = await harness.send(message());
      if (status !== 200) violations.push(`a genuine activity after them was answered ${status}`);
    } finally {
      await harness.close();
    }
    return { violations, figures: { forged: sent, accepted: intake.calls.length - 1 } };
  },
};
