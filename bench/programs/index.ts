import type { MakeProgram } from "../harness/program.ts";
import { ingestProgram } from "./ingest.ts";
import { pipelineProgram } from "./pipeline.ts";
import { startProgram } from "./start.ts";
import { storeProgram } from "./store.ts";

/** By the word that chooses them on the command line, in the order they are run. */
export const PROGRAMS: Readonly<Record<string, MakeProgram>> = {
  ingest: ingestProgram,
  store: storeProgram,
  pipeline: pipelineProgram,
  start: startProgram,
};
