import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { isFaulty, outcomeTable, type ReplayOutcome } from "../../src/replay/outcome-table.ts";
import { readReplayOptions } from "../../src/replay/replay-options.ts";
import { runReplay } from "../../src/replay/run-replay.ts";

const SMALL = "test/fixtures/replay/small.jsonl";
const ARTICLES = "test/fixtures/replay/articles";

let folder: string;
const said: string[] = [];
const paused: number[] = [];

async function replay(...words: string[]): Promise<ReplayOutcome> {
  const read = readReplayOptions([...words, "--articles", ARTICLES]);
  if (read.kind !== "options") throw new Error("wrong options");
  return runReplay(read.options, {
    config: readConfig({}),
    logger: silentLogger,
    say: (line) => void said.push(line),
    createProgress: () => ({ step() {}, end() {} }),
    elapsedMs: () => 0,
    cpuMs: () => 0,
    pause: async (spanMs) => void paused.push(spanMs),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-test-replay-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("replaying a recorded conversation", () => {
  let outcome: ReplayOutcome;
  let again: ReplayOutcome;

  beforeAll(async () => {
    const packed = join(folder, "small.jsonl.gz");
    await writeFile(packed, gzipSync(await readFile(SMALL)));
    outcome = await replay(packed, "--data", join(folder, "data"));
    again = await replay(packed, "--data", join(folder, "data"));
  }, 120_000);

  it("takes every good line, names every bad one and loses nothing", () => {
    expect(outcome).toMatchObject({ messages: 10, accepted: 9, duplicates: 1, stored: 9, lost: 0 });
    expect(outcome.badLines.map(({ line }) => line)).toEqual([4, 10]);
    expect(said.filter((line) => /small\.jsonl\.gz:(?:4|10): left out/.test(line))).toHaveLength(4);
    expect(outcome.outOfOrder).toBe(1);
    expect(isFaulty(outcome)).toBe(true);
  });

  it("answers what the documents hold, once, and stays silent on the rest", () => {
    expect(outcome.answered).toBe(2);
    expect(outcome.doubled).toBe(0);
    expect(Object.fromEntries(outcome.noise)).toMatchObject({ greeting: 1, praise: 1, thanks: 1 });
  });

  it("reads no mood of the team, nor of people whose role is not known", () => {
    expect(Object.fromEntries(outcome.notAnalysed)).toEqual({ staff: 1, "standing-unknown": 1 });
    expect(outcome).toMatchObject({ tagged: 7, wrongfullyTagged: 0 });
  });

  it("flags the angry customer with evidence and gives the team's words to that thread", () => {
    expect(outcome.flagged).toBe(1);
    expect(Object.fromEntries(outcome.evidence)).toMatchObject({ "cancel-words": 1, "refund-words": 1 });
    expect(outcome.answeredByHumans).toBe(1);
  });

  it("leaves no dead letter and no unsent post, and posts the digest of the day", () => {
    expect(outcome).toMatchObject({ deadLetters: 0, unsent: 0, refused: [] });
    expect(outcome.digests).toBeGreaterThanOrEqual(1);
  });

  it("brings nothing new when it is replayed into the same folder", () => {
    expect(again).toMatchObject({ accepted: 0, duplicates: 10, stored: 9, answered: 2, doubled: 0 });
  });

  it("prints all of it as a table", () => {
    const table = outcomeTable(outcome);
    for (const row of [
      "messages",
      "duplicates",
      "mood read",
      "answered",
      "flagged",
      "lost",
      "doubled",
      "CPU",
    ])
      expect(table).toMatch(new RegExp(`^${row}\\s+[\\d.]+`, "m"));
    expect(table).toContain("2 bad lines left out");
  });
});

describe("replaying with options", () => {
  it("takes unknown people for customers when told so, and waits between messages at a chosen speed", async () => {
    const outcome = await replay(SMALL, "--role", "unknown=customer", "--limit", "3", "--speed", "60");
    expect(outcome).toMatchObject({ messages: 3, accepted: 3, notAnalysed: [] });
    const playedMs = paused.reduce((sum, spanMs) => sum + spanMs, 0);
    expect(playedMs).toBeGreaterThanOrEqual((30 * 60_000) / 60);
  }, 60_000);

  it("only answers when mentioned in mode mention", async () => {
    expect((await replay(SMALL, "--mode", "mention")).answered).toBe(1);
  }, 60_000);

  it("says what is wrong with a file that holds nothing or is not there", async () => {
    const empty = join(folder, "empty.jsonl");
    await writeFile(empty, "\n\n");
    await expect(replay(empty)).rejects.toMatchObject({ code: "replay.empty" });
    await expect(replay(join(folder, "nowhere.jsonl"))).rejects.toMatchObject({ code: "replay.unreadable" });
  });

  it.each([
    [[]],
    [["a", "b"]],
    [["a", "--mode", "loud"]],
    [["a", "--role", "x=y"]],
    [["a", "--limit", "0"]],
    [["a", "--speed", "-1"]],
    [["a", "--colour"]],
  ])("refuses the options %j", (words) => {
    expect(readReplayOptions(words).kind).toBe("fault");
  });
});
