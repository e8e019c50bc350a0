import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RapportError } from "../../../src/domain/errors.ts";
import type { Database } from "../../../src/store/database.ts";
import { createIntake } from "../../../src/store/spine/intake.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../../support/database.ts";
import { messageEvent } from "../../support/spine.ts";

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

const countRows = async () =>
  (await database.spineQuery<{ n: number }>("select count(*)::int as n from inbox", []))[0]?.n;

describe("the door", () => {
  test("resolves after the row is there", async () => {
    const intake = createIntake({ database, clock });
    expect(await intake.accept(messageEvent(tenant))).toEqual({ kind: "accepted" });
    expect(await countRows()).toBe(1);
  });

  test("an event that met other transactions each time is turned away to be sent again, never refused for good", async () => {
    const busy: Database = {
      ...database,
      spineQuery: async <Row extends Record<string, unknown>>(text: string, values: readonly unknown[]) => {
        if (text.includes("insert into inbox")) throw new RapportError("store.busy", "met others", "again");
        return database.spineQuery<Row>(text, values);
      },
    };
    const intake = createIntake({ database: busy, clock });
    const outcomes = await Promise.allSettled([1, 2].map(() => intake.accept(messageEvent(tenant))));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("one fact, delivered many times at once through several doors, is one row", async () => {
    const doors = [createIntake({ database, clock }), createIntake({ database, clock, lanes: 2 })];
    const events = Array.from({ length: 60 }, () => messageEvent(tenant));
    const copies = events.flatMap((event) =>
      doors.flatMap((door) => [door.accept(event), door.accept(event)]),
    );
    const outcomes = (await Promise.all(copies)).map((outcome) => outcome.kind);
    expect(outcomes.filter((kind) => kind === "accepted")).toHaveLength(60);
    expect(outcomes.filter((kind) => kind === "duplicate")).toHaveLength(180);
    expect(await countRows()).toBe(60);
  });

  test("keeps the order in which one channel's events came", async () => {
    const intake = createIntake({ database, clock, lanes: 3 });
    const keys = Array.from({ length: 300 }, (_, index) => `k-${index}`);
    await Promise.all(keys.map((messageKey) => intake.accept(messageEvent(tenant, { messageKey }))));
    const rows = await database.spineQuery<{ key: string }>(
      "select payload ->> 'messageKey' as key from inbox order by id",
      [],
    );
    expect(rows.map((row) => row.key)).toEqual(keys);
  });

  test("a workspace nobody installed is no row", async () => {
    const intake = createIntake({ database, clock });
    const event = messageEvent({ ...tenant, workspaceKey: "stranger" });
    expect(await intake.accept(event)).toEqual({ kind: "unknown-workspace" });
    expect(await countRows()).toBe(0);
  });

  test("null bytes go and lone surrogates are replaced, in keys and words alike", async () => {
    const intake = createIntake({ database, clock });
    const event = messageEvent(tenant, {
      text: "a\u0000b\ud800c 👍",
      dedupeKey: "d\u0000\udc00",
      channel: { channelKey: "C\u00001", name: "x\udfff", isDirect: false, isPrivate: false },
    });
    expect(await intake.accept(event)).toEqual({ kind: "accepted" });
    const [row] = await database.spineQuery<{
      payload: { text: string };
      order_key: string;
      dedupe_key: string;
    }>("select payload, order_key, dedupe_key from inbox", []);
    expect(row?.payload.text).toBe("ab\ufffdc 👍");
    expect(row?.order_key).toBe("C1");
    expect(row?.dedupe_key).toBe("d\ufffd");
  });

  test("refuses what is too large or not whole, with a cure", async () => {
    const intake = createIntake({ database, clock });
    const large = await intake.accept(messageEvent(tenant, { text: "x".repeat(300 * 1024) }));
    expect(large).toMatchObject({ kind: "refused", code: "event.too-large" });
    const broken = await intake.accept(
      JSON.parse(JSON.stringify({ ...messageEvent(tenant), messageKey: 5 })),
    );
    expect(broken).toMatchObject({ kind: "refused", code: "event.malformed" });
    const proto = JSON.parse('{"__proto__": {"polluted": true}, "kind": "message-posted"}');
    expect(await intake.accept(proto)).toMatchObject({ kind: "refused" });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(await countRows()).toBe(0);
  });

  test("fields that are not ours are dropped", async () => {
    const intake = createIntake({ database, clock });
    await intake.accept(
      Object.assign(messageEvent(tenant), { tenantId: "someone else", raw: { secret: 1 } }),
    );
    const [row] = await database.spineQuery<{ payload: object }>("select payload from inbox", []);
    expect(Object.keys(row?.payload ?? {})).not.toContain("raw");
    expect(Object.keys(row?.payload ?? {})).not.toContain("tenantId");
  });
});

describe("with the database away", () => {
  const away = (answer: () => Promise<never>): Database => ({ ...database, spineQuery: answer });
  const known = (answer: () => Promise<readonly never[]>): Database => ({
    ...database,
    spineQuery: (text, parameters) =>
      text.includes("from workspaces") ? database.spineQuery(text, parameters) : answer(),
  });

  test("a fault is `store.unavailable`, also while looking the workspace up", async () => {
    const intake = createIntake({ database: away(() => Promise.reject(new Error("gone"))), clock });
    await expect(intake.accept(messageEvent(tenant))).rejects.toMatchObject({ code: "store.unavailable" });
    const later = createIntake({ database: known(() => Promise.reject(new Error("gone"))), clock });
    await expect(later.accept(messageEvent(tenant))).rejects.toMatchObject({ code: "store.unavailable" });
  });

  test("nobody waits longer than the patience, and the door is shut when too many wait", async () => {
    const silent = known(() => new Promise(() => undefined));
    const intake = createIntake({ database: silent, clock, waitMs: 40, maxWaiting: 5, lanes: 1 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => intake.accept(messageEvent(tenant))),
    );
    expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
    expect(intake.waiting).toBe(0);
  });

  test("one row the database cannot hold does not turn the others away", async () => {
    const intake = createIntake({
      database: {
        ...database,
        spineQuery: (text, parameters) => {
          // A null byte is what the server refuses.
          const given = parameters.map((value) =>
            text.includes("insert into inbox") && typeof value === "string"
              ? value.replace('"dedupe_key":"message:bad"', '"dedupe_key":"\\u0000"')
              : value,
          );
          return database.spineQuery(text, given);
        },
      },
      clock,
      lanes: 1,
    });
    const keys = ["a", "b", "bad", "c", "d"];
    const outcomes = await Promise.all(
      keys.map((messageKey) => intake.accept(messageEvent(tenant, { messageKey }))),
    );
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([
      "accepted",
      "accepted",
      "refused",
      "accepted",
      "accepted",
    ]);
  });
});
