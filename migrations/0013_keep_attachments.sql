CREATE TABLE "attachments" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"file_key" text NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"state" text NOT NULL,
	"file_id" uuid,
	"why" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "attachments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "attachments_by_file" ON "attachments" USING btree ("tenant_id","message_id","file_key");--> statement-breakpoint
ALTER TABLE "attachments" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "attachments" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON "attachments" FOR ALL TO rapport_desk
  USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "attachments" TO rapport_desk;
