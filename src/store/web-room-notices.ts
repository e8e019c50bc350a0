import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { RoomNotice } from "../ports/stores/web-room-store.ts";
import type { Database, Transaction } from "./database.ts";
import { createGroupWriter } from "./group-writer.ts";

const NOTICE_CHANNEL = "rapport_web_room";
const NOTIFY = "select pg_notify($1, notice) from unnest($2::text[]) as n(notice)";
/** PostgreSQL carries 8,000 bytes in a notice; a larger form reaches the windows of its own process only. */
const MAX_NOTICE_BYTES = 7_500;

const noticesSchema = z.object({
  tenantId: z.string(),
  notices: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.enum(["post-added", "post-changed"]), postKey: z.string() }),
      z.object({ kind: z.literal("channel-added"), channelKey: z.string() }),
      z.object({ kind: z.literal("form-opened"), personKey: z.string(), eventJson: z.string() }),
    ]),
  ),
});

export type RoomNotices = ReturnType<typeof createRoomNotices>;

/**
 * What windows in other processes hear. What is announced in one moment travels together: a round trip for each was a
 * quarter of what a post cost, and every process, this one too, is handed what is sent.
 */
export function createRoomNotices(database: Database, tenantId: string) {
  const head = `{"origin":"${randomUUID()}","tenantId":"${tenantId}","notices":[`;
  const payloadsOf = (notices: readonly string[]): string[] =>
    pack(notices, MAX_NOTICE_BYTES).map((packed) => `${head}${packed.join(",")}]}`);
  const writer = createGroupWriter<string, null>(async (notices) => {
    await database.spineQuery(NOTIFY, [NOTICE_CHANNEL, payloadsOf(notices)]);
    return notices.map(() => null);
  });

  return {
    /** Heard when the transaction commits, and then for certain: a process that dies behind its commit owes nothing. */
    announceIn(tx: Transaction, notices: readonly RoomNotice[]): void {
      if (database.kind === "pglite" || notices.length === 0) return;
      tx.last(NOTIFY, [NOTICE_CHANNEL, payloadsOf(notices.map((notice) => JSON.stringify(notice)))]);
    },

    async announce(notice: RoomNotice): Promise<void> {
      if (database.kind === "pglite") return;
      const json = JSON.stringify(notice);
      if (head.length + Buffer.byteLength(json) <= MAX_NOTICE_BYTES) await writer.write(json);
    },

    async onAnnounced(
      listener: (notice: RoomNotice) => void,
      onGap?: () => void,
    ): Promise<() => Promise<void>> {
      if (database.kind === "pglite") return async () => undefined;
      const hear = (payload: string): void => {
        // Its own words come back to every process; they are not even read.
        if (payload.startsWith(head)) return;
        const said = readNotices(payload);
        if (said?.tenantId === tenantId) for (const notice of said.notices) listener(notice);
      };
      return database.listen(NOTICE_CHANNEL, hear, onGap);
    },
  };
}

function readNotices(payload: string): z.infer<typeof noticesSchema> | null {
  try {
    return noticesSchema.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}

/** In order, in as few parts as hold them; the parts' own commas and ends are counted with the 500 bytes left over. */
function pack(notices: readonly string[], maxBytes: number): string[][] {
  const parts: string[][] = [];
  let left = 0;
  for (const notice of notices) {
    const bytes = Buffer.byteLength(notice) + 1;
    if (parts.length === 0 || bytes > left) {
      parts.push([]);
      left = maxBytes;
    }
    parts.at(-1)?.push(notice);
    left -= bytes;
  }
  return parts;
}
