CREATE TABLE "workspace_surveys" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"survey" jsonb NOT NULL,
	"surveyed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workspace_surveys_tenant_id_workspace_id_pk" PRIMARY KEY("tenant_id","workspace_id")
);
--> statement-breakpoint
ALTER TABLE "workspace_surveys" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "workspace_surveys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON "workspace_surveys" FOR ALL TO rapport_desk
  USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "workspace_surveys" TO rapport_desk;
