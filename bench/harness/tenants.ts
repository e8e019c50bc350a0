import type { BenchServer } from "./program.ts";

/** Companies 1..count-1 beside the one that is there, each with the Slack workspace that the load names after it. */
export async function addTenants(server: BenchServer, databaseUrl: string, count: number): Promise<void> {
  if (count < 2) return;
  await server.run(
    databaseUrl,
    `insert into tenants (id, slug, name, created_at)
       select lpad(to_hex(n), 32, '0')::uuid, 'bench-' || n, 'Bench ' || n, now() from generate_series(1, ${count - 1}) n;
     insert into workspaces (tenant_id, id, platform, workspace_key, name, created_at)
       select lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, 'a')::uuid, 'slack', 'T' || n || 'BENCH', 'Bench', now()
       from generate_series(1, ${count - 1}) n;
     analyze tenants; analyze workspaces`,
  );
}
