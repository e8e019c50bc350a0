import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { HnswFile } from "../../../src/knowledge/vector/hnsw-file.ts";
import { loadHnswLibrary } from "../../../src/knowledge/vector/hnsw-library.ts";
import { SAVED_DIMENSIONS, SAVED_EMBEDDER, vectorOf } from "../rig/index-saver.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario } from "../scenario.ts";

const SAVER = fileURLToPath(new URL("../rig/index-saver.ts", import.meta.url));
/** Of the time that the first save of that life took. */
const LONGEST_IN_SAVES = 1.5;
/** The folder begins anew now and then, so that the file stays small. */
const KILLS_OF_A_FOLDER = 10;

export const killInIndexSave: Scenario = {
  id: "K2",
  title: "kill while the vector index is being written",
  criterion: "the old file or the new one, whole, after every kill",
  promises: ["P7"],
  databases: ["pglite"],
  unit: "kills",
  fullSize: 100,
  limitMs: 30 * 60_000,
  async run(trial) {
    const library = await loadHnswLibrary();
    if (library.kind === "missing") return { violations: [`the rig: ${library.reason}`], figures: {} };
    const random = seededRandom(trial.seed);
    const folder = join(trial.folder, "index");
    const violations: string[] = [];
    const figures = { kills: 0, old: 0, new: 0, none: 0 };
    let inForce = 0;
    for (let n = 0; n < trial.size; n += 1) {
      if (n % KILLS_OF_A_FOLDER === 0) {
        await rm(folder, { recursive: true, force: true });
        inForce = 0;
      }
      await mkdir(folder, { recursive: true });
      const { saved, saving } = await saveAndDie(folder, inForce, random);
      figures.kills += 1;
      const loaded = await new HnswFile(folder, "public").load(library.library, {
        dimensions: SAVED_DIMENSIONS,
        embedder: SAVED_EMBEDDER,
      });
      if (loaded.kind === "unusable") {
        figures.none += 1;
        if (saved > 0)
          violations.push(
            `kill ${n}: ${saved} vectors were saved, and the file is unusable: ${loaded.reason}`,
          );
      } else {
        const { nextLabel } = loaded.manifest;
        inForce = nextLabel;
        if (nextLabel === saved) figures.old += 1;
        else if (nextLabel === saving) figures.new += 1;
        else violations.push(`kill ${n}: ${nextLabel} vectors, neither ${saved} nor ${saving}`);
        for (const label of [0, Math.floor(nextLabel / 2), nextLabel - 1])
          if (!isNear(loaded.vectorOf(label), vectorOf(label)))
            violations.push(`kill ${n}: vector ${label} is another`);
      }
      trial.progress(n + 1);
    }
    return { violations, figures };
  },
};

/** `inForce`: the vectors of the file that was there before. Dies at any moment of its second save or a little later. */
async function saveAndDie(folder: string, inForce: number, random: () => number) {
  const child = fork(SAVER, [folder], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  let saved = inForce;
  let saving = inForce;
  child.on("message", (message: { readonly saving?: number; readonly saved?: number }) => {
    saving = message.saving ?? saving;
    saved = message.saved ?? saved;
  });
  await Promise.race([once(child, "message"), once(child, "exit")]);
  const beganAt = performance.now();
  await Promise.race([once(child, "message"), once(child, "exit")]);
  await sleep(random() * LONGEST_IN_SAVES * (performance.now() - beganAt));
  child.kill("SIGKILL");
  if (child.connected) await once(child, "disconnect");
  return { saved, saving };
}

const isNear = (one: Float32Array, other: Float32Array): boolean =>
  one.length === other.length && one.every((value, at) => Math.abs(value - (other[at] ?? 0)) < 1e-5);
