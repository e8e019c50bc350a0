import type { Scenario } from "../scenario.ts";

/** Every scenario, in the order of the table in `docs/reliability.md`. */
export const SCENARIOS: readonly Scenario[] = [];
