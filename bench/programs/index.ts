import type { MakeProgram } from "../harness/program.ts";
import { ingestProgram } from "./ingest.ts";

/** By the word that chooses them on the command line, in the order they are run. */
export const PROGRAMS: Readonly<Record<string, MakeProgram>> = {
  ingest: ingestProgram,
};
