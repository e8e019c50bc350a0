/** Runs one trial in a process of its own, so that a scenario which breaks, or never ends, takes nobody with it. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SCENARIOS } from "../scenarios/index.ts";
import { copyTemplate } from "./template-databases.ts";
import { type TrialNews, type TrialOrder, trialOrder } from "./trial-messages.ts";

const tell = (news: TrialNews): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(news, () => resolve());
  });

async function runTrial(order: TrialOrder): Promise<TrialNews> {
  const scenario = SCENARIOS.find(({ id }) => id === order.scenarioId);
  if (scenario === undefined) return { type: "fault", message: `no scenario ${order.scenarioId}` };
  const folder = join(order.folder, "work");
  await mkdir(folder, { recursive: true });
  let databases = 0;
  try {
    const verdict = await scenario.run({
      database: order.template.kind,
      size: order.size,
      seed: order.seed,
      folder,
      async freshDatabase() {
        databases += 1;
        const url = await copyTemplate(order.template, order.folder, `${order.scenarioId}-${databases}`);
        await tell({ type: "database", url });
        return url;
      },
      progress: (done) => void tell({ type: "progress", done }),
    });
    return {
      type: "verdict",
      violations: [...verdict.violations],
      slow: [...(verdict.slow ?? [])],
      figures: { ...verdict.figures },
    };
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`);
    return { type: "fault", message: fault instanceof Error ? fault.message : String(fault) };
  }
}

process.once("message", async (raw) => {
  await tell(await runTrial(trialOrder.parse(raw)));
  process.exit(0);
});
// The runner is gone: so is the trial.
process.once("disconnect", () => process.exit(1));
