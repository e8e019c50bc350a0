import { openHostileSlack } from "../rig/hostile-slack.ts";
import {
  callsTo,
  DOCUMENT_URLS,
  drawCase,
  markOf,
  type OpenHostileStage,
  type ReadOutput,
  SAID_AGAIN,
} from "../rig/hostile-stage.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario, Trial } from "../scenario.ts";

const FULL_SIZE = 2_000;
const MOST_SENTENCES = 20;

/** Every output until there are enough of them, in whole cases; `faultsOf` says what is wrong with one. */
export async function playHostileCases(
  trial: Trial,
  open: OpenHostileStage,
  parts: {
    readonly hostile: (bystanderKey: string) => readonly string[];
    readonly urls: readonly string[];
    readonly faultsOf: (
      output: ReadOutput,
      stage: Awaited<ReturnType<OpenHostileStage>>,
    ) => readonly string[];
  },
) {
  const random = seededRandom(trial.seed);
  const stage = await open(await trial.freshDatabase());
  const violations = new Set<string>();
  const unseen = new Set<string>(SAID_AGAIN.map(markOf));
  const figures = { outputs: 0, cases: 0, links: 0, calls: 0 };
  try {
    stage.outputs();
    while (figures.outputs < trial.size) {
      await stage.playCase(drawCase(random, parts.hostile(stage.bystanderKey), parts.urls));
      figures.cases += 1;
      for (const output of stage.outputs()) {
        figures.outputs += 1;
        figures.links += output.links.length;
        figures.calls += output.pings.length;
        for (const mark of [...unseen]) if (output.words.includes(mark)) unseen.delete(mark);
        for (const refusal of output.refusals) violations.add(`${output.kind} would be refused: ${refusal}`);
        for (const fault of parts.faultsOf(output, stage)) violations.add(fault);
      }
      trial.progress(Math.min(figures.outputs, trial.size));
    }
  } finally {
    await stage.close();
  }
  for (const mark of unseen) violations.add(`the rig: the words of ${mark} were never said again`);
  return { violations: [...violations].slice(0, MOST_SENTENCES), figures };
}

export const mentionInjection = (platform: string, open: OpenHostileStage): Scenario => ({
  id: `S14-${platform}`,
  title: `calls to everybody and to somebody in all words that the desk says again, ${platform}`,
  criterion: "nobody but staff is called, by the platform's own reading of every output",
  promises: ["P12"],
  databases: ["pglite", "postgres"],
  unit: "outputs",
  fullSize: FULL_SIZE,
  limitMs: 20 * 60_000,
  run: (trial) =>
    playHostileCases(trial, open, {
      hostile: callsTo,
      urls: DOCUMENT_URLS,
      faultsOf: ({ kind, pings }, { staffKeys }) =>
        pings.filter((key) => !staffKeys.includes(key)).map((key) => `${kind} called ${key}`),
    }),
});

export const mentionInjectionSlack = mentionInjection("slack", openHostileSlack);
