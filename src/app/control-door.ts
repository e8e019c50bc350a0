import { resolve } from "node:path";
import type { Foundations } from "../app.ts";
import { COPY_ORDER, copyOrder, removeOldCopies } from "../backup/copy-order.ts";
import { startControl } from "../control/control-server.ts";

/** On the embedded database: commands of this machine ask the desk that has it. Gives how to shut the door. */
export async function openControlDoor({
  config,
  database,
  logger,
}: Foundations): Promise<() => Promise<void>> {
  if (database.kind !== "pglite") return async () => undefined;
  const dataDir = resolve(config.DATA_DIR);
  await removeOldCopies(dataDir);
  const control = await startControl(dataDir, { [COPY_ORDER]: copyOrder(database, dataDir) }, logger);
  return () => control.stop();
}
