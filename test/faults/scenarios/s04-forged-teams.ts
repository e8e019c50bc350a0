import { type Forgery, forgeries, goodToken } from "../../adapters/teams/forgeries.ts";
import { startCanaryServer } from "../rig/canary-server.ts";
import { inTurns, withTeamsDesk } from "../rig/teams-desk.ts";
import { ofEvents, say } from "../rig/teams-platform.ts";
import { testEvent } from "../rig/test-events.ts";
import type { Scenario } from "../scenario.ts";

const AT_ONCE = 8;
/** Genuine ones among them, under the very token that the forged ones misuse. */
const GENUINE_EVERY = 100;
const LEAST_KINDS = 10;

export const forgedTeams: Scenario = {
  id: "S4",
  title:
    "activities that Bot Service did not sign for us: algorithms, keys, issuers, audiences, times, addresses, organisations",
  criterion: "every one is answered 401, nothing is stored, no address of an attacker is called",
  promises: ["P10"],
  databases: ["pglite"],
  unit: "activities",
  fullSize: 3_000,
  limitMs: 20 * 60_000,
  run: (trial) =>
    withTeamsDesk(trial, async ({ organisation, desk, truth }) => {
      const attacker = await startCanaryServer();
      const violations: string[] = [];
      const { serviceUrl } = organisation.teams;
      const kinds: readonly Forgery[] = await forgeries(serviceUrl, attacker.url);
      const good = await goodToken(serviceUrl);
      const genuine: string[] = [];
      const forgedAt = trial.size + 1;
      if (kinds.length < LEAST_KINDS) violations.push(`the rig: only ${kinds.length} kinds of forgeries`);

      const tellGenuine = async (n: number): Promise<void> => {
        const event = testEvent(n);
        const activity = organisation.activityOf(event, say(organisation, event));
        const answer = await organisation.post(desk.address, activity, good);
        if (answer?.status === 200) genuine.push(event.token);
        else violations.push(`a genuine activity was answered ${answer?.status ?? "nothing"}`);
      };
      const tellForged = async (n: number): Promise<void> => {
        const kind = kinds[n % kinds.length];
        if (kind === undefined) return;
        const event = testEvent(forgedAt + n);
        const activity = organisation.activityOf(event, say(organisation, event));
        const answer = await organisation.post(
          desk.address,
          { ...activity, ...kind.more },
          kind.authorization,
        );
        if (answer?.status !== 401 || answer.body !== "")
          violations.push(
            `a forged activity (${kind.what}) was answered ${answer?.status ?? "nothing"} ${answer?.body ?? ""}`,
          );
      };
      try {
        await tellGenuine(1);
        await inTurns(trial.size, AT_ONCE, async (n) => {
          await tellForged(n);
          if (n % GENUINE_EVERY === GENUINE_EVERY - 1) await tellGenuine(2 + (n - 99) / GENUINE_EVERY);
          trial.progress(n + 1);
        });
        const stored = ofEvents(await truth()).map(({ token }) => token);
        const accepted = stored.filter((token) => !genuine.includes(token));
        if (accepted.length > 0) violations.push(`${accepted.length} forged activities are stored`);
        if (stored.length - accepted.length !== genuine.length)
          violations.push(
            `${genuine.length} genuine activities, ${stored.length - accepted.length} are stored`,
          );
        for (const path of new Set(attacker.calls.map((call) => call.path)))
          violations.push(`the attacker's ${path} was called`);
        return {
          violations,
          figures: {
            forged: trial.size,
            kinds: kinds.length,
            accepted: accepted.length,
            genuine: genuine.length,
            "calls to the attacker": attacker.calls.length,
          },
        };
      } finally {
        await attacker.close();
      }
    }),
};
