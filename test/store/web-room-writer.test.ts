import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ReadyEvent } from "../../src/ports/intake.ts";
import type { NewPostRecord } from "../../src/ports/stores/web-room-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createIntake } from "../../src/store/spine/intake.ts";
import { createWebRoomStore } from "../../src/store/web-room-store.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { messageEvent } from "../support/spine.ts";

let database: Database;
let tenant: TestTenant;
const clock = createFakeClock();

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.spineQuery("delete from inbox", []);
  tenant = await createTestTenant(database);
});

const postOf = (postKey: string, change: Partial<NewPostRecord> = {}): NewPostRecord => ({
  postKey,
  channelKey: "help",
  threadKey: null,
  replyToKey: null,
  authorKey: "maya",
  text: `words of ${postKey}`,
  content: null,
  files: [],
  visibleToKey: null,
  clientKey: `maya:${postKey}`,
  postedAt: clock.now(),
  ...change,
});

const eventsInOrder = async () =>
  (await database.spineQuery<{ key: string }>("select dedupe_key as key from inbox order by id", [])).map(
    (row) => row.key,
  );

test("a post and the desk's event of it are one commit, in the order of posting; a repeat writes neither", async () => {
  const store = createWebRoomStore(database, tenant.tenantId);
  let commits = 0;
  const counting: Database = {
    ...database,
    transaction: (role, tenantId, work) => {
      commits += 1;
      return database.transaction(role, tenantId, work);
    },
  };
  const busy = createWebRoomStore(counting, tenant.tenantId);
  let accepted = 0;
  const intake = createIntake({ database, clock, onAccepted: () => (accepted += 1) });
  const keys = Array.from({ length: 60 }, (_, index) => `p${String(index).padStart(3, "0")}`);
  const write = (postKey: string, change: Partial<NewPostRecord> = {}) =>
    intake.acceptWith(messageEvent(tenant, { messageKey: postKey, dedupeKey: postKey }), (ready) =>
      busy.addPost(postOf(postKey, change), ready),
    );

  await Promise.all(keys.map((key) => write(key)));
  expect(await eventsInOrder()).toEqual(keys);
  expect(commits).toBeLessThanOrEqual(3);
  expect(accepted).toBe(60);

  const again = await write("p999", { clientKey: "maya:p007" });
  expect(again).toMatchObject({ kind: "committed", result: { isNew: false, post: { postKey: "p007" } } });
  expect(await eventsInOrder()).toEqual(keys);
  expect(await store.getPost("p999")).toBeNull();
  expect(accepted).toBe(60);
});

test("an event that the database refuses takes its own post with it and no other", async () => {
  const store = createWebRoomStore(database, tenant.tenantId);
  const eventOf = (dedupeKey: string, payload: string): ReadyEvent => ({
    tenantId: tenant.tenantId,
    workspaceId: tenant.workspaceId,
    orderKey: "help",
    dedupeKey,
    payload,
  });
  const outcomes = await Promise.allSettled([
    store.addPost(postOf("a"), eventOf("a", '{"n":1}')),
    store.addPost(postOf("b"), eventOf("b", '{"n":"\\u0000"}')),
    store.addPost(postOf("c"), eventOf("c", '{"n":3}')),
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await eventsInOrder()).toEqual(["a", "c"]);
  expect(await store.getPost("b")).toBeNull();
  expect(await store.getPost("c")).not.toBeNull();
});

test("an event that is not ours is refused before anything is written", async () => {
  const intake = createIntake({ database, clock });
  const event = messageEvent({ ...tenant, workspaceKey: "stranger" });
  const outcome = await intake.acceptWith(event, () => Promise.reject(new Error("was written")));
  expect(outcome).toEqual({ kind: "unknown-workspace" });
});
