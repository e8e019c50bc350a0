import { parseLexicon } from "../lexicon.ts";
import type { Weights } from "../weights.ts";
import { calibrate } from "./calibrate.ts";
import { type Example, readExamples, TEMPLATE_CORPUS } from "./corpora.ts";
import { learn, prepare } from "./learn.ts";
import { templateExamples } from "./templates.ts";

/** Of GoEmotions' training rows, every tenth is kept out, to calibrate on: the development data stay unseen. */
const CALIBRATED_ON_EVERY = 10;

/** Learns the model from the data folder. The same data give the same bytes. `report` hears a stage and its share done. */
export function buildModel(
  folder: string,
  lexiconFile: Buffer,
  report: (stage: string, share: number) => void,
): Weights {
  const lexicon = parseLexicon(lexiconFile.toString("utf8"));
  report("reading", 0);
  const examples = [...readExamples(folder), ...templateExamples(TEMPLATE_CORPUS)];
  report("features", 0);
  const lessons = prepare(examples, lexicon, lexiconFile);
  const learnt = Int32Array.from(examples.keys()).filter((at) => !isKeptOut(examples, at));
  const weights = learn(lessons, learnt, (share) => report("training", share));
  report("calibrating", 0);
  const keptOut = examples.flatMap(({ row }, at) => (row && isKeptOut(examples, at) ? [row] : []));
  return { ...weights, manifest: calibrate(folder, weights, keptOut) };
}

const isKeptOut = (examples: readonly Example[], at: number): boolean =>
  examples[at]?.corpus === 0 && at % CALIBRATED_ON_EVERY === 0;
