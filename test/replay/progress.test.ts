import { describe, expect, it } from "vitest";
import { createProgress } from "../../src/replay/progress.ts";

function watch(isTerminal: boolean, total: number) {
  const out = { text: "", nowMs: 0 };
  const progress = createProgress(total, {
    isTerminal,
    write: (text) => {
      out.text += text;
    },
    elapsedMs: () => out.nowMs,
  });
  return { out, progress };
}

describe("progress", () => {
  it("is a line for every tenth where nobody can see a bar", () => {
    const { out, progress } = watch(false, 1_000);
    for (let done = 1; done <= 1_000; done += 1) {
      out.nowMs += 10;
      progress.step(done);
    }
    progress.end();
    const lines = out.text.trim().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines[4]).toBe("500 of 1000 messages (50 %), 100 a second, 5 s left");
    expect(out.text).not.toContain("\r");
  });

  it("is a bar with rate and time left on a terminal, drawn a few times a second and wiped at the end", () => {
    const { out, progress } = watch(true, 100);
    for (let done = 1; done <= 100; done += 1) {
      out.nowMs += 1;
      progress.step(done);
    }
    progress.end();
    expect(out.text.split("\r").length).toBeLessThan(6);
    expect(out.text).toContain("█");
    expect(out.text.endsWith("\r\u001b[K")).toBe(true);
  });
});
