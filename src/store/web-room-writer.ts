import { sql } from "drizzle-orm";
import { isRapportError, RapportError } from "../domain/errors.ts";
import { SECOND } from "../domain/time.ts";
import type { ReadyEvent } from "../ports/intake.ts";
import type { NewPostRecord, PostRecord } from "../ports/stores/web-room-store.ts";
import type { Database, Transaction } from "./database.ts";
import { createGroupWriter } from "./group-writer.ts";
import { createGroupCommit } from "./spine/group-commit.ts";
import { insertEventsIn } from "./spine/insert-events.ts";
import type { RoomNotices } from "./web-room-notices.ts";
import { freshRecord, insertRow, type PostRow, selectPosts, toPostRecord } from "./web-room-rows.ts";

/** As at the intake's door, which these posts pass by: what may wait, and how long its sender does. */
const LIMITS = {
  maxRows: 256,
  maxWaiting: 5_000,
  maxWaitingBytes: 64 * 1024 * 1024,
  waitMs: 2.5 * SECOND,
} as const;

export interface WrittenPost {
  readonly post: PostRecord;
  readonly isNew: boolean;
}

interface Entry {
  readonly post: NewPostRecord;
  readonly rowJson: string;
  /** What the desk is told of the post. */
  readonly event: ReadyEvent | null;
}

type Outcome = WrittenPost | RapportError;

/**
 * Posts of one moment share a transaction, each with the desk's event of it. People's posts are bounded in number and
 * in waiting; the bot's and a replay's, which nobody waits for at a window, are not. One commit is under way at a time:
 * two held half as many posts each, and their statements were a fifth of what receiving a post cost.
 */
export function createPostWriter(database: Database, tenantId: string, notices: RoomNotices) {
  const commit = (batch: readonly Entry[]): Promise<readonly Outcome[]> =>
    inHalves(batch, (part) =>
      database.transaction("rapport_desk", tenantId, (tx) => addPosts(tx, tenantId, part, notices)),
    );
  const told = createGroupCommit<Entry, Outcome>(commit, LIMITS);
  const untold = createGroupWriter<Entry, Outcome>(commit);

  return async (post: NewPostRecord, event: ReadyEvent | null): Promise<WrittenPost> => {
    const entry: Entry = { post, event, rowJson: JSON.stringify(insertRow(post)) };
    const outcome = await (event === null
      ? untold.write(entry)
      : told.add(entry, entry.rowJson.length + event.payload.length));
    if (outcome instanceof RapportError) throw outcome;
    return outcome;
  };
}

/** A row that the database refuses stands alone in the end and turns no other away. */
async function inHalves(
  batch: readonly Entry[],
  commit: (part: readonly Entry[]) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  try {
    return await commit(batch);
  } catch (error) {
    if (!isRapportError(error) || !["store.refused", "store.busy"].includes(error.code)) throw error;
    if (batch.length === 1) return [error];
  }
  const middle = Math.ceil(batch.length / 2);
  return [
    ...(await inHalves(batch.slice(0, middle), commit)),
    ...(await inHalves(batch.slice(middle), commit)),
  ];
}

/**
 * One statement for all posts, one that tells other processes of them, and one for their events. A client key that was
 * here before is looked up in the same transaction; the desk was told of its post when that was written.
 */
async function addPosts(
  tx: Transaction,
  tenantId: string,
  batch: readonly Entry[],
  notices: RoomNotices,
): Promise<Outcome[]> {
  const written = await tx.rows<{ post_key: string }>(sql`
    insert into web_posts (tenant_id, post_key, channel_key, thread_key, author_key, text, content, files,
      visible_to_key, client_key, posted_at)
    select ${tenantId}::uuid, r.post_key, r.channel_key, r.thread_key, r.author_key, r.text, r.content, r.files,
      r.visible_to_key, r.client_key, r.posted_at
    from jsonb_to_recordset(${`[${batch.map(({ rowJson }) => rowJson).join(",")}]`}::jsonb) as r(post_key text,
      channel_key text, thread_key text, author_key text, text text, content jsonb, files jsonb,
      visible_to_key text, client_key text, posted_at timestamptz)
    on conflict do nothing returning post_key`);
  const isWritten = new Set(written.map((row) => row.post_key));
  const repeated = batch.filter(({ post }) => !isWritten.has(post.postKey));
  const known =
    repeated.length === 0 ? new Map<string, PostRecord>() : await findKnown(tx, tenantId, repeated);
  notices.announceIn(
    tx,
    written.map((row) => ({ kind: "post-added", postKey: row.post_key })),
  );
  await addEvents(
    tx,
    batch.filter(({ post }) => isWritten.has(post.postKey)),
  );
  return batch.map(({ post }) => {
    if (isWritten.has(post.postKey)) return { post: freshRecord(post), isNew: true };
    const before = post.clientKey === null ? undefined : known.get(post.clientKey);
    if (before) return { post: before, isNew: false };
    return new RapportError("store.conflict", "A post with the same key is there already.", "Send again.");
  });
}

async function findKnown(
  tx: Transaction,
  tenantId: string,
  repeated: readonly Entry[],
): Promise<Map<string, PostRecord>> {
  const keys = JSON.stringify(repeated.map(({ post }) => post.clientKey));
  const rows = await tx.rows<PostRow>(
    selectPosts(tenantId, sql`p.client_key in (select jsonb_array_elements_text(${keys}::jsonb))`),
  );
  return new Map(
    rows.flatMap((row) => (row.client_key === null ? [] : [[row.client_key, toPostRecord(row)]])),
  );
}

/** Last in the transaction: it stays in the spine's role. */
async function addEvents(tx: Transaction, batch: readonly Entry[]): Promise<void> {
  const events = batch.flatMap(({ event }) => (event === null ? [] : [event]));
  const receivedAt = batch[0]?.post.postedAt;
  if (events.length === 0 || receivedAt === undefined) return;
  await tx.as("rapport_spine", null);
  insertEventsIn(tx, events, receivedAt);
}
