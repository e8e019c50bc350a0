import { shareTheWork } from "../../replicas/share-the-work.ts";
import type { Scenario } from "../scenario.ts";

/** Three processes, one killed in the middle: order, one effect, live windows, leases. */
export const replicasShareTheWork: Scenario = {
  id: "M1",
  title: "3 processes share the work, one is killed without a word",
  criterion:
    "each thread in order; nothing lost or doubled; live on every process < 5 s; longest wait <= 20 s (lease and 5 s)",
  promises: ["P1", "P2"],
  databases: ["postgres"],
  unit: "messages",
  fullSize: 2_000,
  run: (trial) => shareTheWork(trial, null),
};
