import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Attachment } from "../domain/attachment.ts";
import { attachmentName } from "../domain/file-type.ts";
import type { AttachmentStore } from "../ports/stores/attachment-store.ts";
import { mine, type Room } from "./room.ts";
import { attachments, files } from "./schema/index.ts";

const NAME_LENGTH = 200;
/** PostgreSQL's integer. */
const MOST_BYTES = 2_147_483_647;

export function createAttachmentStore(room: Room): AttachmentStore {
  const change = async (id: string, values: Partial<typeof attachments.$inferInsert>): Promise<void> => {
    await room.sql
      .update(attachments)
      .set(values)
      .where(mine(room, attachments, eq(attachments.id, id)));
  };
  return {
    async add(messageId, added, isKept, now) {
      if (added.length === 0) return;
      const rows = added.map(({ fileId, name, mediaType, sizeBytes }, at) => ({
        tenantId: room.tenantId,
        id: randomUUID(),
        messageId,
        fileKey: fileId,
        name: attachmentName(name, NAME_LENGTH),
        mediaType,
        sizeBytes: Math.min(MOST_BYTES, Math.max(0, Math.round(sizeBytes))),
        state: isKept ? ("kept" as const) : ("wanted" as const),
        fileId: isKept ? fileId : null,
        // Their order is that of their instants.
        createdAt: new Date(now.getTime() + at),
      }));
      await room.sql.insert(attachments).values(rows).onConflictDoNothing();
    },

    async list(messageIds) {
      if (messageIds.length === 0) return [];
      const rows = await room.sql
        .select()
        .from(attachments)
        .where(mine(room, attachments, inArray(attachments.messageId, [...messageIds])))
        .orderBy(asc(attachments.createdAt), asc(attachments.id));
      return rows.map(toAttachment);
    },

    keep: (id, kept) => change(id, { ...kept, state: "kept", why: null }),
    refuse: (id, why) => change(id, { state: "refused", why }),

    async removeOfMessage(messageId) {
      const own = and(eq(attachments.tenantId, room.tenantId), eq(attachments.messageId, messageId));
      await room.sql
        .delete(files)
        .where(
          and(
            eq(files.tenantId, room.tenantId),
            sql`${files.id} in (select ${attachments.fileId} from ${attachments} where ${own})`,
          ),
        );
      await room.sql.delete(attachments).where(own);
    },
  };
}

function toAttachment({ tenantId: _t, createdAt: _c, ...row }: typeof attachments.$inferSelect): Attachment {
  return row;
}
