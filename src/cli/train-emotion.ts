import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { isRapportError, RapportError } from "../domain/errors.ts";
import { loadEmotionReader } from "../emotion/embedded-tagger.ts";
import { buildModel } from "../emotion/training/build-model.ts";
import { evaluate, speedLine } from "../emotion/training/evaluate.ts";
import { packNet } from "../emotion/weights.ts";

const MODEL_FOLDER = new URL("../../models/emotion/", import.meta.url);
const BAR_WIDTH = 30;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A bar that redraws itself on a terminal; elsewhere one line per stage. */
function createProgress(): (stage: string, share: number) => void {
  let current = "";
  return (stage, share) => {
    if (process.stdout.isTTY) {
      const done = Math.round(share * BAR_WIDTH);
      const bar = `${"#".repeat(done)}${"-".repeat(BAR_WIDTH - done)}`;
      process.stdout.write(
        `\r${stage.padEnd(12)} [${bar}] ${Math.round(share * 100)} %${share === 1 ? "\n" : ""}`,
      );
    } else if (stage !== current) say(`${stage} ...`);
    current = stage;
  };
}

async function trainAndWrite(folder: string): Promise<void> {
  const startedAt = process.cpuUsage();
  const lexiconFile = await readFile(new URL("lexicon.tsv", MODEL_FOLDER));
  const { manifest, table, net } = buildModel(folder, lexiconFile, createProgress());
  await writeFile(
    new URL("weights.bin.gz", MODEL_FOLDER),
    gzipSync(new Uint8Array(table.buffer), { level: 9 }),
  );
  await writeFile(new URL("net.bin.gz", MODEL_FOLDER), gzipSync(packNet(net), { level: 9 }));
  await writeFile(new URL("manifest.json", MODEL_FOLDER), `${JSON.stringify(manifest, null, 1)}\n`);
  const { user, system } = process.cpuUsage(startedAt);
  say(
    `trained in ${((user + system) / 1e6).toFixed(1)} s CPU; sha256 of the n-gram weights ${manifest.tableSha256}, of the word net ${manifest.netSha256}`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: "string" }, "evaluate-only": { type: "boolean" } },
  });
  if (values.data === undefined) {
    throw new RapportError(
      "emotion.no-data",
      "No data folder was named.",
      "Run npm run train:emotion -- --data DIR.",
    );
  }
  if (!values["evaluate-only"]) await trainAndWrite(values.data);
  const read = await loadEmotionReader(MODEL_FOLDER);
  for (const line of evaluate(values.data, read)) say(line);
  const cpuUs = (): number => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  say(speedLine(values.data, read, cpuUs));
}

try {
  await main();
} catch (error) {
  process.stderr.write(isRapportError(error) ? `${error.message}\n${error.cure}\n` : `${String(error)}\n`);
  process.exitCode = 1;
}
