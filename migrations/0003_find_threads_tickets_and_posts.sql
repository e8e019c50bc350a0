CREATE INDEX "posts_by_message" ON "posts" USING btree ("tenant_id","channel_key","message_key");--> statement-breakpoint
CREATE INDEX "threads_by_time" ON "threads" USING btree ("tenant_id","last_message_at");--> statement-breakpoint
CREATE INDEX "threads_unanswered" ON "threads" USING btree ("tenant_id","opened_at") WHERE status = 'open' and first_agent_reply_at is null and first_bot_reply_at is null;--> statement-breakpoint
CREATE INDEX "tickets_by_customer" ON "tickets" USING btree ("tenant_id","customer_id","opened_at");