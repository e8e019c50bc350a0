import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createReadPositions } from "../../src/store/read-positions.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { NOON } from "../support/desk-fixture.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
}, 60_000);
afterAll(() => database.close());

describe("up to where a server was read", () => {
  it("is never moved back, by number and not by letters", async () => {
    const { workspaceKey } = await createTestTenant(database, { platform: "discord" });
    const positions = createReadPositions(database, "discord");
    await positions.save(workspaceKey, new Map([["c1", "999"]]), NOON);
    await positions.save(workspaceKey, new Map([["c1", "1000"]]), NOON);
    await positions.save(workspaceKey, new Map([["c1", "998"]]), NOON);
    expect(await positions.read(workspaceKey)).toEqual(new Map([["c1", "1000"]]));
  });

  it("is kept place by place, more of them than one statement takes", async () => {
    const { workspaceKey } = await createTestTenant(database, { platform: "discord" });
    const positions = createReadPositions(database, "discord");
    const all = new Map(Array.from({ length: 1_203 }, (_, at) => [`c${at}`, String(1_000 + at)]));
    await positions.save(workspaceKey, all, NOON);
    expect(await positions.read(workspaceKey)).toEqual(all);
  });

  it("is one server's own, and goes with it alone", async () => {
    const one = await createTestTenant(database, { platform: "discord" });
    const other = await createTestTenant(database, { platform: "discord" });
    const positions = createReadPositions(database, "discord");
    for (const { workspaceKey } of [one, other])
      await positions.save(workspaceKey, new Map([["@7", "1000"]]), NOON);
    await positions.remove(one.workspaceKey);
    expect(await positions.read(one.workspaceKey)).toEqual(new Map());
    expect(await positions.read(other.workspaceKey)).toEqual(new Map([["@7", "1000"]]));
  });

  it("of a server that is nobody's is nothing, and saving it is no fault", async () => {
    const positions = createReadPositions(database, "discord");
    await positions.save("810000000000000099", new Map([["c1", "1"]]), NOON);
    expect(await positions.read("810000000000000099")).toEqual(new Map());
    await positions.remove("810000000000000099");
  });
});
