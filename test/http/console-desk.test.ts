import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NO_RISK } from "../../src/domain/churn-risk.ts";
import { addMs, HOUR, MINUTE } from "../../src/domain/time.ts";
import { API, type Call } from "../../src/http/contract.ts";
import type { ConsoleDesk, ConsoleStore } from "../../src/ports/stores/views.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { newMessage, seedThread, tagOf } from "../support/desk-fixture.ts";
import { addAccount, servicesOn, startServer, type TestServer } from "./server.ts";

const AT = new Date("2026-03-03T08:30:00.000Z");

/** A customer who was read, flagged and given a ticket; words of the tenant stand in everything. */
async function seedDesk(desk: ConsoleDesk, tenant: TestTenant, words: string) {
  const { channel, customer, thread } = await seedThread(desk, tenant.workspaceId, AT);
  await desk.people.ensure({
    ...tenant,
    personKey: customer.personKey,
    displayName: `Dana ${words}`,
    role: "customer",
    now: AT,
  });
  const told = await desk.messages.add({
    ...newMessage(thread.id, channel.id, customer.id, addMs(AT, MINUTE)),
    text: `${words} the export fails again`,
    permalink: "https://chat.example/1",
  });
  await desk.emotions.add({
    messageId: told.message.id,
    threadId: thread.id,
    personId: customer.id,
    tag: { ...tagOf({ anger: 0.75, joy: 0.25 }), mood: "angry", sentiment: -0.5 },
    platform: "web",
    sentAt: told.message.sentAt,
  });
  const risk = { ...NO_RISK, level: "high" as const, score: 0.75 };
  await desk.threads.change(thread.id, {
    mood: "angry",
    riskLevel: "high",
    riskScore: 0.75,
    flaggedAt: AT,
    lastMessageAt: told.message.sentAt,
  });
  await desk.riskFlags.add({ ...risk, threadId: thread.id, customerId: customer.id, flaggedAt: AT });
  const { ticket } = await desk.tickets.open({
    threadId: thread.id,
    customerId: customer.id,
    subject: `${words} export`,
    state: "open",
    priority: "urgent",
    assigneeId: null,
    assignedBecause: null,
    openedBy: "bot",
    openedAt: AT,
    dueAt: null,
  });
  const { article } = await desk.articles.save(
    {
      title: `${words} guide`,
      format: "markdown",
      source: `${words}.md`,
      url: null,
      visibility: "public",
      contentHash: words,
      updatedAt: AT,
    },
    [
      {
        ordinal: 0,
        headingPath: ["Guide"],
        text: `${words} passage`,
        pageLabel: null,
        anchor: null,
        fields: null,
        contentHash: words,
      },
    ],
  );
  const file = await desk.files.put(
    { name: "a.txt", mediaType: "text/plain", bytes: Buffer.from(words) },
    AT,
  );
  await desk.turns.add({
    id: randomUUID(),
    threadId: thread.id,
    messageId: told.message.id,
    cause: "message",
    emotion: { kind: "tagged", tag: tagOf({ anger: 1 }) },
    risk,
    request: { confidence: 1, noise: null, asksForHuman: false, reason: words },
    passages: [],
    draft: {
      kind: "cited",
      text: `${words} draft`,
      citations: [],
      answerability: 0.9,
      writer: "extractive",
    },
    decision: [{ kind: "stay-silent", reason: words }],
    timingsMs: { ingest: 1 },
    handledAt: addMs(AT, MINUTE),
  });
  await desk.figures.count({ at: AT, platform: "web", metric: "customer-messages", by: 2 });
  await desk.figures.countFirstAnswer({ at: AT, platform: "web", waitedMs: 45_000 });
  const staff = [];
  for (const [personKey, displayName, role] of [
    ["ana", "Ana", "agent"],
    ["ada", "Ada", "admin"],
  ] as const) {
    staff.push(await desk.people.ensure({ ...tenant, personKey, displayName, role, now: AT }));
  }
  return { channel, customer, thread, message: told.message, ticket, article, file, staff };
}

type Seed = Awaited<ReturnType<typeof seedDesk>>;

describe("the desk in the console", () => {
  let database: Database;
  let store: ConsoleStore;
  let tenant: TestTenant;
  let seed: Seed;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase();
    store = servicesOn(database).store;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    tenant = await createTestTenant(database);
    seed = await store.transaction(tenant.tenantId, (desk) => seedDesk(desk, tenant, "blue"));
    server = await startServer(database, tenant.tenantId);
    return () => server.stop();
  });

  const act = (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    // Things done one after another happen one after another.
    server.clock.advance(1_000);
    return server.call("POST /tickets/{number}/actions", { number: seed.ticket.number }, { body, headers });
  };

  test("lists carry the names a reader needs", async () => {
    const { threads } = (await server.call("GET /threads")).json;
    expect(threads[0]).toMatchObject({
      id: seed.thread.id,
      channelName: "help",
      platform: "web",
      customer: { displayName: "Dana blue" },
      excerpt: "blue the export fails again",
      ticketNumber: 1,
      riskLevel: "high",
      firstAnswerMs: null,
    });
    const { tickets, counts } = (await server.call("GET /tickets")).json;
    expect(tickets[0]).toMatchObject({ number: 1, customer: { displayName: "Dana blue" }, mood: "angry" });
    expect(counts).toEqual({ open: 1, mine: 0, unassigned: 1, solved: 0 });
    const { customers } = (await server.send("GET", "/api/v1/customers?q=DANA%20b")).json;
    expect(customers[0]).toMatchObject({ riskScore: 0.75, riskLevel: "high", openTickets: 1, mood: "angry" });
    expect((await server.send("GET", "/api/v1/customers?q=%25")).json.customers).toEqual([]);
    const turns = await server.send(
      "GET",
      `/api/v1/turns?platform=web&channelKey=help&messageKeys=${seed.message.messageKey},none`,
    );
    expect(turns.json.turns).toMatchObject([
      { messageKey: seed.message.messageKey, threadId: seed.thread.id },
    ]);
  });

  test("each view of the threads holds what its figure counts", async () => {
    const view = async (name: string) =>
      (await server.send("GET", `/api/v1/threads?view=${name}`)).json.threads.length;
    expect(await view("at-risk")).toBe(1);
    expect(await view("unanswered")).toBe(1);
    expect(await view("answered")).toBe(0);
    expect(await view("abstained")).toBe(0);
    expect(await view("rated")).toBe(0);
    await store.transaction(tenant.tenantId, async (desk) => {
      const survey = await desk.csat.addSurvey({
        ticketId: seed.ticket.id,
        threadId: seed.thread.id,
        customerId: seed.customer.id,
        ownerId: null,
        sentAt: AT,
      });
      await desk.csat.respond({ surveyId: survey?.id ?? "", rating: 2, respondedAt: AT });
    });
    expect(await view("rated")).toBe(1);
    const late = await server.send(
      "GET",
      `/api/v1/threads?startAt=${AT.toISOString()}&endAt=2026-03-03T08:31:00.000Z`,
    );
    expect(late.json.threads).toEqual([]);
  });

  test("a thread shows its words, readings, path and flag", async () => {
    const { json } = await server.call("GET /threads/{id}", { id: seed.thread.id });
    expect(json.messages).toHaveLength(2);
    expect(json.messages[1]).toMatchObject({
      author: { displayName: "Dana blue", role: "customer" },
      emotion: { kind: "tagged", tag: { mood: "angry" } },
    });
    expect(json.moodPath).toMatchObject([{ mood: "angry", sentiment: -0.5, isTurningPoint: false }]);
    expect(json.flag).toMatchObject({ level: "high", verdict: null });
    expect(json.permalink).toBe("https://chat.example/1");
  });

  test("the dashboard counts from the roll-ups, beside the period before", async () => {
    const { json } = await server.call("GET /dashboard");
    expect(json).toMatchObject({
      period: "day",
      customerMessages: { value: 2, before: null },
      atRisk: { value: 1, before: null },
      openTickets: { value: 1 },
      unanswered: { value: 1 },
      csatScore: { value: null },
      negativeSharePercent: { value: 75 },
      openByAgent: [{ agent: null, open: 1 }],
    });
    expect(json.firstAnswerMedianMs.value).toBeGreaterThan(30_000);
    expect(json.firstAnswerMedianMs.value).toBeLessThan(60_000);
    expect(json.emotions).toHaveLength(24);
    expect(json.emotions.at(-2).counts.anger).toBe(1);
    expect(json.atRiskThreads).toMatchObject([{ flagged: true, thread: { id: seed.thread.id } }]);
    server.clock.advance(24 * HOUR);
    const next = (await server.call("GET /dashboard")).json;
    expect(next.customerMessages).toEqual({ value: 0, before: 2 });
    expect((await server.send("GET", "/api/v1/dashboard?period=week")).json.emotions).toHaveLength(7);
  });

  test("the operator acts as the chosen persona, else as the first admin", async () => {
    const claimed = await act({ action: "claim" }, { "x-rapport-persona": "ana" });
    expect(claimed.json.ticket.assignee.displayName).toBe("Ana");
    expect((await act({ action: "claim" })).json.ticket.assignee.displayName).toBe("Ada");
    const [ana] = seed.staff;
    expect((await act({ action: "claim", actorId: ana?.id })).json.ticket.assignee.displayName).toBe("Ana");
    const customer = await act({ action: "claim" }, { "x-rapport-persona": seed.customer.personKey });
    expect(customer.json.ticket.assignee.displayName).toBe("Ada");
    const mine = await server.send("GET", "/api/v1/tickets?view=mine", {
      headers: { "x-rapport-persona": "ada" },
    });
    expect(mine.json.tickets).toHaveLength(1);
  });

  test("a ticket is answered, snoozed, assigned, judged, solved and opened again", async () => {
    const first = (await server.call("GET /tickets/{number}", { number: 1 })).json;
    expect(first.allowed).toEqual(["claim", "reply", "assign", "snooze", "resolve", "verdict"]);
    expect(first.suggestion.text).toBe("blue draft");
    const replied = (await act({ action: "reply", text: "On it." })).json;
    expect(replied.ticket.state).toBe("pending");
    expect(replied.messages.at(-1)).toMatchObject({ text: "On it.", author: { displayName: "Ada" } });
    const snoozed = (await act({ action: "snooze", minutes: 30 })).json;
    expect(snoozed.ticket.snoozedUntilAt).toBe(addMs(server.clock.now(), 30 * MINUTE).toISOString());
    const [ana] = seed.staff;
    expect((await act({ action: "assign", personId: ana?.id })).json.ticket.assignee.displayName).toBe("Ana");
    expect((await act({ action: "assign", personId: seed.customer.id })).status).toBe(404);
    const judged = (await act({ action: "verdict", verdict: "false-alarm" })).json;
    expect([judged.flag.verdict, judged.ticket.riskLevel]).toEqual(["false-alarm", "low"]);
    expect(judged.allowed).not.toContain("verdict");
    const solved = (await act({ action: "resolve" })).json;
    expect([solved.ticket.state, solved.allowed]).toEqual(["solved", ["reopen"]]);
    const twice = await act({ action: "resolve" });
    expect([twice.status, twice.json.error.code]).toEqual([409, "ticket.conflict"]);
    expect((await act({ action: "reopen" })).json.ticket).toMatchObject({
      state: "open",
      snoozedUntilAt: null,
    });
    const kinds = (await server.call("GET /tickets/{number}", { number: 1 })).json.events.map(
      (event: { kind: string }) => event.kind,
    );
    expect(kinds).toEqual(["replied", "snoozed", "assigned", "judged", "moved", "moved"]);
  });

  test("a reading is corrected; where nothing was read there is nothing to correct", async () => {
    const correct = (id: string) =>
      server.call("PUT /messages/{id}/emotion", { id }, { body: { emotion: "sadness" } });
    expect((await correct(seed.message.id)).json).toEqual({ done: true });
    const other = (await server.call("GET /threads/{id}", { id: seed.thread.id })).json.messages[0].id;
    expect((await correct(other)).json.error.code).toBe("message.conflict");
  });

  test("opting out removes readings, erasing removes the person, and both are on record", async () => {
    const params = { id: seed.customer.id };
    const exported = await server.call("GET /customers/{id}/export", params);
    expect(exported.headers["content-disposition"]).toMatch(/^attachment/);
    expect(exported.text).toContain("blue the export fails again");
    const out = (await server.call("PUT /customers/{id}/opt-out", params, { body: { optedOut: true } })).json;
    expect(out.customer.optedOutAt).not.toBeNull();
    expect([out.moodPath, out.customer.mood]).toEqual([[], null]);
    const thread = (await server.call("GET /threads/{id}", { id: seed.thread.id })).json;
    expect(thread.turns[0].emotion).toEqual({ kind: "not-analysed", reason: "opted-out" });
    expect(thread.messages[1].emotion).toEqual({ kind: "not-analysed", reason: "opted-out" });
    expect((await server.call("DELETE /customers/{id}", params)).json).toEqual({ done: true });
    expect((await server.call("GET /threads")).text).not.toContain("fails again");
    const [agent] = seed.staff;
    expect((await server.call("DELETE /customers/{id}", { id: agent?.id ?? "" })).status).toBe(404);
    const { entries } = (await server.call("GET /audit")).json;
    expect(entries.map((entry: { action: string }) => entry.action).sort()).toEqual(
      ["privacy.erase", "privacy.export", "privacy.opt-out"].sort(),
    );
  });

  test("policy, workspace, channel and availability change, and the audit log says who did", async () => {
    const changed = await server.call("PATCH /settings", {}, { body: { burstSilenceMs: 9_000 } });
    expect(changed.json.policy).toMatchObject({ burstSilenceMs: 9_000, digestHour: 8 });
    const kind = await server.call(
      "PATCH /workspaces/{id}",
      { id: tenant.workspaceId },
      { body: { kind: "helpdesk" } },
    );
    expect(kind.json.workspaces[0].kind).toBe("helpdesk");
    const channel = await server.call(
      "PATCH /channels/{id}",
      { id: seed.channel.id },
      { body: { mode: "auto", purpose: "customers" } },
    );
    expect(channel.json.channels[0]).toMatchObject({ mode: "auto", purpose: "customers" });
    const [ana] = seed.staff;
    const away = await server.call(
      "PATCH /agents/{id}",
      { id: ana?.id ?? "" },
      { body: { isAvailable: false } },
    );
    expect(away.json.agents).toContainEqual(
      expect.objectContaining({ displayName: "Ana", isAvailable: false }),
    );
    const { entries } = (await server.call("GET /audit")).json;
    expect(entries.map(({ actor, action }: Record<string, string>) => `${actor} ${action}`).sort()).toEqual([
      "operator channel.changed",
      "operator policy.changed",
      "operator workspace.kind",
    ]);
  });

  test("search finds people, tickets by number or words, and articles", async () => {
    const find = async (q: string) =>
      (await server.send("GET", `/api/v1/search?q=${encodeURIComponent(q)}`)).json;
    expect((await find("Dana")).people).toMatchObject([
      { displayName: "Dana blue", workspaceName: "Test workspace" },
    ]);
    expect((await find("#1")).tickets).toMatchObject([{ number: 1 }]);
    expect((await find("guide")).articles).toMatchObject([{ title: "blue guide" }]);
    expect(await find("%")).toEqual({ people: [], tickets: [], articles: [] });
    expect(await find("9999999999")).toEqual({ people: [], tickets: [], articles: [] });
  });

  test("an account acts as the staff member of its name, else as a person of its own", async () => {
    await addAccount(database, tenant.tenantId, "agent", "ana");
    await addAccount(database, tenant.tenantId, "agent", "ada");
    const asking = await startServer(database, tenant.tenantId, { login: "required" });
    const claim = async (name: string, headers: Readonly<Record<string, string>> = {}) => {
      const session = await asking.logIn(name);
      const body = { action: "claim", actorId: seed.staff[1]?.id };
      const answer = await asking.call(
        "POST /tickets/{number}/actions",
        { number: 1 },
        { headers: { ...session, ...headers }, body },
      );
      return answer.json.ticket.assignee;
    };
    expect((await claim("ana", { "x-rapport-persona": "ada" })).id).toBe(seed.staff[0]?.id);
    // The agent's account of this name is not the admin of this name.
    const other = await claim("ada");
    expect([other.displayName, other.id === seed.staff[1]?.id]).toEqual(["ada", false]);
    const session = await asking.logIn("ana");
    const away = await asking.call(
      "PATCH /agents/{id}",
      { id: seed.staff[1]?.id ?? "" },
      { headers: session, body: { isAvailable: false } },
    );
    expect(away.status).toBe(403);
    await asking.stop();
  });

  test("nothing of another company can be read or changed by its ids", async () => {
    const other = await createTestTenant(database);
    const theirs = await store.transaction(other.tenantId, (desk) => seedDesk(desk, other, "canary"));
    const ids = [
      theirs.thread.id,
      theirs.message.id,
      theirs.customer.id,
      theirs.article.id,
      theirs.channel.id,
      theirs.ticket.id,
      theirs.file.fileId,
      theirs.staff[0]?.id ?? "",
      other.workspaceId,
      other.tenantId,
    ];
    const bodies: Partial<Record<Call, unknown>> = {
      "PUT /messages/{id}/emotion": { emotion: "joy" },
      "PUT /customers/{id}/opt-out": { optedOut: true },
      "PATCH /workspaces/{id}": { kind: "helpdesk" },
      "POST /workspaces/{id}/guesses": { purposes: [] },
      "POST /workspaces/{id}/channels": { channelKey: "C0", purpose: "customers" },
      "PUT /workspaces/{id}/roles": { whom: { personKey: "ana" }, role: "agent" },
      "PATCH /channels/{id}": { mode: "off" },
      "PATCH /agents/{id}": { isAvailable: false },
    };
    const before = await snapshot(other.tenantId);
    for (const name of Object.keys(API) as Call[]) {
      if (!name.includes("{id}") || name.startsWith("GET /dead-letters")) continue;
      for (const id of ids) {
        const answer = await server.call(
          name,
          { id },
          bodies[name] === undefined ? {} : { body: bodies[name] },
        );
        expect([name, id, answer.status]).toEqual([name, id, 404]);
        expect(answer.text).not.toContain("canary");
      }
    }
    for (const id of ids) expect((await server.send("GET", `/api/v1/files/${id}`)).status).toBe(404);
    const lists = [
      "/threads",
      "/tickets",
      "/customers",
      "/articles",
      "/settings",
      "/audit",
      "/dashboard",
      "/deliveries",
      "/digests",
      "/search?q=canary",
      `/turns?platform=web&channelKey=help&messageKeys=${theirs.message.messageKey}`,
    ];
    for (const path of lists) {
      const answer = await server.send("GET", `/api/v1${path}`, {
        headers: { "x-tenant-id": other.tenantId },
      });
      expect([path, answer.status]).toEqual([path, 200]);
      expect([path, ids.filter((id) => answer.text.includes(id)), answer.text.includes("canary")]).toEqual([
        path,
        [],
        false,
      ]);
    }
    const foreignAssignee = await act({ action: "assign", personId: theirs.staff[0]?.id });
    expect(foreignAssignee.status).toBe(404);
    expect(await snapshot(other.tenantId)).toBe(before);
  });

  const snapshot = (tenantId: string): Promise<string> =>
    store.transaction(tenantId, async (desk) =>
      JSON.stringify([
        await desk.threads.list({ before: null, limit: 10 }),
        await desk.views.staff(),
        await desk.channels.list(),
        await desk.workspaces.list(),
        await desk.articles.list(),
        await desk.tickets.list({ limit: 10 }),
        await desk.audit.list(10),
      ]),
    );
});
