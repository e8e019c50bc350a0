import { hasPgBouncer, startPgBouncer } from "../../replicas/pgbouncer.ts";
import { shareTheWork } from "../../replicas/share-the-work.ts";
import type { Scenario } from "../scenario.ts";

/** The same as M1 with DATABASE_URL at PgBouncer. Needs Debian's package: apt-get install --no-install-recommends pgbouncer. */
export const behindPgBouncer: Scenario = {
  id: "M2",
  title: "3 processes behind PgBouncer in transaction mode, one is killed",
  criterion: "as M1",
  promises: ["P1", "P2"],
  databases: ["postgres"],
  unit: "messages",
  fullSize: 2_000,
  async run(trial) {
    if (!hasPgBouncer())
      return { violations: ["PgBouncer is not installed: apt-get install pgbouncer"], figures: {} };
    return shareTheWork(trial, startPgBouncer);
  },
};
