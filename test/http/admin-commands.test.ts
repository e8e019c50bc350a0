import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RapportError } from "../../src/domain/errors.ts";
import { DEFAULT_TENANT_SETTINGS } from "../../src/domain/tenant-settings.ts";
import { type AdminTools, explainAdminFault, runAdmin } from "../../src/http/auth/admin-commands.ts";
import { verifyPassword } from "../../src/http/auth/password.ts";
import type { AccountStore } from "../../src/ports/stores/account-store.ts";
import { createAccountStore } from "../../src/store/account-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

describe("npm run admin", () => {
  let database: Database;
  let accounts: AccountStore;
  let tenantId: string;
  let said: string[];
  let tools: AdminTools & { password: string };

  beforeAll(async () => {
    database = await openTestDatabase();
    accounts = createAccountStore(database);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ({ tenantId } = await createTestTenant(database));
    said = [];
    const tenant = { id: tenantId, slug: "acme", name: "Acme", timeZone: "UTC" };
    tools = {
      accounts,
      password: "seven green lamps",
      listTenants: async () => [{ ...tenant, settings: DEFAULT_TENANT_SETTINGS }],
      askPassword: async () => tools.password,
      say: (line) => said.push(line),
      now: createFakeClock().now,
    };
  });

  const run = (line: string) => runAdmin(line.split(" "), tools);
  const stored = async (name: string) => (await accounts.findByLogin(tenantId, name))?.passwordHash ?? null;

  test("makes, lists, changes and disables accounts; the name is taken in lower case", async () => {
    await run("list");
    await run("create Ana");
    await run("create ada --role admin");
    expect(await verifyPassword("seven green lamps", await stored("ana"))).toBe(true);
    tools.password = "eight green lamps";
    await run("password ana");
    expect(await verifyPassword("eight green lamps", await stored("ana"))).toBe(true);
    await run("disable ana");
    await run("list");
    expect(said).toEqual([
      "Acme has no account yet.",
      "Made ana, agent of Acme.",
      "Made ada, admin of Acme.",
      "ana has a new password; every session has ended.",
      "ana cannot log in any more; every session has ended.",
      "ada  admin",
      "ana  agent  disabled",
    ]);
    expect(said.join()).not.toContain("lamps");
  });

  test("what cannot be done is said with its cure, and nothing is made", async () => {
    const wrong: readonly (readonly [string, string])[] = [
      ["create", "admin.usage"],
      ["create a b", "admin.usage"],
      ["dance ana", "admin.usage"],
      ["create ana --force", "admin.usage"],
      ["create ../ana", "account.name"],
      ["create ana --role owner", "admin.role"],
      ["password nobody", "account.unknown"],
      ["disable nobody", "account.unknown"],
      ["list --company other", "admin.which-company"],
    ];
    for (const [line, code] of wrong) await expect(run(line), line).rejects.toMatchObject({ code });
    for (const password of ["", "short", "aaaaaaaaaaaaaaaa", "ana-ana-ana-ana", "x".repeat(201)]) {
      tools.password = password;
      await expect(run("create ana"), password).rejects.toMatchObject({ code: "account.password" });
    }
    expect(await accounts.list(tenantId)).toEqual([]);
    tools.password = "seven green lamps";
    await run("create ana");
    await expect(run("create ANA")).rejects.toMatchObject({ code: "account.conflict" });
  });

  test("before the first start, and beside a running Rapport, it says what to do", async () => {
    await expect(runAdmin(["list"], { ...tools, listTenants: async () => [] })).rejects.toMatchObject({
      code: "admin.no-company",
    });
    expect(explainAdminFault(new RapportError("store.locked", "In use.", "Stop."))).toContain(
      "Rapport is running",
    );
    expect(explainAdminFault(new Error("/home/secret"))).not.toContain("secret");
  });
});
