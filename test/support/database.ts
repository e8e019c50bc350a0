import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import type { Platform, WorkspaceKind } from "../../src/domain/channel.ts";
import type { Database } from "../../src/store/database.ts";
import { openPgliteInMemory } from "../../src/store/embedded/pglite-database.ts";
import { MIGRATIONS_FOLDER } from "../../src/store/migrate.ts";
import { openDatabase } from "../../src/store/open-database.ts";

/**
 * A migrated database of its own: PGlite in memory, or a fresh database on the server of TEST_DATABASE_URL.
 * Open one per test file (`beforeAll`), close it (`afterAll`), and give every test a tenant of its own.
 */
export async function openTestDatabase(): Promise<Database> {
  const server = process.env.TEST_DATABASE_URL;
  if (server !== undefined && server !== "") return openOnServer(server);
  const path = await templatePath();
  const template = await readFile(path).catch(() => null);
  if (template === null) {
    await writeTemplate(path);
    return openTestDatabase();
  }
  return openPgliteInMemory(new Blob([new Uint8Array(template)]));
}

export interface TestTenant {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly workspaceKey: string;
}

/** A fresh tenant with one workspace. */
export async function createTestTenant(
  db: Database,
  {
    platform = "web",
    kind = "community",
  }: { readonly platform?: Platform; readonly kind?: WorkspaceKind | null } = {},
): Promise<TestTenant> {
  const tenantId = randomUUID();
  const workspaceId = randomUUID();
  const workspaceKey = `w-${workspaceId}`;
  await db.transaction("rapport_desk", tenantId, async (tx) => {
    await tx.rows(sql`insert into tenants (id, slug, name, created_at)
      values (${tenantId}, ${tenantId}, 'Test company', now())`);
    await tx.rows(sql`insert into workspaces (tenant_id, id, platform, workspace_key, name, kind, created_at)
      values (${tenantId}, ${workspaceId}, ${platform}, ${workspaceKey}, 'Test workspace', ${kind}, now())`);
  });
  return { tenantId, workspaceId, workspaceKey };
}

async function openOnServer(server: string): Promise<Database> {
  const name = `rapport_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = await openDatabase({ url: url.href, refusesNesting: true });
  return {
    ...db,
    close: async () => {
      await db.close();
      await onServer(server, `drop database ${name} with (force)`);
    },
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(statement);
  } finally {
    await client.end({ timeout: 1 });
  }
}

/** Migrating costs most of a second; the migrated folder is kept in the temporary directory, named by the migrations. */
async function templatePath(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(MIGRATIONS_FOLDER)).filter((file) => file.endsWith(".sql")).sort()) {
    hash.update(await readFile(join(MIGRATIONS_FOLDER, name)));
  }
  return join(tmpdir(), `rapport-test-${hash.digest("hex").slice(0, 16)}.tar`);
}

async function writeTemplate(path: string): Promise<void> {
  const [{ PGlite }, { dataDir }, { drizzle }, { migrate }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite-prepopulatedfs"),
    import("drizzle-orm/pglite"),
    import("drizzle-orm/pglite/migrator"),
  ]);
  const pglite = await PGlite.create("memory://", { loadDataDir: await dataDir() });
  await migrate(drizzle(pglite), { migrationsFolder: MIGRATIONS_FOLDER });
  const folder = await pglite.dumpDataDir("none");
  await pglite.close();
  // Another worker may write the same template; renaming shows nobody half of it.
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, new Uint8Array(await folder.arrayBuffer()));
  await rename(aside, path);
}
