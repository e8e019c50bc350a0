import { expect, test } from "vitest";
import { loseAnswers } from "./scenarios/n07-slack-answers-lost.ts";
import { attackInstalls } from "./scenarios/s07-slack-installs.ts";

/** The quick half of Slack's scenarios, each with a fault put in on purpose and without. */
const small = (size: number) => ({ size, seed: 3, progress: () => undefined });

test("answers that are lost: a desk that says again what it did not look for is found out", async () => {
  expect((await loseAnswers(small(12), false)).violations.join()).toMatch(/stands 2 times/);
  expect((await loseAnswers(small(12))).violations).toEqual([]);
});

test("installations: a state that is good twice is found out", async () => {
  expect((await attackInstalls(small(9), true)).violations).toEqual([
    "a used state was answered 200",
    "a used state left an installation",
  ]);
  expect((await attackInstalls(small(9))).violations).toEqual([]);
});
