-- What is in hand goes back to the queue: two rows of one thread may be, and whoever still works on one is fenced.
-- The tables of the spine are open to its own role alone, their owner included.
SET LOCAL ROLE rapport_spine;
--> statement-breakpoint
UPDATE "inbox" SET state = 'ready', locked_by = null, lease_until_at = null WHERE state = 'active';
--> statement-breakpoint
RESET ROLE;
--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_one_active" ON "inbox" USING btree ("tenant_id","workspace_id","order_key") WHERE state = 'active';
