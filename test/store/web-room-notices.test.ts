import { afterAll, beforeAll, expect, test } from "vitest";
import { RapportError } from "../../src/domain/errors.ts";
import type { NewPostRecord, RoomNotice } from "../../src/ports/stores/web-room-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createWebRoomStore } from "../../src/store/web-room-store.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const noticeOf = (index: number): RoomNotice => ({ kind: "post-added", postKey: `p,"${index}` });

test("notices of one busy moment share their statements, and other processes hear each of them in order", async () => {
  const { tenantId } = await createTestTenant(database);
  let statements = 0;
  const counting: Database = {
    ...database,
    kind: "postgres",
    spineQuery: (text, parameters) => {
      statements += 1;
      return database.spineQuery(text, parameters);
    },
  };
  const heard: RoomNotice[] = [];
  const stop = await createWebRoomStore(counting, tenantId).onAnnounced((notice) => heard.push(notice));
  const sender = createWebRoomStore(counting, tenantId);
  const notices = Array.from({ length: 50 }, (_, index) => noticeOf(index));

  await Promise.all(notices.map((notice) => sender.announce(notice)));
  await expect.poll(() => heard.length).toBe(50);
  await stop();

  expect(heard).toEqual(notices);
  expect(statements).toBeLessThanOrEqual(2);
});

test("a post and its changes are told by their own commit, and what was rolled back is not", async () => {
  const { tenantId } = await createTestTenant(database);
  const served: Database = { ...database, kind: "postgres" };
  const heard: RoomNotice[] = [];
  const stop = await createWebRoomStore(served, tenantId).onAnnounced((notice) => heard.push(notice));
  const failing: Database = {
    ...served,
    transaction: (role, tenant, work) =>
      served.transaction(role, tenant, async (tx) => {
        await work(tx);
        throw new RapportError("store.refused", "Put in by a test.", "Take it out.");
      }),
  };
  const store = createWebRoomStore(served, tenantId);

  await expect(createWebRoomStore(failing, tenantId).addPost(postOf("lost"))).rejects.toThrow();
  await store.addPost(postOf("p1"));
  await store.setReaction({ postKey: "p1", personKey: "maya", emoji: "👀", isPresent: true });
  await store.removePost("p1", new Date("2026-03-03T10:00:00Z"));
  await expect.poll(() => heard.length).toBe(3);
  await stop();

  expect(heard.map((notice) => [notice.kind, "postKey" in notice && notice.postKey])).toEqual([
    ["post-added", "p1"],
    ["post-changed", "p1"],
    ["post-changed", "p1"],
  ]);
});

const postOf = (postKey: string): NewPostRecord => ({
  postKey,
  channelKey: "help",
  threadKey: null,
  replyToKey: null,
  authorKey: "maya",
  text: `words of ${postKey}`,
  content: null,
  files: [],
  visibleToKey: null,
  clientKey: null,
  postedAt: new Date("2026-03-03T09:00:00Z"),
});
