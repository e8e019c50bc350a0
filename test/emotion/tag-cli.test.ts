import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { EMOTIONS, MOODS } from "../../src/domain/emotion.ts";

interface Line {
  readonly scores: Record<string, number>;
  readonly sentiment: number;
  readonly mood: string;
  readonly risk: number;
}

/** Runs the command with these chunks on standard input. */
async function runTag(chunks: readonly (string | Buffer)[]): Promise<Line[]> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/tag.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const out: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  for (const chunk of chunks) child.stdin.write(chunk);
  child.stdin.end();
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  expect(code).toBe(0);
  const text = Buffer.concat(out).toString("utf8");
  return text === ""
    ? []
    : text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => JSON.parse(line) as Line);
}

describe("npm run tag", () => {
  it("answers every line in order, whatever stands in it", { timeout: 60_000 }, async () => {
    const odd = [
      "I love it, thank you so much!\n",
      "\n",
      "This is the worst, I am furious.\r\n",
      "   \n",
      "constructor __proto__ toString\n",
      Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0a]),
      `${"never ending ".repeat(100_000)}\n`,
      Buffer.from([0xf0, 0x9f]),
      Buffer.from([0x98, 0xa1, 0x0a]),
      '{"json": true} "quoted" \\n \t\n',
      "\r\n",
      "😡\n",
      "no end of line",
    ];
    const lines = await runTag(odd);
    expect(lines).toHaveLength(12);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(["scores", "sentiment", "mood", "risk"]);
      expect(Object.keys(line.scores)).toEqual([...EMOTIONS]);
      expect(MOODS).toContain(line.mood);
      for (const value of [...Object.values(line.scores), line.risk]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(Math.abs(line.sentiment)).toBeLessThanOrEqual(1);
    }
    expect(lines[0]?.scores.joy).toBeGreaterThan(0.8);
    expect(lines[1]?.scores.neutral).toBe(1);
    expect((lines[2]?.scores.anger ?? 0) + (lines[2]?.scores.disgust ?? 0)).toBeGreaterThan(0.6);
    expect(lines[7], "an emoji cut by a chunk's end is whole again").toEqual(lines[10]);
    expect(lines[10]?.risk).toBeGreaterThan(0.5);
  });

  it("says nothing when it hears nothing", { timeout: 60_000 }, async () => {
    expect(await runTag([])).toEqual([]);
  });

  it("keeps count over twenty thousand lines", { timeout: 60_000 }, async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `ticket ${index} ${index % 2 === 0 ? "is great" : "is broken"}`,
    );
    const answers = await runTag([lines.join("\n")]);
    expect(answers).toHaveLength(20_000);
    expect(answers[10]?.sentiment).toBeGreaterThan(answers[11]?.sentiment ?? 1);
  });
});
