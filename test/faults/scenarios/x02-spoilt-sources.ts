import { join } from "node:path";
import { SPOILS, type Spoil, spoiltEnvironment } from "../rig/spoils.ts";
import { runTrial } from "../runner/run-trial.ts";
import type { DatabaseKind, Scenario, Trial } from "../scenario.ts";

/**
 * The other way round: each scenario is run on a product with a fault in it, and must say so. The seed tells with which
 * fault it begins.
 */
export function spoiltSources(scenarios: readonly Scenario[]): Scenario {
  return {
    id: "X2",
    title: "faults put into the sources of the product, each where another scenario must find it",
    criterion: "each scenario turns red and names the fault",
    promises: ["P1", "P2", "P5", "P6", "P9", "P12", "P15"],
    databases: ["pglite", "postgres"],
    unit: "faults",
    fullSize: SPOILS.length,
    async run(trial) {
      const violations: string[] = [];
      const figures = { faults: 0, found: 0, "not on this database": 0 };
      for (let n = 0; n < trial.size; n += 1) {
        const spoil = SPOILS[(trial.seed - 1 + n) % SPOILS.length];
        if (spoil === undefined) break;
        const scenario = scenarios.find(({ id }) => id === spoil.scenarioId);
        if (scenario === undefined) throw new Error(`no scenario ${spoil.scenarioId}`);
        if (scenario.databases.includes(trial.database)) {
          const said = await verdictOn(trial, scenario, spoil);
          figures.faults += 1;
          if (said.some((sentence) => spoil.finds.test(sentence))) figures.found += 1;
          else
            violations.push(
              `${spoil.scenarioId} did not find that ${spoil.says}; it said: ${said.join("; ") || "nothing"}`,
            );
        } else figures["not on this database"] += 1;
        trial.progress(n + 1);
      }
      return { violations, figures };
    },
  };
}

async function verdictOn(trial: Trial, scenario: Scenario, spoil: Spoil): Promise<readonly string[]> {
  const database: DatabaseKind = trial.database;
  const { violations, slow } = await runTrial(
    { scenario, database, size: spoil.size, seed: trial.seed },
    {
      template: { kind: database, place: (await trial.freshDatabase()).replace(/^pglite:/, "") },
      logPath: join(trial.folder, `${spoil.scenarioId}.log`),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      environment: spoiltEnvironment(spoil.edits),
    },
  );
  return [...violations, ...(slow ?? [])];
}
