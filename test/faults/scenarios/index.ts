import type { Scenario } from "../scenario.ts";
import { killInIndexSave } from "./k02-kill-in-index-save.ts";
import { webKills } from "./r01-web-kills.ts";
import { failPoints } from "./r05-fail-points.ts";
import { killWhileStarting } from "./r06-kill-while-starting.ts";
import { killTheSender } from "./r15-kill-the-sender.ts";
import { gracefulStop } from "./r16-graceful-stop.ts";
import { faultsPutIn } from "./x01-faults-put-in.ts";

/** Every scenario, in the order of the table in `docs/reliability.md`. */
export const SCENARIOS: readonly Scenario[] = [
  webKills,
  failPoints,
  killWhileStarting,
  killTheSender,
  gracefulStop,
  killInIndexSave,
  faultsPutIn,
];
