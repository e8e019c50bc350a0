import { resolve } from "node:path";
import type { Desk, Foundations } from "../app.ts";
import { COPY_ORDER, copyOrder, removeOldCopies } from "../backup/copy-order.ts";
import { startControl } from "../control/control-server.ts";
import { OPS_ORDER, opsOrder } from "../control/ops-order.ts";
import type { Clock } from "../ports/clock.ts";
import { runOps } from "../spine/ops-command.ts";

/** On the embedded database: commands of this machine ask the desk that has it. Gives how to shut the door. */
export async function openControlDoor(
  { config, database, logger }: Foundations,
  { spine }: Desk,
  clock: Clock,
): Promise<() => Promise<void>> {
  if (database.kind !== "pglite") return async () => undefined;
  const dataDir = resolve(config.DATA_DIR);
  await removeOldCopies(dataDir);
  const { deadLetters, uncertain } = spine;
  const orders = {
    [COPY_ORDER]: copyOrder(database, dataDir),
    [OPS_ORDER]: async (body: unknown) => {
      const { words, actor } = opsOrder.parse(body);
      const stats = () => spine.stats();
      return runOps(words, { deadLetters, uncertain, stats, actor, now: clock.now() });
    },
  };
  const control = await startControl(dataDir, orders, logger);
  return () => control.stop();
}
