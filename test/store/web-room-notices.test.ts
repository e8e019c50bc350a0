import { afterAll, beforeAll, expect, test } from "vitest";
import type { RoomNotice } from "../../src/ports/stores/web-room-store.ts";
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
