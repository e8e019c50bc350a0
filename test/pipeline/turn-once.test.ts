import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RapportError } from "../../src/domain/errors.ts";
import { MINUTE } from "../../src/domain/time.ts";
import type { Transaction } from "../../src/store/database.ts";
import { actorOf, openQuickDesk, type QuickDesk } from "../desk/quick-desk.ts";

let desk: QuickDesk;
/** Told of every statement inside a transaction; begin, entering the role and commit are three of their own. */
let onStatement: () => void = () => undefined;
let transactions = 0;

beforeAll(async () => {
  desk = await openQuickDesk();
  const { database } = desk;
  const { transaction } = database;
  const watched: typeof transaction = (role, tenantId, work) =>
    transaction(role, tenantId, (tx) => {
      transactions += 1;
      return work(watch(tx));
    });
  Object.assign(database, { transaction: watched });
}, 60_000);
afterAll(() => desk.close());

const BUILDERS = new Set<PropertyKey>(["select", "insert", "update", "delete", "execute", "$count"]);

const watch = (tx: Transaction): Transaction => ({
  ...tx,
  sql: new Proxy(tx.sql, {
    get(target, key) {
      if (BUILDERS.has(key)) onStatement();
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  }),
  rows: async (statement) => {
    onStatement();
    return tx.rows(statement);
  },
  as: async (role, tenantId) => {
    onStatement();
    return tx.as(role, tenantId);
  },
});

let people = 0;
const newcomer = async (): Promise<string> => {
  people += 1;
  const personKey = `newcomer-${people}`;
  await desk.join({ personKey, displayName: `Newcomer ${people}`, role: "customer" });
  return personKey;
};

const write = (personKey: string, text: string, threadKey: string | null = null) => {
  const event = desk.messageEvent(
    { ...actorOf("maya"), personKey, displayName: personKey },
    { text, threadKey },
  );
  return { event, done: desk.accept(event) };
};

const rows = <Row extends Record<string, unknown>>(statement: ReturnType<typeof sql>) =>
  desk.database.transaction("rapport_desk", desk.tenantId, (tx) => tx.rows<Row>(statement));

/** All that a message leaves behind, without ids and instants. */
async function traceOf(personKey: string) {
  const [facts] = await rows(sql`
    select p.role, count(distinct t.id)::int as threads, min(t.risk_level) as risk, min(t.mood) as mood,
      min(t.status) as status, bool_and(t.last_message_at = m.sent_at) as is_last,
      count(distinct m.id)::int as messages, count(distinct e.message_id)::int as readings,
      (select array_agg(u.cause || ' ' || (u.decision -> 0 ->> 'kind') order by u.handled_at) from turns u
        where u.message_id = min(m.id::text)::uuid) as turns
    from people p join threads t on t.customer_id = p.id join messages m on m.author_id = p.id
    left join emotion_readings e on e.message_id = m.id
    where p.person_key = ${personKey} group by p.id, p.role`);
  const timers = await desk.database.spineQuery(
    "select name from timers where payload -> 'actor' ->> 'personKey' = $1 order by 1",
    [personKey],
  );
  return { facts, timers };
}

async function figures(): Promise<ReadonlyMap<string, number>> {
  const found = await rows<{ metric: string; n: number }>(sql`
    select metric, sum(count)::int as n from desk_hourly group by 1
    union all select 'emotion/' || emotion, sum(messages)::int from emotion_hourly group by 1`);
  return new Map(found.map(({ metric, n }) => [metric, n]));
}

/** Handles a first message whose work fails at one statement of its first attempt; `null` never fails. */
async function handle(failAt: number | null) {
  const personKey = await newcomer();
  const before = await figures();
  let seen = 0;
  let hasFailed = false;
  onStatement = () => {
    seen += 1;
    if (seen !== failAt || hasFailed) return;
    hasFailed = true;
    throw new RapportError("test.fault", "as asked", "none");
  };
  await write(personKey, "I am furious, where is my parcel?").done;
  onStatement = () => undefined;
  await desk.wait(2_000);
  const left = await traceOf(personKey);
  // Nobody's wait ends while the next one is handled.
  await desk.database.spineQuery("delete from timers", []);
  const after = await figures();
  const counted = [...after].map(([metric, n]) => [metric, n - (before.get(metric) ?? 0)] as const);
  return {
    hasFailed,
    left: { ...left, counted: counted.filter(([, n]) => n !== 0).sort() },
  };
}

describe("a message whose attempt fails", () => {
  it("at any statement leaves, after the next attempt, what one without a fault leaves", async () => {
    await handle(null);
    const { left: whole } = await handle(null);
    expect(whole.facts).toMatchObject({ threads: 1, messages: 1, readings: 1 });
    expect(whole.counted).toContainEqual(["threads-opened", 1]);
    let failAt = 1;
    for (; ; failAt += 1) {
      const { hasFailed, left } = await handle(failAt);
      expect(left, `after a fault at statement ${failAt}`).toEqual(whole);
      if (!hasFailed) break;
    }
    expect(failAt).toBeGreaterThan(6);
  }, 60_000);

  it("for good leaves nothing but its dead letter", async () => {
    const personKey = await newcomer();
    const before = await figures();
    onStatement = () => {
      throw new RapportError("test.fault", "as asked", "none");
    };
    await write(personKey, "where is my parcel?").done;
    for (let attempt = 0; attempt < 6; attempt++) await desk.wait(2 * MINUTE);
    onStatement = () => undefined;
    expect(await traceOf(personKey)).toEqual({ facts: undefined, timers: [] });
    expect(await figures()).toEqual(before);
    const [letter] = await desk.desk.spine.deadLetters.list();
    expect(letter).toMatchObject({ errorCode: "test.fault" });
    await desk.database.spineQuery("update inbox set state = 'ready', attempts = 0 where state = 'dead'", []);
    await desk.wait(MINUTE);
    expect((await traceOf(personKey)).facts).toMatchObject({ threads: 1, messages: 1 });
  }, 60_000);
});

describe("a message that is judged", () => {
  /** A ratchet: it may go down. */
  const MOST_STATEMENTS = 12;

  it("in a known thread costs two transactions and at most twelve statements", async () => {
    const personKey = await newcomer();
    const first = write(personKey, "where is my parcel?");
    await first.done;
    let statements = 0;
    transactions = 0;
    onStatement = () => {
      statements += 1;
    };
    await write(personKey, "thanks", first.event.messageKey).done;
    onStatement = () => undefined;
    expect(transactions).toBe(2);
    expect(statements + 3 * transactions).toBeLessThanOrEqual(MOST_STATEMENTS);
  });

  it("while another of the same newcomer makes the person known is judged again, and both are kept once", async () => {
    const personKey = await newcomer();
    desk.afterTagging(async () => {
      await desk.read(async (stores) => {
        const workspace = (await stores.workspaces.list())[0];
        const known = { workspaceId: workspace?.id ?? "", personKey, displayName: personKey };
        await stores.people.ensure({ ...known, role: "customer", now: desk.clock.now() });
      });
    });
    await write(personKey, "where is my parcel?").done;
    expect((await traceOf(personKey)).facts).toMatchObject({ threads: 1, messages: 1 });
    expect((await rows(sql`select 1 from people where person_key = ${personKey}`)).length).toBe(1);
  });
});
