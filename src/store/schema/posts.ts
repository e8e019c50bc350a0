import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId, words } from "./columns.ts";
/** Where a post of ours ended up on the platform, so that it can be changed later. */
export const posts = pgTable(
  "posts",
  {
    tenantId: tenantId(),
    /** What the post is: `card:<ticket id>`, `answer:<answer id>`. */
    ref: words("ref").notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    channelKey: words("channel_key").notNull(),
    messageKey: words("message_key").notNull(),
    permalink: words("permalink"),
    postedAt: requiredAt("posted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.ref] }),
    index("posts_by_message").on(t.tenantId, t.channelKey, t.messageKey),
  ],
);
