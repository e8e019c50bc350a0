CREATE TABLE "read_positions" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"place_key" text NOT NULL,
	"message_key" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "read_positions_tenant_id_workspace_id_place_key_pk" PRIMARY KEY("tenant_id","workspace_id","place_key")
);
--> statement-breakpoint
ALTER TABLE "read_positions" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "read_positions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON "read_positions" FOR ALL TO rapport_desk
  USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "read_positions" TO rapport_desk;
