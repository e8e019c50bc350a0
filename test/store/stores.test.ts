import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addMs, MINUTE } from "../../src/domain/time.ts";
import type { Store, TenantStores } from "../../src/ports/stores/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { NOON, newMessage, openStore, seedThread, tagOf } from "../support/desk-fixture.ts";

describe("the stores of a tenant", () => {
  let db: Database;
  let store: Store;
  let tenant: TestTenant;
  beforeAll(async () => {
    db = await openTestDatabase();
    store = openStore(db);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    tenant = await createTestTenant(db);
  });
  const inRoom = <T>(work: (stores: TenantStores) => Promise<T>): Promise<T> =>
    store.transaction(tenant.tenantId, work);

  it("creates a tenant with its workspaces and first settings, and lists it", async () => {
    const slug = randomUUID();
    const workspaceKey = randomUUID();
    const made = await store.createTenant(
      {
        slug,
        name: "Acme",
        timeZone: "Europe/Berlin",
        workspaces: [{ platform: "slack", workspaceKey, name: "Acme Slack", kind: null }],
      },
      NOON,
    );
    expect(made).toMatchObject({ slug, timeZone: "Europe/Berlin", settings: { digestHour: 8 } });
    expect((await store.listTenants()).map((one) => one.slug)).toContain(slug);
    const seen = await store.transaction(made.id, async (stores) => {
      await stores.tenant.changeSettings({ digestHour: 17 });
      const workspace = await stores.workspaces.findByKey("slack", workspaceKey);
      if (workspace) await stores.workspaces.setKind(workspace.id, "helpdesk");
      return {
        tenant: await stores.tenant.get(),
        workspaces: await stores.workspaces.list(),
        one: workspace && (await stores.workspaces.get(workspace.id)),
      };
    });
    expect(seen.tenant.settings).toMatchObject({ digestHour: 17, csatSampleEvery: 1 });
    expect(seen.workspaces).toMatchObject([{ workspaceKey, kind: "helpdesk" }]);
    expect(seen.one).toMatchObject({ workspaceKey });
  });

  it("refuses a second tenant of the same slug and an unknown platform", async () => {
    const wanted = { slug: randomUUID(), name: "A", timeZone: "UTC", workspaces: [] };
    await store.createTenant(wanted, NOON);
    await expect(store.createTenant(wanted, NOON)).rejects.toMatchObject({ code: "store.conflict" });
    const odd = { platform: "irc", workspaceKey: "x", name: "x", kind: null };
    await expect(
      store.createTenant({ ...wanted, slug: randomUUID(), workspaces: [odd] }, NOON),
    ).rejects.toMatchObject({ code: "store.workspace-refused" });
  });

  it("finds or makes channels, and keeps how they were configured", async () => {
    const ref = { channelKey: "c1", name: "general", isDirect: false, isPrivate: false };
    const result = await inRoom(async ({ channels }) => {
      const first = await channels.ensure(tenant.workspaceId, ref, NOON);
      await channels.configure(first.id, { purpose: "agents", mode: "auto" });
      const again = await channels.ensure(tenant.workspaceId, { ...ref, name: "renamed" }, NOON);
      const direct = await channels.ensure(
        tenant.workspaceId,
        { channelKey: "d1", name: "", isDirect: true, isPrivate: true },
        NOON,
      );
      return {
        first,
        again,
        direct,
        agents: await channels.listByPurpose("agents"),
        all: await channels.list(),
      };
    });
    expect(result.first).toMatchObject({ purpose: "other", mode: "mention" });
    expect(result.again).toEqual({ ...result.first, name: "renamed", purpose: "agents", mode: "auto" });
    expect(result.direct).toMatchObject({ purpose: "direct", mode: "mention" });
    expect(result.agents.map((channel) => channel.id)).toEqual([result.first.id]);
    expect(result.all).toHaveLength(2);
  });

  it("refreshes people but keeps opt-out, and gives the notice to exactly one", async () => {
    const base = { workspaceId: tenant.workspaceId, personKey: "u1", now: NOON };
    await inRoom(async ({ people }) => {
      const first = await people.ensure({ ...base, displayName: "Ann_100%", role: "unknown" });
      await people.setOptedOut(first.id, NOON);
      expect([await people.takeNotice(first.id, NOON), await people.takeNotice(first.id, NOON)]).toEqual([
        true,
        false,
      ]);
      const again = await people.ensure({ ...base, displayName: "Annie_100%", role: "agent" });
      expect(again).toEqual({
        ...first,
        displayName: "Annie_100%",
        role: "agent",
        optedOutAt: NOON,
        noticeAt: NOON,
      });
      await people.ensure({ ...base, personKey: "u2", displayName: "Joann", role: "customer" });
      expect((await people.search("ann", 10)).map((person) => person.displayName)).toEqual([
        "Annie_100%",
        "Joann",
      ]);
      expect((await people.search("_100%", 10)).map((person) => person.personKey)).toEqual(["u1"]);
      expect(await people.search("%", 10)).toHaveLength(1);
      expect(await people.listByRole("agent")).toMatchObject([{ personKey: "u1", isAvailable: true }]);
      expect(await people.getMany([])).toEqual([]);
      expect(await people.getMany([first.id, randomUUID()])).toHaveLength(1);
      expect(await people.findByKey(tenant.workspaceId, "nobody")).toBeNull();
    });
  });

  it("keeps one thread per key, changes it and finds what is recent, at risk or a customer's", async () => {
    await inRoom(async (stores) => {
      const { thread, customer, channel } = await seedThread(stores, tenant.workspaceId);
      const again = await stores.threads.ensure({
        channelId: channel.id,
        threadKey: thread.threadKey,
        customerId: null,
        openedAt: NOON,
      });
      expect(again).toEqual({ thread, isNew: false });
      const later = addMs(NOON, MINUTE);
      const change = {
        mood: "angry",
        riskLevel: "high",
        riskScore: 0.75,
        riskAt: later,
        lastMessageAt: later,
      } as const;
      await stores.threads.change(thread.id, { ...change, botState: { warmth: 1, urgency: 0, caution: 0 } });
      await stores.threads.change(thread.id, {});
      expect(await stores.threads.getForUpdate(thread.id)).toMatchObject(change);
      const { threads } = stores;
      expect(await threads.listAtRisk(5)).toMatchObject([{ id: thread.id }]);
      expect(await threads.findRecentOpen(channel.id, customer.id, later)).toMatchObject({ id: thread.id });
      expect(await threads.findRecentOpen(channel.id, customer.id, addMs(later, 1))).toBeNull();
      expect(await threads.listRecentOpen(channel.id, later, 5)).toMatchObject([{ id: thread.id }]);
      expect(await threads.listRecentOpen(channel.id, addMs(later, 1), 5)).toEqual([]);
      expect(await threads.listByCustomer(customer.id, 5)).toHaveLength(1);
      expect(await threads.list({ before: later, limit: 5 })).toEqual([]);
      expect(await threads.list({ before: null, limit: 5 })).toHaveLength(1);
      await threads.change(thread.id, { status: "solved", outcome: "satisfied" });
      expect(await threads.listAtRisk(5)).toEqual([]);
      expect(await threads.get(randomUUID())).toBeNull();
    });
  });

  it("stores a message once; edits, removes and moves it; tells the newest of a thread, oldest first", async () => {
    await inRoom(async (stores) => {
      const { thread, customer, channel, message } = await seedThread(stores, tenant.workspaceId);
      const { messages } = stores;
      expect((await messages.add({ ...message, id: randomUUID(), text: "other" })).message).toEqual(message);
      const ids = [message.id];
      for (const minutes of [1, 2, 3]) {
        const next = newMessage(thread.id, channel.id, customer.id, addMs(NOON, minutes * MINUTE));
        ids.push((await messages.add(next)).message.id);
      }
      await stores.emotions.add({
        messageId: ids[2] ?? "",
        threadId: thread.id,
        personId: customer.id,
        tag: tagOf({ anger: 0.5, neutral: 0.5 }),
        platform: "web",
        sentAt: NOON,
      });
      const history = await messages.listByThread(thread.id, 3);
      expect(history.map((entry) => entry.message.id)).toEqual(ids.slice(1));
      expect(history.map((entry) => entry.tag?.scores.anger ?? null)).toEqual([null, 0.5, null]);
      await messages.edit(message.id, "edited", NOON);
      await messages.moveKey(message.id, "m-new", "https://example.org/p");
      expect(await messages.findByKey(channel.id, "m-new")).toMatchObject({ text: "edited", editedAt: NOON });
      await messages.remove(message.id, NOON);
      expect(await messages.get(message.id)).toMatchObject({ text: "", deletedAt: NOON });
      expect(await messages.listByAuthor(customer.id, 10)).toHaveLength(4);
    });
  });

  it("takes text with null bytes and half characters, cleaned, in plain columns and in documents", async () => {
    const bad = "a\u0000b\ud800c\udfffd😀";
    const clean = "ab\ufffdc\ufffdd😀";
    await inRoom(async (stores) => {
      const { thread, message } = await seedThread(stores, tenant.workspaceId);
      await stores.messages.edit(message.id, bad, NOON);
      expect(await stores.messages.get(message.id)).toMatchObject({ text: clean });
      await stores.messages.moveKey(message.id, bad, null);
      expect(await stores.messages.findByKey(message.channelId, bad)).toMatchObject({ messageKey: clean });
      const flag = await stores.riskFlags.add({
        threadId: thread.id,
        customerId: null,
        level: "high",
        score: 0.5,
        negativeEmotionSharePercent: 50,
        signals: [
          {
            name: "cancel-words",
            weight: 1,
            detail: bad,
            quote: `\\u0000 ${bad}`,
            messageId: message.id,
            permalink: null,
          },
        ],
        flaggedAt: NOON,
      });
      expect(flag.signals[0]).toMatchObject({ detail: clean, quote: `\\u0000 ${clean}` });
      expect(await stores.people.search(bad, 3)).toEqual([]);
    });
  });

  it("judges a flag once it is known what came of it", async () => {
    await inRoom(async (stores) => {
      const { thread } = await seedThread(stores, tenant.workspaceId);
      const facts = { threadId: thread.id, customerId: null, level: "high", score: 0.5 } as const;
      const flag = await stores.riskFlags.add({
        ...facts,
        negativeEmotionSharePercent: 1,
        signals: [],
        flaggedAt: NOON,
      });
      expect(await stores.riskFlags.findOpen(thread.id)).toEqual(flag);
      await stores.riskFlags.giveVerdict(flag.id, { verdict: "stayed", verdictAt: NOON, verdictById: null });
      expect(await stores.riskFlags.findOpen(thread.id)).toBeNull();
    });
  });

  it("asks once per ticket and lets a second rating replace the first", async () => {
    await inRoom(async (stores) => {
      const { thread, customer } = await seedThread(stores, tenant.workspaceId);
      const facts = { ticketId: randomUUID(), threadId: thread.id, customerId: customer.id, ownerId: null };
      const survey = await stores.csat.addSurvey({ ...facts, sentAt: NOON });
      expect(await stores.csat.addSurvey({ ...facts, sentAt: NOON })).toBeNull();
      if (!survey) throw new Error("no survey");
      await stores.csat.respond({ surveyId: survey.id, rating: 2, respondedAt: NOON });
      await stores.csat.comment(survey.id, "slow");
      const second = await stores.csat.respond({
        surveyId: survey.id,
        rating: 5,
        respondedAt: addMs(NOON, 1),
      });
      expect(second).toMatchObject({ rating: 5, comment: "slow" });
      expect(await stores.csat.listByCustomer(customer.id)).toEqual([
        { ...second, ticketId: facts.ticketId },
      ]);
      expect(await stores.csat.lastSurveyAt(customer.id)).toEqual(NOON);
      expect(await stores.csat.getSurvey(survey.id)).toEqual(survey);
    });
  });

  it("keeps answers, turns and the audit log", async () => {
    await inRoom(async (stores) => {
      const { thread, message } = await seedThread(stores, tenant.workspaceId);
      const answer = {
        id: randomUUID(),
        threadId: thread.id,
        messageId: message.id,
        kind: "reply",
        text: "Press export.",
        citations: [],
        answerability: 0.75,
        writer: "extractive",
        answeredAt: NOON,
      } as const;
      await stores.answers.add(answer);
      await stores.answers.giveFeedback(answer.id, "solved", NOON);
      expect(await stores.answers.latest(thread.id)).toEqual({ ...answer, feedback: "solved" });
      expect(await stores.answers.get(answer.id)).toMatchObject({ id: answer.id });
      const turn = {
        id: randomUUID(),
        threadId: thread.id,
        messageId: message.id,
        cause: "message",
        emotion: { kind: "not-analysed", reason: "opted-out" },
        risk: { level: "low", score: 0, signals: [], negativeEmotionSharePercent: 0 },
        request: { confidence: 1, noise: null, asksForHuman: false, reason: "asks" },
        passages: [],
        draft: null,
        decision: [{ kind: "stay-silent", reason: "off" }],
        timingsMs: { tag: 0.5 },
        handledAt: NOON,
      } as const;
      await stores.turns.add(turn);
      expect(await stores.turns.listByMessage(message.id)).toEqual([turn]);
      expect(await stores.turns.listByThread(thread.id)).toEqual([turn]);
      await stores.audit.add({ actor: "admin", action: "exported", subject: "x", happenedAt: NOON });
      expect(await stores.audit.list(5)).toEqual([
        { actor: "admin", action: "exported", subject: "x", detail: {}, happenedAt: NOON },
      ]);
    });
  });

  it("posts a scheduled digest once per period, and as many on command as are asked for", async () => {
    const digest = {
      kind: "daily",
      periodStartAt: NOON,
      periodEndAt: addMs(NOON, MINUTE),
      summary: { n: 1 },
      chartFileId: null,
      postedAt: NOON,
    };
    await inRoom(async ({ digests }) => {
      const add = (askedBy: "schedule" | "command") => digests.add({ ...digest, id: randomUUID(), askedBy });
      expect([
        await add("schedule"),
        await add("schedule"),
        await add("command"),
        await add("command"),
      ]).toEqual([true, false, true, true]);
      expect(await digests.list(10)).toHaveLength(3);
      const { periodStartAt: from, periodEndAt: to } = digest;
      expect(await digests.hasScheduledUpTo("daily", to)).toBe(true);
      expect(await digests.hasScheduledUpTo("weekly", to)).toBe(false);
      // The period before, the one after, and those that end within it or a little behind it.
      expect(await digests.hasScheduledUpTo("daily", from)).toBe(false);
      expect(await digests.hasScheduledUpTo("daily", addMs(to, MINUTE))).toBe(false);
      expect(await digests.hasScheduledUpTo("daily", addMs(to, -1))).toBe(true);
      expect(await digests.hasScheduledUpTo("daily", addMs(to, 1))).toBe(false);
    });
  });

  it("replaces the passages of a changed article and leaves an unchanged one alone", async () => {
    const article = {
      title: "Export",
      format: "markdown",
      source: "export.md",
      url: null,
      visibility: "public",
      contentHash: "1",
      updatedAt: NOON,
    } as const;
    const passage = (ordinal: number) => ({
      ordinal,
      headingPath: ["Export"],
      text: `part ${ordinal}`,
      pageLabel: null,
      anchor: null,
      fields: ordinal === 1 ? { rating: "5" } : null,
      contentHash: String(ordinal),
    });
    await inRoom(async ({ articles }) => {
      const first = await articles.save(article, [passage(0), passage(1)]);
      expect(first.change).toBe("added");
      expect((await articles.save(article, [])).change).toBe("unchanged");
      expect(await articles.list()).toEqual([{ ...first.article, passages: 2 }]);
      const hidden = await articles.save({ ...article, visibility: "private" }, [passage(0)]);
      expect(hidden).toMatchObject({ change: "replaced", article: { id: first.article.id } });
      expect(await articles.listPassages(first.article.id)).toMatchObject([
        { ordinal: 0, visibility: "private", text: "part 0", headingPath: ["Export"] },
      ]);
      expect([await articles.remove(first.article.id), await articles.remove(first.article.id)]).toEqual([
        true,
        false,
      ]);
      expect(await articles.get(first.article.id)).toBeNull();
      expect(await articles.listPassages(first.article.id)).toEqual([]);
    });
  });

  it("gives files back byte by byte", async () => {
    const bytes = new Uint8Array(700).map((_, index) => index % 256);
    await inRoom(async ({ files }) => {
      const ref = await files.put({ name: "a.bin", mediaType: "application/octet-stream", bytes }, NOON);
      const found = await files.get(ref.fileId);
      expect(found?.ref).toEqual(ref);
      expect([...(found?.bytes ?? [])]).toEqual([...bytes]);
      expect(await files.get(randomUUID())).toBeNull();
    });
  });

  it("finds our posts by name and by the platform's key", async () => {
    await db.transaction("rapport_desk", tenant.tenantId, (tx) =>
      tx.rows(sql`insert into posts (tenant_id, ref, workspace_id, channel_key, message_key, posted_at)
        values (${tenant.tenantId}, 'card:1', ${tenant.workspaceId}, 'c', 'm', now())`),
    );
    await inRoom(async ({ posts }) => {
      expect(await posts.find("card:1")).toEqual({ channelKey: "c", messageKey: "m", permalink: null });
      expect(await posts.findRef("c", "m")).toBe("card:1");
      expect(await posts.find("card:2")).toBeNull();
      expect(await posts.findRef("c", "n")).toBeNull();
    });
  });

  it("writes facts, outbox and timers together or not at all", async () => {
    const outbound = {
      kind: "react",
      platform: "web",
      workspaceKey: "w",
      channelKey: "c",
      threadKey: null,
      messageKey: "m",
      emoji: "eyes",
      remove: false,
    } as const;
    const write = (isBroken: boolean) =>
      inRoom(async (stores) => {
        await stores.outbox.add({ workspaceId: tenant.workspaceId, causeKey: "m:1:react", outbound });
        await stores.audit.add({ actor: "a", action: "b", subject: "c", happenedAt: NOON });
        await stores.figures.count({ at: NOON, platform: "web", metric: "flagged" });
        if (isBroken) throw new Error("broken");
      });
    const counted = async () => {
      const [outbox] = await db.spineQuery<{ n: number }>(
        "select count(*)::int as n from outbox where tenant_id = $1",
        [tenant.tenantId],
      );
      return inRoom(async (stores) => [
        outbox?.n,
        (await stores.audit.list(9)).length,
        (await stores.figures.read(new Date(0), addMs(NOON, MINUTE)))[0]?.counts.flagged?.count ?? 0,
      ]);
    };
    await expect(write(true)).rejects.toThrow("broken");
    expect(await counted()).toEqual([0, 0, 0]);
    await write(false);
    expect(await counted()).toEqual([1, 1, 1]);
  });
});
