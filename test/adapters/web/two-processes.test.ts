import { afterAll, beforeAll, expect, test } from "vitest";
import { createWebRoom } from "../../../adapters/web/index.ts";
import type { Database } from "../../../src/store/database.ts";
import { createWebRoomStore } from "../../../src/store/web-room-store.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger } from "../../fakes/logger.ts";
import { createTestTenant, openTestDatabase } from "../../support/database.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const nobody = "00000000-0000-4000-8000-000000000001";

/** A room as a second process would have it: its own windows and caches over the same tables. */
async function openRoom(tenantId: string, workspaceKey: string) {
  // Notices are sent where more than one process can be, which the embedded database rules out.
  const shared: Database = { ...database, kind: "postgres" };
  const clock = createFakeClock();
  const room = createWebRoom({
    workspaceKey,
    store: createWebRoomStore(shared, tenantId),
    files: { put: () => Promise.reject(new Error("no files here")), get: async () => null },
    clock,
    logger: createRecordingLogger(),
  });
  await room.open({
    hear: async () => undefined,
    hearWith: async (fact, write) =>
      write({
        tenantId: nobody,
        workspaceId: nobody,
        orderKey: "help",
        dedupeKey: fact.factKey,
        payload: JSON.stringify(fact),
      }),
  });
  return { room, clock };
}

test("a window of one process hears of what another process did", async () => {
  const { tenantId, workspaceKey } = await createTestTenant(database);
  const [here, there] = await Promise.all([
    openRoom(tenantId, workspaceKey),
    openRoom(tenantId, workspaceKey),
  ]);
  const maya = await here.room.core.directory.member("maya");
  if (!maya) throw new Error("nobody there");
  const heard: string[] = [];
  const close = there.room.core.feed.open(maya, null, {
    send: ({ json }) => heard.push((JSON.parse(json) as { type: string }).type),
    end: () => undefined,
  });
  const wish = {
    clientKey: "aaaaaaaa",
    channelKey: "help",
    threadKey: null,
    replyToKey: null,
    text: "hello",
  };
  const post = await here.room.people.post(maya, wish, []);
  await here.room.people.react(maya, post.postKey, { clientKey: "bbbbbbbb", emoji: "👍", remove: false });
  const form = { formId: "f", title: "t", submitLabel: "s", fields: [], value: "v" };
  await here.room.bot.openForm({ personKey: "maya", channelKey: "help", threadKey: null, form });
  while (heard.length < 3) await new Promise(setImmediate);
  expect(heard).toEqual(["post-added", "post-changed", "form-opened"]);

  // A person who came to one process is known to the other when somebody asks.
  await here.room.addMembers([{ personKey: "nina", displayName: "Nina", role: "customer" }]);
  there.clock.advance(2_000);
  expect(await there.room.core.directory.member("nina")).toMatchObject({ displayName: "Nina" });

  close();
  await Promise.all([here.room.close(), there.room.close()]);
});
