CREATE TABLE "held_answers" (
	"tenant_id" uuid NOT NULL,
	"request_key" text NOT NULL,
	"answer" text NOT NULL,
	"left_at" timestamp with time zone NOT NULL,
	CONSTRAINT "held_answers_tenant_id_request_key_pk" PRIMARY KEY("tenant_id","request_key")
);
--> statement-breakpoint
ALTER TABLE "held_answers" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "held_answers" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_wall ON "held_answers" FOR ALL TO rapport_desk
  USING (tenant_id = rapport_tenant()) WITH CHECK (tenant_id = rapport_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "held_answers" TO rapport_desk;
