import { afterAll, describe, expect, test } from "vitest";
import { checkJournal, type JournalEntry } from "./check-journal.ts";
import { type Life, removeTemplate, runKills } from "./kill-harness.ts";
import { FAIL_POINTS } from "./protocol.ts";

/** 5 in `npm test`, 50 in `npm run test:kills`. */
const KILLS = Number(process.env.RAPPORT_KILLS ?? "5");
const A_KILL_MS = 20_000;

afterAll(removeTemplate);

/** Named points and random moments in turn; the seed is the number of the life, so that a run can be repeated. */
function livesOf(count: number, offset: number): readonly Life[] {
  return Array.from({ length: count }, (_, index) => {
    const n = index + offset;
    const point = FAIL_POINTS[(n * 3) % FAIL_POINTS.length];
    return {
      killAt: n % 3 === 2 || point === undefined ? 20 + ((n * 137) % 700) : `${point}:${1 + ((n * 7) % 11)}`,
    };
  });
}

describe("killed at any moment", () => {
  test(
    "no acknowledged message is lost and no reply doubled where the platform refuses copies",
    async () => {
      const run = await runKills({ platform: "guarded", lives: livesOf(Math.ceil(KILLS * 0.6), 0) });
      if (process.env.RAPPORT_KILLS) process.stdout.write(`${JSON.stringify(run)}\n`);
      expect(run.violations).toEqual([]);
      expect(run.acked).toBeGreaterThan(0);
      expect(run.posts).toBeGreaterThanOrEqual(run.acked);
      expect(run.uncertain).toBe(0);
    },
    A_KILL_MS * (KILLS + 2),
  );

  test(
    "where it does not, a post is uncertain and listed before it is doubled",
    async () => {
      const lives = [{ killAt: "after_send_before_mark:3" }, ...livesOf(Math.floor(KILLS * 0.4) - 1, 4)];
      const run = await runKills({ platform: "blind", lives });
      if (process.env.RAPPORT_KILLS) process.stdout.write(`${JSON.stringify(run)}\n`);
      expect(run.violations).toEqual([]);
      expect(run.acked).toBeGreaterThan(0);
      expect(run.uncertain).toBeGreaterThan(0);
    },
    A_KILL_MS * (KILLS + 2),
  );
});

describe("the checker can fail", () => {
  test(
    "an acknowledgement before the commit is found as a loss",
    async () => {
      const run = await runKills({
        platform: "guarded",
        sabotage: "ack-before-commit",
        lives: [{ killAt: "before_inbox_commit:2" }],
      });
      expect(run.violations.some((violation) => violation.startsWith("lost"))).toBe(true);
    },
    A_KILL_MS * 4,
  );

  test(
    "a door without its de-duplication key is found as a doubled reply",
    async () => {
      const run = await runKills({
        platform: "guarded",
        sabotage: "no-dedupe-key",
        lives: [{ killAt: "before_ack:2" }],
      });
      expect(run.violations.some((violation) => violation.startsWith("doubled"))).toBe(true);
    },
    A_KILL_MS * 4,
  );

  test("each broken promise has its word", () => {
    const acked: JournalEntry = { kind: "acked", key: "m1" };
    const posted: JournalEntry = { kind: "posted", replyTo: "m1", key: "k1" };
    const good = { stored: ["m1"], uncertain: [], deadLetters: 0 };
    const firstWords = (entries: JournalEntry[], truth = good) =>
      checkJournal(entries, truth).map((violation) => violation.split(":")[0]);
    expect(firstWords([acked, posted])).toEqual([]);
    expect(firstWords([acked, posted], { ...good, stored: [] })).toEqual(["lost"]);
    expect(firstWords([acked])).toEqual(["silent"]);
    expect(firstWords([acked, posted, { ...posted, key: "k2" }])).toEqual(["doubled"]);
    expect(firstWords([acked, posted], { ...good, stored: ["m1", "m1"] })).toEqual(["doubled"]);
    expect(checkJournal([acked], { ...good, uncertain: ["m1"] } as never)).toEqual([
      "unsure: 1 after 0 kills",
    ]);
    expect(
      checkJournal([acked, { kind: "killed", at: "x" }], { ...good, uncertain: ["m1"] } as never),
    ).toEqual([]);
    expect(firstWords([acked, posted], { ...good, deadLetters: 1 })).toEqual(["dead"]);
  });
});
