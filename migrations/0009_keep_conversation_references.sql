CREATE TABLE "conversation_references" (
	"tenant_id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_key" text NOT NULL,
	"service_url" text NOT NULL,
	"is_direct" boolean NOT NULL,
	"team_key" text,
	"team_group_key" text,
	"bot_key" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversation_references_tenant_id_workspace_id_channel_key_pk" PRIMARY KEY("tenant_id","workspace_id","channel_key")
);
--> statement-breakpoint
CREATE INDEX "conversation_references_by_age" ON "conversation_references" USING btree ("tenant_id","workspace_id","first_seen_at");
--> statement-breakpoint
ALTER TABLE "conversation_references" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "conversation_references" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON "conversation_references" FOR ALL TO rapport_desk
  USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "conversation_references" TO rapport_desk;
