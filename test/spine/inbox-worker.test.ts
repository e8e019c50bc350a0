import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { EventHandler } from "../../src/ports/work-queue.ts";
import { createInboxWorker, type InboxWorkerOptions } from "../../src/spine/inbox-worker.ts";
import type { Database } from "../../src/store/database.ts";
import { createIntake } from "../../src/store/spine/intake.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger } from "../fakes/logger.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { messageEvent, openStores, postOf } from "../support/spine.ts";

let database: Database;
let tenant: TestTenant;
let clock: FakeClock;
let workers = 0;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.spineQuery("delete from inbox", []);
  tenant = await createTestTenant(database);
  clock = createFakeClock();
});

const worker = (handler: EventHandler, more: Partial<InboxWorkerOptions> = {}) =>
  createInboxWorker({
    database,
    openStores,
    handler,
    clock,
    logger: createRecordingLogger(),
    workerId: `w-${++workers}`,
    draw: () => 1,
    ...more,
  });

const accept = (...messageKeys: string[]) => {
  const intake = createIntake({ database, clock });
  return Promise.all(messageKeys.map((messageKey) => intake.accept(messageEvent(tenant, { messageKey }))));
};

const rows = () =>
  database.spineQuery<{ state: string; attempts: number; payload: unknown; error_code: string | null }>(
    "select state, attempts, payload, error_code from inbox order by id",
    [],
  );

describe("an event", () => {
  test("is worked in one transaction with its closing, and its words leave the inbox", async () => {
    await accept("m1");
    let outboxId: string | null = null;
    await worker(async (claimed) => {
      await claimed.finish(async (stores) => {
        outboxId = await stores.outbox.add({
          workspaceId: claimed.workspaceId,
          causeKey: "m1:reply",
          outbound: postOf(tenant, "hello"),
        });
      });
    }).runUntilIdle();
    expect(await rows()).toEqual([{ state: "done", attempts: 1, payload: null, error_code: null }]);
    expect(outboxId).not.toBeNull();
  });

  test("keeps its order behind retries: nobody overtakes within the channel", async () => {
    const keys = ["a", "b", "c", "d"];
    await accept(...keys);
    const seen: string[] = [];
    const desk = worker(async (claimed) => {
      const key = "messageKey" in claimed.event ? claimed.event.messageKey : "";
      if (key === "b" && claimed.attempt < 3) throw new Error("not yet");
      await claimed.finish(async () => {
        seen.push(key);
      });
    });
    for (let minute = 0; minute < 5; minute++) {
      await desk.runUntilIdle();
      clock.advance(60_000);
    }
    expect(seen).toEqual(keys);
  });

  test("waits for its back-off by the clock, doubling", async () => {
    await accept("m1");
    const attempts: number[] = [];
    const desk = worker(
      async ({ attempt }) => {
        attempts.push(attempt);
        throw new Error("no");
      },
      { backOff: { firstMs: 1_000, mostMs: 60_000 } },
    );
    await desk.runUntilIdle();
    clock.advance(999);
    await desk.runUntilIdle();
    expect(attempts).toEqual([1]);
    clock.advance(1);
    await desk.runUntilIdle();
    expect(attempts).toEqual([1, 2]);
    clock.advance(1_999);
    await desk.runUntilIdle();
    expect(attempts).toEqual([1, 2]);
    clock.advance(1);
    await desk.runUntilIdle();
    expect(attempts).toEqual([1, 2, 3]);
  });

  test("that always fails ends among the dead letters after five attempts, and the next one of its channel goes on", async () => {
    await accept("poison", "fine");
    const done: string[] = [];
    const logger = createRecordingLogger();
    const desk = worker(
      async (claimed) => {
        const key = "messageKey" in claimed.event ? claimed.event.messageKey : "";
        if (key === "poison") throw new Error("Where is my order?");
        await claimed.finish(async () => {
          done.push(key);
        });
      },
      { logger },
    );
    for (let round = 0; round < 8; round++) {
      await desk.runUntilIdle();
      clock.advance(5 * 60_000);
    }
    expect(done).toEqual(["fine"]);
    expect((await rows()).map((row) => [row.state, row.attempts, row.error_code])).toEqual([
      ["dead", 5, "Error"],
      ["done", 1, null],
    ]);
    expect(logger.said).not.toContain("Where is my order?");
  });

  test("that does not parse any more is a dead letter at once", async () => {
    await accept("m1");
    await database.spineQuery(`update inbox set payload = '{"kind": "of old"}'::jsonb`, []);
    await worker(async () => undefined).runUntilIdle();
    expect((await rows())[0]).toMatchObject({ state: "dead", error_code: "work.unreadable" });
  });

  test("whose handler forgets to close it counts as failed", async () => {
    await accept("m1");
    await worker(async () => undefined).runUntilIdle();
    expect((await rows())[0]).toMatchObject({ state: "ready", attempts: 1, error_code: "work.unfinished" });
  });

  test("whose closing work fails leaves nothing behind", async () => {
    await accept("m1");
    await worker(async (claimed) => {
      await claimed.finish(async (stores) => {
        await stores.outbox.add({
          workspaceId: claimed.workspaceId,
          causeKey: "lost:reply",
          outbound: postOf(tenant, "hello"),
        });
        throw new Error("after the write");
      });
    }).runUntilIdle();
    expect(await database.spineQuery("select 1 from outbox where cause_key = 'lost:reply'", [])).toEqual([]);
    expect((await rows())[0]).toMatchObject({ state: "ready", attempts: 1 });
  });

  test("is not lost nor counted against when the database goes away under it", async () => {
    await accept("m1");
    let isAway = true;
    const desk = worker(async (claimed) => {
      if (isAway) {
        isAway = false;
        throw Object.assign(new Error("away"), { code: "store.unavailable" });
      }
      await claimed.finish(async () => undefined);
    });
    await desk.runUntilIdle();
    expect((await rows())[0]).toMatchObject({ state: "done", attempts: 1 });
  });
});

test("an event that cannot be given back while the database is away is worked when it is back, not when its lease ends", async () => {
  await accept("m1");
  let isAway = false;
  let wasAway = false;
  const away = () => {
    if (isAway) throw Object.assign(new Error("away"), { code: "store.unavailable" });
  };
  const flickering: Database = {
    ...database,
    spineQuery: async <Row extends Record<string, unknown>>(text: string, values: readonly unknown[]) => {
      away();
      return database.spineQuery<Row>(text, values);
    },
  };
  const desk = worker(
    async (claimed) => {
      if (claimed.attempt === 1 && !wasAway) isAway = wasAway = true;
      away();
      await claimed.finish(async () => undefined);
    },
    { database: flickering },
  );
  await expect(desk.runUntilIdle()).rejects.toThrow("away");
  expect((await rows())[0]).toMatchObject({ state: "active", attempts: 1 });
  isAway = false;
  await desk.runUntilIdle();
  expect((await rows())[0]).toMatchObject({ state: "done", attempts: 1 });
});

describe("two workers", () => {
  test("a stale one cannot commit after another took over", async () => {
    await accept("m1");
    const effects: string[] = [];
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let outcome = "";
    const slow = worker(async (claimed) => {
      await gate;
      outcome = await claimed.finish(async () => {
        effects.push("slow");
      });
    });
    const running = slow.runUntilIdle();
    await expect.poll(() => slow.inHand).toBe(1);
    await database.spineQuery("update inbox set lease_until_at = now() - interval '1 second'", []);
    await worker(async (claimed) => {
      await claimed.finish(async () => {
        effects.push("quick");
      });
    }).runUntilIdle();
    goOn();
    await running;
    expect(effects).toEqual(["quick"]);
    expect(outcome).toBe("fenced");
    expect((await rows())[0]).toMatchObject({ state: "done", attempts: 2 });
  });

  test("never work on one channel at the same time", async () => {
    await accept(...Array.from({ length: 30 }, (_, index) => `m${index}`));
    let atOnce = 0;
    let most = 0;
    const handler: EventHandler = async (claimed) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await claimed.read(async () => undefined);
      await claimed.finish(async () => undefined);
      atOnce -= 1;
    };
    await Promise.all([worker(handler), worker(handler), worker(handler)].map((desk) => desk.runUntilIdle()));
    while ((await rows()).some((row) => row.state !== "done")) await worker(handler).runUntilIdle();
    expect(most).toBe(1);
  });
});

describe("started", () => {
  test("works what comes, when woken", async () => {
    const done: number[] = [];
    const desk = worker(async (claimed) => {
      await claimed.finish(async () => {
        done.push(claimed.inboxId);
      });
    });
    desk.start();
    const intake = createIntake({ database, clock, onAccepted: () => desk.wake() });
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        intake.accept(
          messageEvent(tenant, {
            channel: { channelKey: `C${index % 8}`, name: "x", isDirect: false, isPrivate: false },
          }),
        ),
      ),
    );
    await expect.poll(() => done.length, { timeout: 10_000 }).toBe(40);
    await desk.stop(1_000);
  });

  test("a stop waits for what is in hand, and gives the rest back uncounted", async () => {
    await accept("quick");
    let finishQuick: () => void = () => undefined;
    const quickGate = new Promise<void>((resolve) => {
      finishQuick = resolve;
    });
    const desk = worker(async (claimed) => {
      await quickGate;
      await claimed.finish(async () => undefined);
    });
    desk.start();
    await expect.poll(() => desk.inHand).toBe(1);
    const stopping = desk.stop(5_000);
    finishQuick();
    await stopping;
    expect((await rows())[0]).toMatchObject({ state: "done" });

    await accept("endless");
    const stuck = worker(() => new Promise(() => undefined));
    stuck.start();
    await expect.poll(() => stuck.inHand).toBe(1);
    await stuck.stop(20);
    expect((await rows())[1]).toMatchObject({ state: "ready", attempts: 0 });
  });

  test("a handler that hangs frees its place after the deadline", async () => {
    await accept("hang");
    const desk = worker(() => new Promise(() => undefined), { handlerMs: 20 });
    await desk.runUntilIdle();
    expect((await rows())[0]).toMatchObject({ state: "ready", error_code: "work.deadline" });
  });
});
