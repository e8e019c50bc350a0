import type { MakeProgram } from "../harness/program.ts";
import { ackBurstProgram } from "./ack-burst.ts";
import { historyProgram } from "./history.ts";
import { ingestProgram } from "./ingest.ts";
import { ingestDiscordProgram } from "./ingest-discord.ts";
import { ingestTeamsProgram } from "./ingest-teams.ts";
import { pipelineProgram } from "./pipeline.ts";
import { soakProgram } from "./soak.ts";
import { startProgram } from "./start.ts";
import { storeProgram } from "./store.ts";
import { tenantsProgram } from "./tenants.ts";

/** By the word that chooses them on the command line, in the order they are run. */
export const PROGRAMS: Readonly<Record<string, MakeProgram>> = {
  ingest: ingestProgram,
  "ingest-discord": ingestDiscordProgram,
  "ingest-teams": ingestTeamsProgram,
  "ack-burst": ackBurstProgram,
  store: storeProgram,
  pipeline: pipelineProgram,
  start: startProgram,
  history: historyProgram,
  tenants: tenantsProgram,
  soak: soakProgram,
};

/** Left out of a quick run unless they are named: kills and a stored past take their time on any machine. */
export const NOT_QUICK: ReadonlySet<string> = new Set(["history", "soak"]);
