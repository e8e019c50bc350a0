CREATE TABLE "accounts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"login_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "accounts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"tenant_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sessions_tenant_id_token_hash_pk" PRIMARY KEY("tenant_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"thread_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"citations" jsonb NOT NULL,
	"answerability" real NOT NULL,
	"writer" text NOT NULL,
	"feedback" text,
	"feedback_at" timestamp with time zone,
	"answered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "answers_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "articles" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text NOT NULL,
	"format" text NOT NULL,
	"source" text NOT NULL,
	"url" text,
	"visibility" text DEFAULT 'public' NOT NULL,
	"content_hash" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "articles_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "audit_log_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_key" text NOT NULL,
	"name" text NOT NULL,
	"purpose" text DEFAULT 'other' NOT NULL,
	"mode" text DEFAULT 'mention' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "channels_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "csat_responses" (
	"tenant_id" uuid NOT NULL,
	"survey_id" uuid NOT NULL,
	"rating" integer NOT NULL,
	"comment" text,
	"responded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "csat_responses_tenant_id_survey_id_pk" PRIMARY KEY("tenant_id","survey_id")
);
--> statement-breakpoint
CREATE TABLE "csat_surveys" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"ticket_id" uuid,
	"thread_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"owner_id" uuid,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "csat_surveys_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"period_start_at" timestamp with time zone NOT NULL,
	"period_end_at" timestamp with time zone NOT NULL,
	"summary" jsonb NOT NULL,
	"chart_file_id" uuid,
	"asked_by" text NOT NULL,
	"posted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "digests_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "emotion_corrections" (
	"tenant_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"corrected_by_id" uuid NOT NULL,
	"emotion" text NOT NULL,
	"corrected_at" timestamp with time zone NOT NULL,
	CONSTRAINT "emotion_corrections_tenant_id_message_id_corrected_by_id_pk" PRIMARY KEY("tenant_id","message_id","corrected_by_id")
);
--> statement-breakpoint
CREATE TABLE "emotion_readings" (
	"tenant_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"thread_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"anger" real NOT NULL,
	"disgust" real NOT NULL,
	"fear" real NOT NULL,
	"joy" real NOT NULL,
	"neutral" real NOT NULL,
	"sadness" real NOT NULL,
	"surprise" real NOT NULL,
	"sentiment" real NOT NULL,
	"mood" text NOT NULL,
	"risk" real NOT NULL,
	"model" text NOT NULL,
	"model_version" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "emotion_readings_tenant_id_message_id_pk" PRIMARY KEY("tenant_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "files" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "files_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"thread_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"message_key" text NOT NULL,
	"author_id" uuid,
	"author_role" text NOT NULL,
	"text" text NOT NULL,
	"permalink" text,
	"sent_at" timestamp with time zone NOT NULL,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "messages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "passage_vectors" (
	"tenant_id" uuid NOT NULL,
	"passage_id" uuid NOT NULL,
	"embedder_id" text NOT NULL,
	"vectors" "bytea" NOT NULL,
	"dimensions" integer NOT NULL,
	CONSTRAINT "passage_vectors_tenant_id_passage_id_embedder_id_pk" PRIMARY KEY("tenant_id","passage_id","embedder_id")
);
--> statement-breakpoint
CREATE TABLE "passages" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"article_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"heading_path" jsonb NOT NULL,
	"text" text NOT NULL,
	"page_label" text,
	"anchor" text,
	"visibility" text NOT NULL,
	"fields" jsonb,
	"content_hash" text NOT NULL,
	CONSTRAINT "passages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"person_key" text NOT NULL,
	"display_name" text NOT NULL,
	"role" text DEFAULT 'unknown' NOT NULL,
	"opted_out_at" timestamp with time zone,
	"notice_at" timestamp with time zone,
	"is_available" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "people_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"tenant_id" uuid NOT NULL,
	"ref" text NOT NULL,
	"workspace_id" uuid NOT NULL,
	"channel_key" text NOT NULL,
	"message_key" text NOT NULL,
	"permalink" text,
	"posted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "posts_tenant_id_ref_pk" PRIMARY KEY("tenant_id","ref")
);
--> statement-breakpoint
CREATE TABLE "risk_flags" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"thread_id" uuid NOT NULL,
	"customer_id" uuid,
	"level" text NOT NULL,
	"score" real NOT NULL,
	"negative_emotion_share_percent" real NOT NULL,
	"signals" jsonb NOT NULL,
	"flagged_at" timestamp with time zone NOT NULL,
	"verdict" text,
	"verdict_at" timestamp with time zone,
	"verdict_by_id" uuid,
	CONSTRAINT "risk_flags_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "desk_hourly" (
	"tenant_id" uuid NOT NULL,
	"hour_at" timestamp with time zone NOT NULL,
	"platform" text NOT NULL,
	"metric" text NOT NULL,
	"count" integer DEFAULT 0 NOT NULL,
	"sum" double precision DEFAULT 0 NOT NULL,
	CONSTRAINT "desk_hourly_tenant_id_hour_at_platform_metric_pk" PRIMARY KEY("tenant_id","hour_at","platform","metric")
);
--> statement-breakpoint
CREATE TABLE "emotion_hourly" (
	"tenant_id" uuid NOT NULL,
	"hour_at" timestamp with time zone NOT NULL,
	"platform" text NOT NULL,
	"emotion" text NOT NULL,
	"messages" integer DEFAULT 0 NOT NULL,
	"negative_share_sum" double precision DEFAULT 0 NOT NULL,
	CONSTRAINT "emotion_hourly_tenant_id_hour_at_platform_emotion_pk" PRIMARY KEY("tenant_id","hour_at","platform","emotion")
);
--> statement-breakpoint
CREATE TABLE "cron_ticks" (
	"id" text PRIMARY KEY NOT NULL,
	"ran_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"tenant_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"order_key" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"payload" jsonb,
	"state" text DEFAULT 'ready' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"locked_by" text,
	"lease_until_at" timestamp with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "inbox_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"platform" text NOT NULL,
	"channel_key" text NOT NULL,
	"cause_key" text NOT NULL,
	"ref" text,
	"payload" jsonb,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"locked_by" text,
	"lease_until_at" timestamp with time zone,
	"fence" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"sent_message_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "outbox_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "timers" (
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"subject_id" text NOT NULL,
	"workspace_id" uuid NOT NULL,
	"payload" jsonb NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	CONSTRAINT "timers_tenant_id_name_subject_id_pk" PRIMARY KEY("tenant_id","name","subject_id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"next_ticket_number" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tenants_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "threads" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"thread_key" text NOT NULL,
	"customer_id" uuid,
	"status" text DEFAULT 'open' NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"last_message_at" timestamp with time zone NOT NULL,
	"first_agent_reply_at" timestamp with time zone,
	"first_bot_reply_at" timestamp with time zone,
	"bot_quiet_at" timestamp with time zone,
	"mood" text,
	"risk_level" text DEFAULT 'low' NOT NULL,
	"risk_score" real DEFAULT 0 NOT NULL,
	"risk_at" timestamp with time zone,
	"flagged_at" timestamp with time zone,
	"clarify_count" integer DEFAULT 0 NOT NULL,
	"failed_answer_count" integer DEFAULT 0 NOT NULL,
	"outcome" text,
	"bot_state" jsonb DEFAULT '{"warmth":0.5,"urgency":0,"caution":0.5}'::jsonb NOT NULL,
	CONSTRAINT "threads_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "ticket_events" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"ticket_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"actor_id" uuid,
	"detail" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ticket_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"number" integer NOT NULL,
	"thread_id" uuid NOT NULL,
	"customer_id" uuid,
	"subject" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"priority" text DEFAULT 'normal' NOT NULL,
	"assignee_id" uuid,
	"assigned_because" text,
	"opened_by" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"claimed_at" timestamp with time zone,
	"solved_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"snoozed_until_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	CONSTRAINT "tickets_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "turns" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"thread_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"emotion" jsonb NOT NULL,
	"risk" jsonb NOT NULL,
	"request" jsonb NOT NULL,
	"passages" jsonb NOT NULL,
	"draft" jsonb,
	"decision" jsonb NOT NULL,
	"timings_ms" jsonb NOT NULL,
	"handled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "turns_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "web_channels" (
	"tenant_id" uuid NOT NULL,
	"channel_key" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"person_key" text,
	CONSTRAINT "web_channels_tenant_id_channel_key_pk" PRIMARY KEY("tenant_id","channel_key")
);
--> statement-breakpoint
CREATE TABLE "web_people" (
	"tenant_id" uuid NOT NULL,
	"person_key" text NOT NULL,
	"display_name" text NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "web_people_tenant_id_person_key_pk" PRIMARY KEY("tenant_id","person_key")
);
--> statement-breakpoint
CREATE TABLE "web_posts" (
	"tenant_id" uuid NOT NULL,
	"post_key" text NOT NULL,
	"channel_key" text NOT NULL,
	"thread_key" text,
	"author_key" text NOT NULL,
	"text" text NOT NULL,
	"content" jsonb,
	"files" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"visible_to_key" text,
	"client_key" text,
	"posted_at" timestamp with time zone NOT NULL,
	"edited_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "web_posts_tenant_id_post_key_pk" PRIMARY KEY("tenant_id","post_key")
);
--> statement-breakpoint
CREATE TABLE "web_reactions" (
	"tenant_id" uuid NOT NULL,
	"post_key" text NOT NULL,
	"person_key" text NOT NULL,
	"emoji" text NOT NULL,
	CONSTRAINT "web_reactions_tenant_id_post_key_person_key_emoji_pk" PRIMARY KEY("tenant_id","post_key","person_key","emoji")
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"platform" text NOT NULL,
	"workspace_key" text NOT NULL,
	"name" text NOT NULL,
	"kind" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "workspaces_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_by_login" ON "accounts" USING btree ("tenant_id","login_name");--> statement-breakpoint
CREATE INDEX "sessions_by_account" ON "sessions" USING btree ("tenant_id","account_id");--> statement-breakpoint
CREATE INDEX "answers_by_thread" ON "answers" USING btree ("tenant_id","thread_id","answered_at");--> statement-breakpoint
CREATE UNIQUE INDEX "articles_by_source" ON "articles" USING btree ("tenant_id","source");--> statement-breakpoint
CREATE INDEX "audit_log_by_time" ON "audit_log" USING btree ("tenant_id","happened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "channels_by_key" ON "channels" USING btree ("tenant_id","workspace_id","channel_key");--> statement-breakpoint
CREATE INDEX "csat_responses_by_time" ON "csat_responses" USING btree ("tenant_id","responded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "csat_surveys_once_per_ticket" ON "csat_surveys" USING btree ("tenant_id","ticket_id");--> statement-breakpoint
CREATE INDEX "csat_surveys_by_customer" ON "csat_surveys" USING btree ("tenant_id","customer_id","sent_at");--> statement-breakpoint
CREATE UNIQUE INDEX "digests_once_per_period" ON "digests" USING btree ("tenant_id","kind","period_start_at") WHERE asked_by = 'schedule';--> statement-breakpoint
CREATE INDEX "emotion_readings_by_thread" ON "emotion_readings" USING btree ("tenant_id","thread_id","sent_at");--> statement-breakpoint
CREATE INDEX "emotion_readings_by_person" ON "emotion_readings" USING btree ("tenant_id","person_id","sent_at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_by_key" ON "messages" USING btree ("tenant_id","channel_id","message_key");--> statement-breakpoint
CREATE INDEX "messages_by_thread" ON "messages" USING btree ("tenant_id","thread_id","sent_at");--> statement-breakpoint
CREATE INDEX "messages_by_author" ON "messages" USING btree ("tenant_id","author_id","sent_at");--> statement-breakpoint
CREATE UNIQUE INDEX "passages_by_article" ON "passages" USING btree ("tenant_id","article_id","ordinal");--> statement-breakpoint
CREATE UNIQUE INDEX "people_by_key" ON "people" USING btree ("tenant_id","workspace_id","person_key");--> statement-breakpoint
CREATE INDEX "risk_flags_by_thread" ON "risk_flags" USING btree ("tenant_id","thread_id");--> statement-breakpoint
CREATE INDEX "risk_flags_by_time" ON "risk_flags" USING btree ("tenant_id","flagged_at");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_once" ON "inbox" USING btree ("tenant_id","workspace_id","dedupe_key");--> statement-breakpoint
CREATE INDEX "inbox_in_order" ON "inbox" USING btree ("tenant_id","workspace_id","order_key","id") WHERE state in ('ready', 'active');--> statement-breakpoint
CREATE INDEX "inbox_due" ON "inbox" USING btree ("run_at","id") WHERE state = 'ready';--> statement-breakpoint
CREATE INDEX "inbox_leases" ON "inbox" USING btree ("lease_until_at") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "inbox_dead" ON "inbox" USING btree ("id") WHERE state = 'dead';--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_once" ON "outbox" USING btree ("tenant_id","cause_key");--> statement-breakpoint
CREATE INDEX "outbox_in_order" ON "outbox" USING btree ("tenant_id","workspace_id","channel_key","seq") WHERE state in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("run_at","seq") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "outbox_trouble" ON "outbox" USING btree ("seq") WHERE state in ('failed', 'uncertain');--> statement-breakpoint
CREATE INDEX "timers_due" ON "timers" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "threads_by_key" ON "threads" USING btree ("tenant_id","channel_id","thread_key");--> statement-breakpoint
CREATE INDEX "threads_by_customer" ON "threads" USING btree ("tenant_id","customer_id","last_message_at");--> statement-breakpoint
CREATE INDEX "threads_at_risk" ON "threads" USING btree ("tenant_id","risk_score") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "ticket_events_by_ticket" ON "ticket_events" USING btree ("tenant_id","ticket_id","happened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_by_number" ON "tickets" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_one_unfinished_per_thread" ON "tickets" USING btree ("tenant_id","thread_id") WHERE state not in ('solved', 'closed');--> statement-breakpoint
CREATE INDEX "tickets_by_assignee" ON "tickets" USING btree ("tenant_id","assignee_id","state");--> statement-breakpoint
CREATE INDEX "tickets_by_state" ON "tickets" USING btree ("tenant_id","state","opened_at");--> statement-breakpoint
CREATE INDEX "turns_by_message" ON "turns" USING btree ("tenant_id","message_id");--> statement-breakpoint
CREATE INDEX "turns_by_thread" ON "turns" USING btree ("tenant_id","thread_id","handled_at");--> statement-breakpoint
CREATE UNIQUE INDEX "web_posts_by_client_key" ON "web_posts" USING btree ("tenant_id","client_key");--> statement-breakpoint
CREATE INDEX "web_posts_by_channel" ON "web_posts" USING btree ("tenant_id","channel_key","post_key");--> statement-breakpoint
CREATE INDEX "web_posts_by_thread" ON "web_posts" USING btree ("tenant_id","channel_key","thread_key","post_key");--> statement-breakpoint
CREATE UNIQUE INDEX "workspaces_by_platform_key" ON "workspaces" USING btree ("platform","workspace_key");