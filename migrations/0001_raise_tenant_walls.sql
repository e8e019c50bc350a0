-- Two narrow roles, neither owner nor superuser. The process enters one of them for every transaction
-- (`set local role`): rapport_desk sees the rows of the one tenant named in `rapport.tenant_id`;
-- rapport_spine moves inbox, outbox, timers and ticks of all tenants and sees no business table but
-- the two that map a workspace to its tenant.
DO $$ BEGIN
  CREATE ROLE rapport_desk NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN
  CREATE ROLE rapport_spine NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'rapport_desk', 'member') THEN
    EXECUTE format('GRANT rapport_desk TO %I', current_user);
  END IF;
  IF NOT pg_has_role(current_user, 'rapport_spine', 'member') THEN
    EXECUTE format('GRANT rapport_spine TO %I', current_user);
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO rapport_desk, rapport_spine;
--> statement-breakpoint
CREATE FUNCTION rapport_tenant() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('rapport.tenant_id', true), '')::uuid $$;
--> statement-breakpoint
-- Every business table: the wall is its tenant_id.
DO $$
DECLARE business text;
BEGIN
  FOR business IN
    SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name = 'tenant_id'
      AND c.table_name NOT IN ('inbox', 'outbox', 'timers')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', business);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', business);
    EXECUTE format('CREATE POLICY tenant_wall ON %I FOR ALL TO rapport_desk '
      'USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant())', business);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO rapport_desk', business);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON tenants FOR ALL TO rapport_desk
  USING (id = rapport_tenant()) WITH CHECK (id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON tenants TO rapport_desk;
--> statement-breakpoint
-- The spine's own tables.
DO $$
DECLARE spine text;
BEGIN
  FOREACH spine IN ARRAY ARRAY['inbox', 'outbox', 'timers', 'cron_ticks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', spine);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', spine);
    EXECUTE format('CREATE POLICY spine_only ON %I FOR ALL TO rapport_spine USING (true) WITH CHECK (true)', spine);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO rapport_spine', spine);
  END LOOP;
END $$;
--> statement-breakpoint
-- To know whose an incoming event is, and whose digests are due.
CREATE POLICY spine_reads ON workspaces FOR SELECT TO rapport_spine USING (true);
--> statement-breakpoint
CREATE POLICY spine_reads ON tenants FOR SELECT TO rapport_spine USING (true);
--> statement-breakpoint
GRANT SELECT ON workspaces, tenants TO rapport_spine;
