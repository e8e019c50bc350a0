import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMs, MINUTE } from "../../src/domain/time.ts";
import type { HeldAnswers } from "../../src/ports/stores/held-answers.ts";
import type { Database } from "../../src/store/database.ts";
import { createHeldAnswers } from "../../src/store/held-answers.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { NOON } from "../support/desk-fixture.ts";

describe("answers to requests that another process holds", () => {
  let database: Database;
  let held: HeldAnswers;
  let ours: TestTenant;
  let theirs: TestTenant;
  beforeAll(async () => {
    database = await openTestDatabase();
    held = createHeldAnswers(database);
    ours = await createTestTenant(database);
    theirs = await createTestTenant(database);
  });
  afterAll(() => database.close());

  it("are left once and taken once, and belong to one tenant", async () => {
    expect(await held.take(ours.tenantId, "r1")).toBeNull();
    expect(await held.leave(ours.tenantId, "r1", "one", NOON)).toBe(true);
    expect(await held.leave(ours.tenantId, "r1", "two", NOON)).toBe(false);
    expect(await held.take(theirs.tenantId, "r1")).toBeNull();
    expect(await held.take(ours.tenantId, "r1")).toBe("one");
    expect(await held.take(ours.tenantId, "r1")).toBeNull();
    expect(await held.leave(ours.tenantId, "r1", "three", NOON)).toBe(false);
  });

  it("go to one of many that leave and take at the same moment", async () => {
    const many = Array.from({ length: 8 }, (_, at) => `answer ${at}`);
    const left = await Promise.all(many.map((words) => held.leave(ours.tenantId, "r2", words, NOON)));
    expect(left.filter(Boolean)).toHaveLength(1);
    const taken = await Promise.all(many.map(() => held.take(ours.tenantId, "r2")));
    expect(taken.filter((words) => words !== null)).toEqual([many[left.indexOf(true)]]);
  });

  it("are not given to a request that was given up, and are gone after some minutes", async () => {
    await held.leave(ours.tenantId, "r3", "", NOON);
    expect(await held.leave(ours.tenantId, "r3", "late", NOON)).toBe(false);
    expect(await held.take(ours.tenantId, "r3")).toBeNull();
    expect(await held.leave(ours.tenantId, "r4", "", addMs(NOON, 11 * MINUTE))).toBe(true);
    expect(await held.leave(ours.tenantId, "r3", "anew", addMs(NOON, 11 * MINUTE))).toBe(true);
  });
});
