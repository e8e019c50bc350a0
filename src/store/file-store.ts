import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { TenantFiles } from "../ports/stores/store.ts";
import { mine, type Room } from "./room.ts";
import { files } from "./schema/index.ts";

export function createFileStore(room: Room): TenantFiles {
  return {
    async put({ name, mediaType, bytes }, now) {
      const ref = { fileId: randomUUID(), name, mediaType, sizeBytes: bytes.byteLength };
      await room.sql.insert(files).values({
        tenantId: room.tenantId,
        id: ref.fileId,
        name,
        mediaType,
        sizeBytes: ref.sizeBytes,
        content: bytes,
        createdAt: now,
      });
      return ref;
    },

    async get(fileId) {
      const [row] = await room.sql
        .select()
        .from(files)
        .where(mine(room, files, eq(files.id, fileId)));
      if (!row) return null;
      const { name, mediaType, sizeBytes, content } = row;
      return { ref: { fileId, name, mediaType, sizeBytes }, bytes: content };
    },
  };
}
