import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { at, requiredAt, tenantId } from "./columns.ts";
/** The browser chat's own memory: what Slack, Discord and Teams keep on their side. */
export const webPeople = pgTable(
  "web_people",
  {
    tenantId: tenantId(),
    personKey: text("person_key").notNull(),
    displayName: text("display_name").notNull(),
    role: text("role").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.personKey] })],
);

export const webChannels = pgTable(
  "web_channels",
  {
    tenantId: tenantId(),
    channelKey: text("channel_key").notNull(),
    name: text("name").notNull(),
    /** public, staff, direct */
    kind: text("kind").notNull(),
    /** Direct channels: the one person besides the bot. */
    personKey: text("person_key"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.channelKey] })],
);

export const webPosts = pgTable(
  "web_posts",
  {
    tenantId: tenantId(),
    /** Ordered by time of posting: the key is also the cursor. */
    postKey: text("post_key").notNull(),
    channelKey: text("channel_key").notNull(),
    threadKey: text("thread_key"),
    authorKey: text("author_key").notNull(),
    text: text("text").notNull(),
    /** Neutral message content of the bot's posts. */
    content: jsonb("content"),
    files: jsonb("files").notNull().default([]),
    /** Ephemeral: the one person who sees it. */
    visibleToKey: text("visible_to_key"),
    /** The sender's own key: a repeated send is the same post. */
    clientKey: text("client_key"),
    postedAt: requiredAt("posted_at"),
    editedAt: at("edited_at"),
    deletedAt: at("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.postKey] }),
    uniqueIndex("web_posts_by_client_key").on(t.tenantId, t.clientKey),
    index("web_posts_by_channel").on(t.tenantId, t.channelKey, t.postKey),
    index("web_posts_by_thread").on(t.tenantId, t.channelKey, t.threadKey, t.postKey),
  ],
);

export const webReactions = pgTable(
  "web_reactions",
  {
    tenantId: tenantId(),
    postKey: text("post_key").notNull(),
    personKey: text("person_key").notNull(),
    emoji: text("emoji").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.postKey, t.personKey, t.emoji] })],
);
