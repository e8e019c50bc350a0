import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
/** Where a post of ours ended up on the platform, so that it can be changed later. */
export const posts = pgTable(
  "posts",
  {
    tenantId: tenantId(),
    /** What the post is: `card:<ticket id>`, `answer:<answer id>`. */
    ref: text("ref").notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    channelKey: text("channel_key").notNull(),
    messageKey: text("message_key").notNull(),
    permalink: text("permalink"),
    postedAt: requiredAt("posted_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.ref] })],
);
