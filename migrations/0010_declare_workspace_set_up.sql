ALTER TABLE "workspaces" ADD COLUMN "declared" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "emotion_declared_at" timestamp with time zone;