-- Two narrow roles, neither owner nor superuser. The process enters one of them for every transaction
-- (`set local role`): rapport_desk sees the rows of the one tenant named in `rapport.tenant_id`;
-- rapport_spine moves inbox, outbox, timers and ticks of all tenants and sees no business table but
-- the two that map a workspace to its tenant.
-- Roles belong to the whole server: another database may have made them, another process may make them just now.
DO $$
DECLARE narrow text;
BEGIN
  FOREACH narrow IN ARRAY ARRAY['rapport_desk', 'rapport_spine'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = narrow) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', narrow);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Since PostgreSQL 16 the maker of a role is its member, but may not enter it without this grant.
DO $$
DECLARE
  narrow text;
  entering text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
  FOREACH narrow IN ARRAY ARRAY['rapport_desk', 'rapport_spine'] LOOP
    IF NOT pg_has_role(current_user, narrow, entering) THEN
      EXECUTE format('GRANT %I TO %I', narrow, current_user);
    END IF;
  END LOOP;
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
