import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import type { EmotionLabel } from "../../domain/emotion.ts";
import { requiredAt, tenantId, words } from "./columns.ts";
/** "That's not how I feel": a person's own word against a reading. */
export const emotionCorrections = pgTable(
  "emotion_corrections",
  {
    tenantId: tenantId(),
    messageId: uuid("message_id").notNull(),
    correctedById: uuid("corrected_by_id").notNull(),
    emotion: words("emotion").$type<EmotionLabel>().notNull(),
    correctedAt: requiredAt("corrected_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.messageId, t.correctedById] })],
);
