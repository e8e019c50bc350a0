CREATE TABLE "installations" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"platform" text NOT NULL,
	"app_key" text NOT NULL,
	"enterprise_key" text,
	"team_key" text,
	"bot_key" text NOT NULL,
	"scopes" text NOT NULL,
	"bot_token_sealed" "bytea" NOT NULL,
	"key_id" text NOT NULL,
	"installed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "installations_tenant_id_workspace_id_pk" PRIMARY KEY("tenant_id","workspace_id")
);
--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "role_rules" jsonb DEFAULT '{}'::jsonb NOT NULL;
--> statement-breakpoint
ALTER TABLE "installations" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "installations" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON "installations" FOR ALL TO rapport_desk
  USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "installations" TO rapport_desk;
