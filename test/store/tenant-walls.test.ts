import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_EMOJI_RULES } from "../../src/domain/emoji-rules.ts";
import { NO_ROLE_RULES } from "../../src/domain/role.ts";
import { NO_SURVEY } from "../../src/domain/workspace-survey.ts";
import type { TurnRecord } from "../../src/ports/stores/desk-stores.ts";
import type { TenantStores } from "../../src/ports/stores/store.ts";
import type { Database, DatabaseRole } from "../../src/store/database.ts";
import * as schema from "../../src/store/schema/index.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { NOON, newMessage, openStore, tagOf } from "../support/desk-fixture.ts";

const SPINE_TABLES = ["cron_ticks", "inbox", "outbox", "timers"];
/** What the spine may read besides its own: whose an event is. */
const SPINE_READS = ["tenants", "workspaces"];

const tables = Object.values(schema)
  .filter((entry) => entry instanceof PgTable)
  .map((table) => getTableConfig(table));
const businessTables = tables.filter(
  ({ name }) => !SPINE_TABLES.includes(name) && name !== "tenants" && name !== "workspaces",
);

/** One value that fits a column; identifiers are the same in every table, so that joins would find each other. */
function canary(sqlType: string, id: string): string {
  if (sqlType === "uuid") return `'${id}'`;
  if (sqlType === "text") return `'${id}'`;
  if (sqlType === "jsonb") return "'{}'";
  if (sqlType === "boolean") return "true";
  if (sqlType === "bytea") return "'\\x00'";
  return sqlType.startsWith("timestamp") ? `'${NOON.toISOString()}'` : "1";
}

describe("the walls between tenants", () => {
  let db: Database;
  let ours: TestTenant;
  let theirs: TestTenant;
  /** The id in every column of every canary row of the other tenant. */
  const theirId = randomUUID();

  beforeAll(async () => {
    db = await openTestDatabase();
    ours = await createTestTenant(db);
    theirs = await createTestTenant(db);
    await addCanaries(ours.tenantId, randomUUID());
    await addCanaries(theirs.tenantId, theirId);
    // The canary ticket took the first number.
    await run("rapport_desk", ours.tenantId, "update tenants set next_ticket_number = 2");
  });
  afterAll(() => db.close());

  const run = <Row extends Record<string, unknown>>(
    role: DatabaseRole,
    tenantId: string | null,
    text: string,
  ) => db.transaction(role, tenantId, (tx) => tx.rows<Row>(sql.raw(text)));
  const addCanaries = async (tenantId: string, id: string) => {
    for (const table of businessTables)
      await run("rapport_desk", tenantId, insertCanary(table, tenantId, id));
  };
  const insertCanary = ({ name, columns }: (typeof tables)[number], tenantId: string, id: string) =>
    `insert into ${name} (${columns.map((column) => column.name).join(", ")}) values (${columns
      .map((column) => (column.name === "tenant_id" ? `'${tenantId}'` : canary(column.getSQLType(), id)))
      .join(", ")})`;
  const everythingOf = async (tenantId: string) =>
    Object.fromEntries(
      await Promise.all(
        businessTables.map(async ({ name }) => [
          name,
          await run("rapport_desk", tenantId, `select row_to_json(t) as row from ${name} t order by 1::text`),
        ]),
      ),
    );

  it("stand on every table: row-level security on, forced, with a policy", async () => {
    const rows = await run<{ name: string; walled: boolean; own: boolean }>(
      "rapport_desk",
      null,
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity
         and exists (select from pg_policy p where p.polrelid = c.oid) as walled,
         exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as own
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
    );
    expect(rows.filter((row) => !row.walled)).toEqual([]);
    expect(rows.filter((row) => !row.own).map((row) => row.name)).toEqual(["cron_ticks", "tenants"]);
    expect(rows.map((row) => row.name)).toEqual(tables.map((table) => table.name).sort());
  });

  it("give the spine no business table and the desk no table of the spine", async () => {
    const rights = (role: DatabaseRole) =>
      run<{ name: string; right: string }>(
        "rapport_desk",
        null,
        `select c.relname as name, r as right from pg_class c,
           unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) r
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
           and has_table_privilege('${role}', c.oid, r) order by 1, 2`,
      );
    const spine = (await rights("rapport_spine")).filter(({ name }) => !SPINE_TABLES.includes(name));
    expect(spine).toEqual(SPINE_READS.map((name) => ({ name, right: "SELECT" })));
    const desk = await rights("rapport_desk");
    expect(desk.filter(({ name, right }) => SPINE_TABLES.includes(name) || right === "TRUNCATE")).toEqual([]);
    const roles = await run(
      "rapport_desk",
      null,
      `select rolname from pg_roles where rolname in ('rapport_desk', 'rapport_spine')
         and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole)`,
    );
    expect(roles).toEqual([]);
    for (const { name } of businessTables) {
      const seen = db.spineQuery(`select * from ${name}`, []);
      await expect(seen).rejects.toMatchObject({ code: "store.refused" });
    }
  });

  it.each(businessTables.map((table) => [table.name, table] as const))(
    "%s shows, takes and changes rows of its own tenant only",
    async (name, table) => {
      const mine = ours.tenantId;
      const count = (as: string | null) =>
        run<{ own: number; foreign: number }>(
          "rapport_desk",
          as,
          `select count(*) filter (where tenant_id = '${mine}')::int as own,
             count(*) filter (where tenant_id <> '${mine}')::int as foreign from ${name}`,
        );
      expect(await count(mine)).toEqual([{ own: 1, foreign: 0 }]);
      expect(await count(null)).toEqual([{ own: 0, foreign: 0 }]);
      expect(await count(randomUUID())).toEqual([{ own: 0, foreign: 0 }]);
      const refused = { code: "store.refused" };
      const foreign = insertCanary(table, theirs.tenantId, randomUUID());
      await expect(run("rapport_desk", mine, foreign)).rejects.toMatchObject(refused);
      await expect(run("rapport_desk", null, foreign)).rejects.toMatchObject(refused);
      const move = `update ${name} set tenant_id = '${theirs.tenantId}'`;
      await expect(run("rapport_desk", mine, move)).rejects.toMatchObject(refused);
      const gone = await run(
        "rapport_desk",
        mine,
        `delete from ${name} where tenant_id <> '${mine}' returning 1 as n`,
      );
      expect(gone).toEqual([]);
    },
  );

  it("hide the other tenant itself", async () => {
    const seen = await run("rapport_desk", ours.tenantId, "select id from tenants");
    expect(seen).toEqual([{ id: ours.tenantId }]);
    expect(await run("rapport_desk", null, "select id from tenants")).toEqual([]);
  });

  it("hold for every method of every store, asked for the other tenant's ids", async () => {
    const before = await everythingOf(theirs.tenantId);
    expect(Object.values(before).flat()).toHaveLength(businessTables.length);
    const calls = foreignCalls(theirId);
    await openStore(db).transaction(ours.tenantId, async (stores) => {
      const methods = methodsOf(stores);
      expect(Object.keys(calls).sort()).toEqual(methods);
    });
    const reads = Object.entries(calls).filter(([method]) => !WRITES.has(method));
    for (const [method, call] of reads) {
      const answer = await openStore(db).transaction(ours.tenantId, call);
      const words = JSON.stringify(answer instanceof Map ? [...answer] : (answer ?? null));
      expect(words, method).not.toContain(theirs.tenantId);
      expect(words, method).not.toContain(theirId);
      if (!SEES_OWN.has(method)) expect(isNothing(answer), method).toBe(true);
    }
    for (const [method, call] of Object.entries(calls).filter(([name]) => WRITES.has(name))) {
      const answer = await openStore(db).transaction(ours.tenantId, call);
      expect(JSON.stringify(answer ?? null), method).not.toContain(theirs.tenantId);
    }
    expect(await everythingOf(theirs.tenantId)).toEqual(before);
  });

  it("hold when tenants, faults and roles take turns on the same connections", async () => {
    const tenants = [ours.tenantId, theirs.tenantId, null] as const;
    const step = fc.record({
      tenant: fc.constantFrom(...tenants),
      fault: fc.constantFrom("none", "statement", "throw"),
      throughSpine: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const seen = await Promise.allSettled(
          steps.map(({ tenant, fault, throughSpine }) =>
            db.transaction("rapport_desk", tenant, async (tx) => {
              if (throughSpine) {
                await tx.as("rapport_spine", null);
                await tx.rows(sql`select count(*) from outbox`);
                await tx.as("rapport_desk", tenant);
              }
              const rows = await tx.rows<{ of: string }>(sql`select distinct tenant_id as of from people`);
              if (fault === "statement") await tx.rows(sql`select 1 / 0`);
              if (fault === "throw") throw new Error("as asked");
              return rows;
            }),
          ),
        );
        for (const [index, { tenant, fault }] of steps.entries()) {
          const outcome = seen[index];
          if (outcome?.status === "fulfilled") {
            expect(fault).toBe("none");
            expect(outcome.value).toEqual(tenant === null ? [] : [{ of: tenant }]);
          } else expect(fault).not.toBe("none");
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** Store methods by name, as `messages.get`. */
const methodsOf = (stores: TenantStores): string[] =>
  Object.entries(stores)
    .flatMap(([name, part]) =>
      typeof part === "string" ? [] : Object.keys(part).map((method) => `${name}.${method}`),
    )
    .sort();

/** Calls that make or change rows: of their own tenant, under the other's ids. */
const WRITES = new Set([
  "answers.add",
  "answers.giveFeedback",
  "answers.rewrite",
  "articles.remove",
  "articles.save",
  "attachments.add",
  "attachments.keep",
  "attachments.refuse",
  "attachments.removeOfMessage",
  "audit.add",
  "channels.configure",
  "channels.ensure",
  "csat.addSurvey",
  "csat.comment",
  "csat.respond",
  "digests.add",
  "digests.changeSummary",
  "emotions.add",
  "emotions.correct",
  "emotions.removeOfMessage",
  "emotions.removeOfPerson",
  "figures.count",
  "figures.countFirstAnswer",
  "files.put",
  "ingest.keep",
  "messages.add",
  "messages.edit",
  "messages.moveKey",
  "messages.remove",
  "outbox.add",
  "people.ensure",
  "people.forgetRole",
  "people.setOptedOut",
  "people.setRole",
  "people.takeNotice",
  "privacy.erase",
  "privacy.forgetReadings",
  "privacy.purgeWorkspace",
  "riskFlags.add",
  "riskFlags.changeEvidence",
  "riskFlags.giveVerdict",
  "riskFlags.remove",
  "tenant.changeSettings",
  "threads.change",
  "threads.ensure",
  "tickets.addEvent",
  "tickets.change",
  "tickets.open",
  "timers.cancel",
  "timers.set",
  "turns.add",
  "turns.dropEvidence",
  "workspaces.setEmojiRules",
  "workspaces.setKind",
  "workspaces.setRemoved",
  "workspaces.setRoleRules",
]);

/** Reads that take no id: they answer with the asking tenant's own canaries. */
const SEES_OWN = new Set([
  "articles.list",
  "audit.list",
  "channels.list",
  "digests.list",
  "figures.countOpenTickets",
  "figures.read",
  "tenant.get",
  "threads.list",
  "tickets.list",
  "tickets.loads",
  "workspaces.list",
]);

const isNothing = (answer: unknown): boolean =>
  typeof answer === "object" && answer !== null ? Object.values(answer).every(isNothing) : !answer;

/** Every method of the stores, asked with an id that only the other tenant has. */
function foreignCalls(id: string): Record<string, (stores: TenantStores) => Promise<unknown>> {
  const ref = { channelKey: id, name: id, isDirect: false, isPrivate: false };
  const ticket = {
    threadId: id,
    customerId: id,
    subject: "s",
    state: "open",
    priority: "normal",
    assigneeId: null,
    assignedBecause: null,
    openedBy: "bot",
    openedAt: NOON,
    dueAt: null,
  } as const;
  const risk = { level: "low", score: 0, signals: [], negativeEmotionSharePercent: 0 } as const;
  const turn: TurnRecord = {
    id,
    threadId: randomUUID(),
    messageId: randomUUID(),
    cause: "message",
    emotion: { kind: "not-analysed", reason: "staff" },
    risk,
    request: { confidence: 0, noise: null, asksForHuman: false, reason: "" },
    passages: [],
    draft: null,
    decision: [],
    timingsMs: {},
    handledAt: NOON,
  };
  const event = {
    kind: "timer-due",
    timer: "ask-csat",
    subjectId: id,
    threadKey: null,
    platform: "web",
    workspaceKey: id,
    channel: ref,
    actor: { personKey: id, displayName: id, isBot: false },
    dedupeKey: id,
    occurredAt: NOON.toISOString(),
  } as const;
  return {
    "tenant.get": (s) => s.tenant.get(),
    "tenant.changeSettings": (s) => s.tenant.changeSettings({ digestHour: 3 }),
    "workspaces.get": (s) => s.workspaces.get(id),
    "workspaces.findByKey": (s) => s.workspaces.findByKey("web", id),
    "workspaces.list": (s) => s.workspaces.list(),
    "workspaces.setEmojiRules": (s) => s.workspaces.setEmojiRules(id, DEFAULT_EMOJI_RULES),
    "workspaces.setKind": (s) => s.workspaces.setKind(id, "company"),
    "workspaces.changeRoleRules": (s) => s.workspaces.changeRoleRules(id, () => NO_ROLE_RULES),
    "workspaces.setEmotionDeclared": (s) => s.workspaces.setEmotionDeclared(id, NOON),
    "workspaces.setDeclared": (s) => s.workspaces.setDeclared(id, null),
    "workspaces.survey": (s) => s.workspaces.survey(id),
    "workspaces.setRemoved": (s) => s.workspaces.setRemoved(id, NOON),
    "workspaces.keepSurvey": (s) => s.workspaces.keepSurvey(id, NO_SURVEY, NOON),
    "channels.get": (s) => s.channels.get(id),
    "channels.ensure": (s) => s.channels.ensure(id, ref, NOON),
    "channels.listByPurpose": (s) => s.channels.listByPurpose("agents"),
    "channels.list": (s) => s.channels.list(),
    "channels.configure": (s) => s.channels.configure(id, { mode: "off" }),
    "people.get": (s) => s.people.get(id),
    "people.getMany": (s) => s.people.getMany([id]),
    "people.findByKey": (s) => s.people.findByKey(id, id),
    "people.search": (s) => s.people.search(id, 5),
    "people.takeNotice": (s) => s.people.takeNotice(id, NOON),
    "people.setOptedOut": (s) => s.people.setOptedOut(id, null),
    "people.listByRole": (s) => s.people.listByRole("customer"),
    "people.setRole": (s) => s.people.setRole(id, "agent"),
    "people.forgetRole": (s) => s.people.forgetRole(id, "customer", []),
    "people.ensure": (s) =>
      s.people.ensure({ workspaceId: id, personKey: id, displayName: "x", role: "agent", now: NOON }),
    "threads.get": (s) => s.threads.get(id),
    "threads.getForUpdate": (s) => s.threads.getForUpdate(id),
    "threads.findByKey": (s) => s.threads.findByKey(id, id),
    "threads.change": (s) => s.threads.change(id, { status: "closed" }),
    "threads.findRecentOpen": (s) => s.threads.findRecentOpen(id, id, new Date(0)),
    "threads.listSolved": (s) => s.threads.listSolved(id, 5),
    "threads.listRecentOpen": (s) => s.threads.listRecentOpen(id, new Date(0), 5),
    "threads.listAtRisk": (s) => s.threads.listAtRisk(5),
    "threads.listByCustomer": (s) => s.threads.listByCustomer(id, 5),
    "threads.list": (s) => s.threads.list({ before: null, limit: 5 }),
    "threads.ensure": (s) =>
      s.threads.ensure({ channelId: id, threadKey: id, customerId: null, openedAt: NOON }),
    "messages.get": (s) => s.messages.get(id),
    "messages.findByKey": (s) => s.messages.findByKey(id, id),
    "messages.edit": (s) => s.messages.edit(id, "x", NOON),
    "messages.remove": (s) => s.messages.remove(id, NOON),
    "messages.moveKey": (s) => s.messages.moveKey(id, "x", null),
    "messages.listByThread": (s) => s.messages.listByThread(id, 5),
    "messages.listByAuthor": (s) => s.messages.listByAuthor(id, 5),
    "ingest.findPlace": (s) =>
      s.ingest.findPlace({
        workspaceId: id,
        channelKey: id,
        personKey: id,
        messageKey: id,
        threadKey: id,
        rootKey: id,
        directSince: NOON,
        since: NOON,
      }),
    "ingest.background": (s) =>
      s.ingest.background({ threadId: id, customerId: id, authorId: id, historyLength: 9, ownLength: 9 }),
    "ingest.hold": (s) => s.ingest.hold({ workspaceId: id, channelId: id, threadId: id, personIds: [id] }),
    "ingest.keep": (s) =>
      s.ingest.keep({
        thread: null,
        message: null,
        reading: null,
        turn: { ...turn, id: randomUUID() },
        threadId: id,
        change: { riskScore: 1 },
      }),
    "messages.add": (s) => s.messages.add({ ...newMessage(id, id, id, NOON), messageKey: id }),
    "emotions.add": (s) =>
      s.emotions.add({
        messageId: randomUUID(),
        threadId: id,
        personId: randomUUID(),
        tag: tagOf({ joy: 1 }),
        platform: id,
        sentAt: NOON,
      }),
    "emotions.removeOfPerson": (s) => s.emotions.removeOfPerson(id),
    "emotions.removeOfMessage": (s) => s.emotions.removeOfMessage(id),
    "emotions.correct": (s) =>
      s.emotions.correct({ messageId: id, correctedById: id, emotion: "joy", correctedAt: NOON }),
    "emotions.moodsOfPerson": (s) => s.emotions.moodsOfPerson(id, 5),
    "tickets.get": (s) => s.tickets.get(id),
    "tickets.findByNumber": (s) => s.tickets.findByNumber(99),
    "tickets.findUnfinished": (s) => s.tickets.findUnfinished(id),
    "tickets.change": (s) => s.tickets.change(id, { state: "closed" }),
    "tickets.addEvent": (s) =>
      s.tickets.addEvent({ ticketId: randomUUID(), kind: "x", actorId: null, detail: "x", happenedAt: NOON }),
    "tickets.listEvents": (s) => s.tickets.listEvents(id),
    "tickets.list": (s) => s.tickets.list({ limit: 5 }),
    "tickets.countSolved": (s) => s.tickets.countSolved(id),
    "tickets.open": (s) => s.tickets.open(ticket),
    "csat.getSurvey": (s) => s.csat.getSurvey(id),
    "csat.lastSurveyAt": (s) => s.csat.lastSurveyAt(id),
    "csat.comment": (s) => s.csat.comment(id, "x"),
    "csat.listByCustomer": (s) => s.csat.listByCustomer(id),
    "csat.addSurvey": (s) =>
      s.csat.addSurvey({
        ticketId: id,
        threadId: randomUUID(),
        customerId: randomUUID(),
        ownerId: null,
        sentAt: NOON,
      }),
    "csat.respond": (s) => s.csat.respond({ surveyId: randomUUID(), rating: 1, respondedAt: NOON }),
    "riskFlags.findOpen": (s) => s.riskFlags.findOpen(id),
    "riskFlags.listByThread": (s) => s.riskFlags.listByThread(id),
    "riskFlags.changeEvidence": (s) =>
      s.riskFlags.changeEvidence(id, { signals: [], score: 0, level: "low" }),
    "riskFlags.remove": (s) => s.riskFlags.remove(id),
    "riskFlags.giveVerdict": (s) =>
      s.riskFlags.giveVerdict(id, { verdict: "left", verdictAt: NOON, verdictById: null }),
    "riskFlags.add": (s) =>
      s.riskFlags.add({ ...risk, threadId: randomUUID(), customerId: null, flaggedAt: NOON }),
    "answers.get": (s) => s.answers.get(id),
    "answers.latest": (s) => s.answers.latest(id),
    "answers.giveFeedback": (s) => s.answers.giveFeedback(id, "human", NOON),
    "answers.rewrite": (s) =>
      s.answers.rewrite(id, { messageId: id, text: "x", citations: [], answerability: 1, writer: "x" }),
    "answers.add": (s) =>
      s.answers.add({
        id,
        threadId: randomUUID(),
        messageId: id,
        kind: "reply",
        text: "x",
        citations: [],
        answerability: 1,
        writer: "x",
        answeredAt: NOON,
      }),
    "turns.listByMessage": (s) => s.turns.listByMessage(id),
    "turns.dropEvidence": (s) => s.turns.dropEvidence(id, id),
    "turns.listByThread": (s) => s.turns.listByThread(id),
    "turns.add": (s) => s.turns.add({ ...turn, id: randomUUID() }),
    "audit.list": (s) => s.audit.list(5),
    "audit.add": (s) => s.audit.add({ actor: "x", action: "x", subject: "x", happenedAt: NOON }),
    "figures.read": (s) => s.figures.read(new Date(0), new Date("2030-01-01")),
    "figures.countUnanswered": (s) => s.figures.countUnanswered(new Date(1), 0),
    "figures.countOpenTickets": (s) => s.figures.countOpenTickets(),
    "figures.count": (s) => s.figures.count({ at: NOON, platform: id, metric: "flagged" }),
    "figures.countFirstAnswer": (s) => s.figures.countFirstAnswer({ at: NOON, platform: id, waitedMs: 1 }),
    "tickets.loads": (s) => s.tickets.loads(),
    "digests.list": (s) => s.digests.list(5),
    "digests.listNaming": (s) => s.digests.listNaming(id),
    "digests.listPosts": (s) => s.digests.listPosts(id),
    "digests.changeSummary": (s) => s.digests.changeSummary(id, { atRisk: [] }),
    "digests.hasScheduledUpTo": (s) => s.digests.hasScheduledUpTo(id, NOON),
    "digests.add": (s) =>
      s.digests.add({
        id: randomUUID(),
        kind: id,
        periodStartAt: NOON,
        periodEndAt: NOON,
        summary: {},
        chartFileId: null,
        askedBy: "schedule",
        postedAt: NOON,
      }),
    "articles.get": (s) => s.articles.get(id),
    "articles.remove": (s) => s.articles.remove(id),
    "articles.listPassages": (s) => s.articles.listPassages(id),
    "articles.list": (s) => s.articles.list(),
    "articles.save": (s) =>
      s.articles.save(
        {
          title: "x",
          format: "text",
          source: id,
          url: null,
          visibility: "public",
          contentHash: "x",
          updatedAt: NOON,
        },
        [],
      ),
    "attachments.add": (s) =>
      s.attachments.add(
        id,
        [{ fileId: "F1", name: "x", mediaType: "text/plain", sizeBytes: 1 }],
        false,
        NOON,
      ),
    "attachments.list": (s) => s.attachments.list([id]),
    "attachments.keep": (s) => s.attachments.keep(id, { fileId: id, mediaType: "text/plain", sizeBytes: 1 }),
    "attachments.refuse": (s) => s.attachments.refuse(id, "x"),
    "attachments.removeOfMessage": (s) => s.attachments.removeOfMessage(id),
    "files.get": (s) => s.files.get(id),
    "files.put": (s) => s.files.put({ name: "x", mediaType: "x", bytes: new Uint8Array(1) }, NOON),
    "posts.find": (s) => s.posts.find(id),
    "posts.setAside": (s) => s.posts.setAside(id),
    "posts.findRef": (s) => s.posts.findRef(id, id),
    "privacy.count": (s) => s.privacy.count(id),
    "privacy.export": (s) => s.privacy.export(id),
    "privacy.erase": (s) => s.privacy.erase(id),
    "privacy.purgeWorkspace": (s) => s.privacy.purgeWorkspace(id, 5),
    "privacy.forgetReadings": (s) => s.privacy.forgetReadings(id),
    "outbox.add": (s) =>
      s.outbox.add({
        workspaceId: id,
        causeKey: id,
        outbound: {
          kind: "react",
          platform: "web",
          workspaceKey: id,
          channelKey: id,
          threadKey: null,
          messageKey: id,
          emoji: "eyes",
          remove: false,
        },
      }),
    "timers.set": (s) =>
      s.timers.set({ workspaceId: id, name: "ask-csat", subjectId: id, dueAt: NOON, event }),
    "timers.cancel": (s) => s.timers.cancel("ask-csat", id),
  };
}
