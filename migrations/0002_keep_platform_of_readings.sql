-- Readings made before this column came from the browser chat, the only platform then.
ALTER TABLE "emotion_readings" ADD COLUMN "platform" text NOT NULL DEFAULT 'web';
--> statement-breakpoint
ALTER TABLE "emotion_readings" ALTER COLUMN "platform" DROP DEFAULT;
