import { openDatabase } from "../../../src/store/open-database.ts";
import { tellMutationStory } from "../rig/mutation-story.ts";
import { SABOTAGES } from "../rig/sabotage.ts";
import type { Scenario } from "../scenario.ts";

export const faultsPutIn: Scenario = {
  id: "X1",
  title: "faults put in on purpose: no de-duplication key, early acknowledgement, no fence, no outbox",
  criterion: "each is found, and nothing is found in the same story without it",
  promises: ["P1", "P2"],
  databases: ["pglite", "postgres"],
  unit: "stories",
  fullSize: 40,
  async run(trial) {
    const violations: string[] = [];
    let found = 0;
    for (let n = 0; n < trial.size; n += 1) {
      const fault = SABOTAGES[n % SABOTAGES.length] ?? "no-fence";
      for (const isSabotaged of [true, false]) {
        const database = await openDatabase({ url: await trial.freshDatabase() });
        const seen = await tellMutationStory(database, fault, isSabotaged);
        await database.close();
        if (isSabotaged && seen.length === 0) violations.push(`${fault} was not found`);
        if (!isSabotaged && seen.length > 0) violations.push(`without ${fault}: ${seen.join("; ")}`);
        if (isSabotaged && seen.length > 0) found += 1;
      }
      trial.progress(n + 1);
    }
    return { violations, figures: { stories: trial.size, found } };
  },
};
