/** The quick half of scenario X1: the smallest story for each fault, within this process. */
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openTestDatabase } from "../support/database.ts";
import { tellMutationStory } from "./rig/mutation-story.ts";
import { SABOTAGES, type Sabotage } from "./rig/sabotage.ts";
import { SPOILS } from "./rig/spoils.ts";

const FOUND: Readonly<Record<Sabotage, string>> = {
  "no-dedupe-key": "doubled",
  "ack-before-commit": "lost",
  "no-fence": "doubled",
  "no-outbox": "doubled",
};

/** One takes a second; a busy machine may need many. */
const A_STORY_MS = 60_000;

describe("the rig finds a fault that was put in on purpose", () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase();
  });
  afterEach(() => database.close());

  test.each(SABOTAGES)(
    "%s",
    async (fault) => {
      const violations = await tellMutationStory(database, fault, true);
      expect(violations.map((violation) => violation.split(":")[0])).toContain(FOUND[fault]);
    },
    A_STORY_MS,
  );

  test(
    "and nothing in the same story without it",
    async () => {
      expect(await tellMutationStory(database, "no-fence", false)).toEqual([]);
    },
    A_STORY_MS,
  );
});

/** Scenario X2 puts them in; here only that they are still where they are looked for. */
test("every fault in the sources has its place", async () => {
  for (const { file, find } of SPOILS.flatMap(({ edits }) => edits)) {
    const source = await readFile(new URL(`../../${file}`, import.meta.url), "utf8");
    expect(source, file).toContain(find);
  }
});
