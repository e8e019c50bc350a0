import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const markSchema = z.object({ endAt: z.iso.datetime(), state: z.enum(["loading", "complete"]) });

export interface SampleDataMark {
  /** The instant the sample history leads up to; `null` when nothing is to be loaded. */
  readonly endAt: Date | null;
  finish(): Promise<void>;
}

/**
 * Remembers in the data folder that sample data is being loaded, and up to which instant: a start that was cut short
 * goes on with the same weeks at the next one.
 */
export async function openSampleDataMark(
  dataDir: string,
  isFirstStart: boolean,
  now: Date,
): Promise<SampleDataMark> {
  const path = join(dataDir, "sample-data.json");
  const write = (endAt: Date, state: "loading" | "complete"): Promise<void> =>
    writeFile(path, `${JSON.stringify({ endAt, state })}\n`);
  const known = isFirstStart ? null : await readMark(path);
  const endAt = isFirstStart ? now : known?.state === "loading" ? new Date(known.endAt) : null;
  if (endAt === null) return { endAt, finish: async () => {} };
  await mkdir(dataDir, { recursive: true });
  await write(endAt, "loading");
  return { endAt, finish: () => write(endAt, "complete") };
}

async function readMark(path: string): Promise<z.infer<typeof markSchema> | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return markSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
