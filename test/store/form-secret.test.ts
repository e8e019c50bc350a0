import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { readFormSecret } from "../../src/store/form-secret.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

it("is one for all processes of a tenant, and another for every tenant", async () => {
  const [ours, theirs] = [await createTestTenant(db), await createTestTenant(db)];
  const secret = await readFormSecret(db, ours.tenantId);
  expect(secret.length).toBeGreaterThanOrEqual(64);
  expect((await readFormSecret(db, ours.tenantId)).equals(secret)).toBe(true);
  expect((await readFormSecret(db, theirs.tenantId)).equals(secret)).toBe(false);
});
