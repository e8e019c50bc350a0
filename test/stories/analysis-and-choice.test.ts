import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nameRole } from "../../src/desk/change-setup.ts";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import type { ActorRef } from "../../src/domain/inbound-event.ts";
import { HOUR } from "../../src/domain/time.ts";
import { actorOf, cardOf, openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.setKind("community");
  await desk.wait(HOUR);
});

const readings = async (): Promise<number> => {
  const rows = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
    tx.rows<{ n: number }>(sql`select count(*)::int as n from emotion_readings`),
  );
  return rows[0]?.n ?? -1;
};
const personOf = (key: string) =>
  desk.read(async (stores) => {
    const workspace = (await stores.workspaces.list())[0];
    return stores.people.findByKey(workspace?.id ?? "", key);
  });

describe("opting out", () => {
  it("stops the reading at once, before, during and after a wait, and service goes on", async () => {
    const asked = await desk.say("maya", "help", "I am furious, how do I change the delivery address?");
    expect(await readings()).toBeGreaterThan(0);
    // The answer waits for the asker's silence; the choice comes first.
    await desk.command("maya", "help", "/rapport optout");
    const before = await readings();
    const calls = desk.tagged.length;
    await desk.wait(10_000);
    expect((await desk.posts("maya", "help", asked.postKey))[0]?.text).toContain("until 8 pm");
    await desk.say("maya", "help", "furious again, which one do you mean?", asked.postKey);
    expect(await readings()).toBe(before);
    expect(desk.tagged).toHaveLength(calls);
  });

  it("takes back every copy of what was read: thread, flags, turns and the card", async () => {
    await desk.command("tom", "general", "/rapport optout off");
    const asked = await desk.say("tom", "general", "human please, I am furious, I cancel and want a refund");
    await desk.say(
      "tom",
      "general",
      "furious! nobody answers, I want my money back or I cancel",
      asked.postKey,
    );
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    if (!ticket) throw new Error("no ticket");
    const tom = await personOf("tom");
    await desk.accept({
      ...desk.messageEvent(actorOf("tom"), {}),
      text: "furious in a customers' channel, I cancel, refund me",
      mentionsBot: true,
    });
    const card = (await desk.posts("ana", "agents")).findLast((post) => post.text.includes("Tom in #help"));
    expect(textOf(card?.content)).toMatch(/Mood: .*angry/s);
    await desk.command("tom", "help", "/rapport optout");
    const left = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
      tx.rows<{ what: string }>(sql`
        select 'reading' as what from emotion_readings where person_id = ${tom?.id}
        union all select 'flag' from risk_flags where customer_id = ${tom?.id}
        union all select 'thread' from threads where customer_id = ${tom?.id} and (mood is not null or risk_score > 0)
        union all select 'turn' from turns t join messages m on m.id = t.message_id
          where m.author_id = ${tom?.id} and (t.emotion ->> 'kind' = 'tagged' or t.decision::text like '%signals%'
            or t.risk ->> 'signals' <> '[]')`),
    );
    expect(left).toEqual([]);
    const now = (await desk.posts("ana", "agents")).findLast((post) => post.text.includes("Tom in #help"));
    expect(textOf(now?.content)).not.toMatch(/angry|Negative emotion/);
  });

  it("can be taken back", async () => {
    await desk.command("tom", "help", "/rapport optout off");
    const before = await readings();
    await desk.say("tom", "help", "where is it, which one?");
    expect(await readings()).toBe(before + 1);
  });
});

describe("nobody is analysed", () => {
  const silent = async (work: () => Promise<unknown>): Promise<void> => {
    const before = { readings: await readings(), calls: desk.tagged.length };
    await work();
    expect({ readings: await readings(), calls: desk.tagged.length }).toEqual(before);
  };

  it("in a help desk, and not before the workspace's kind is known; both are served", async () => {
    for (const kind of ["helpdesk", null] as const) {
      await desk.setKind(kind);
      await desk.wait(HOUR);
      await silent(async () => {
        const event = desk.messageEvent(
          { personKey: `e-${kind}`, displayName: "Eve", isBot: false, standing: { groupKeys: [] } },
          { text: "furious: how do I change the delivery address?", mentionsBot: true },
        );
        await desk.accept(event);
      });
      const answers = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
        tx.rows<{ text: string }>(sql`select a.text from answers a join messages m on m.id = a.message_id
          join people p on p.id = m.author_id where p.person_key = ${`e-${kind}`}`),
      );
      expect(answers).toHaveLength(1);
    }
  });

  it("on the staff: agents, managers, admins, bots and people of the own organisation, quoting a customer or not", async () => {
    const asked = await desk.say("ines", "help", "@rapport how do I change the delivery address?");
    const own: readonly ActorRef[] = [
      actorOf("ana"),
      actorOf("clara"),
      actorOf("ada"),
      { personKey: "x1", displayName: "No standing", isBot: false },
      { personKey: "x2", displayName: "A bot", isBot: true },
    ];
    await silent(async () => {
      for (const actor of own)
        for (let round = 0; round < 8; round += 1)
          await desk.accept(
            desk.messageEvent(actor, {
              text: `> I am furious, this is horrible\nfurious indeed ${round}`,
              threadKey: round % 2 === 0 ? asked.postKey : null,
            }),
          );
    });
    await desk.setKind("company");
    await silent(async () => {
      for (const standing of [{ groupKeys: [] }, { homeWorkspaceKey: "web" }])
        await desk.accept(
          desk.messageEvent(
            { personKey: "colleague", displayName: "Cora", isBot: false, standing },
            { text: "furious" },
          ),
        );
    });
    const before = await readings();
    await desk.accept(
      desk.messageEvent(
        { personKey: "guest", displayName: "Gus", isBot: false, standing: { homeWorkspaceKey: "T-OTHER" } },
        { text: "I am furious, where is my parcel?" },
      ),
    );
    expect(await readings()).toBe(before + 1);
  });

  it("from the message on with which a person became staff", async () => {
    const uma = (role: "customer" | "agent"): ActorRef => ({
      personKey: "uma",
      displayName: "Uma",
      isBot: false,
      standing: { role },
    });
    await desk.join({ personKey: "uma", displayName: "Uma", role: "agent" });
    const root = desk.messageEvent(uma("customer"), { text: "furious, where is my parcel?" });
    const before = await readings();
    await desk.accept(root);
    expect(await readings()).toBe(before + 1);
    await silent(async () => {
      await desk.accept(
        desk.messageEvent(uma("agent"), { text: "furious still", threadKey: root.messageKey }),
      );
      await desk.wait(HOUR);
    });
  });
});

describe("the automated-assistant notice", () => {
  it("comes with the first answer, once for a person, in parallel first messages too", async () => {
    const people = Array.from({ length: 8 }, (_, at) => ({
      personKey: `new${at}`,
      displayName: `New ${at}`,
      role: "customer" as const,
    }));
    for (const person of people) await desk.join(person);
    const since = desk.clock.now();
    const posted = await desk.sayTogether(
      people.flatMap(({ personKey }) => [
        { personKey, channelKey: "help", text: "@rapport how do I change the delivery address?" },
        { personKey, channelKey: "general", text: "human please" },
      ]),
    );
    expect(posted).toHaveLength(2 * people.length);
    const said = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
      tx.rows<{ name: string; notice_at: string | null }>(
        sql`select display_name as name, notice_at from people where person_key like 'new%'`,
      ),
    );
    expect(said.filter((row) => row.notice_at !== null)).toHaveLength(people.length);
    const notices = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
      tx.rows<{ n: number }>(
        sql`select count(*)::int as n from web_posts where content::text like '%automated assistant%' and posted_at >= ${since.toISOString()}::timestamptz`,
      ),
    );
    expect(notices[0]?.n).toBe(people.length);
    for (const person of people)
      await desk.command(person.personKey, "help", "/rapport ask how do I change the delivery address?");
    const again = await desk.posts("new0", "help");
    expect(textOf(again.at(-1)?.content)).toContain("until 8 pm");
    expect(textOf(again.at(-1)?.content)).not.toContain("automated assistant");
  });

  it("comes with /rapport ask when that is the first answer", async () => {
    await desk.join({ personKey: "asker", displayName: "Asker", role: "customer" });
    for (const expected of [true, false]) {
      await desk.command("asker", "help", "/rapport ask how do I change the delivery address?");
      const told = textOf((await desk.posts("asker", "help")).at(-1)?.content);
      expect(told.includes("automated assistant")).toBe(expected);
    }
    await desk.command("ana", "help", "/rapport ask how do I change the delivery address?");
    expect(textOf((await desk.posts("ana", "help")).at(-1)?.content)).not.toContain("automated assistant");
  });
});

describe("the notice to one who is not analysed", () => {
  const MOOD = "analysed, including mood";

  it("does not speak of analysis: opted out, in a help desk, and where the workspace's kind is unknown", async () => {
    for (const [at, kind] of (["community", "helpdesk", null] as const).entries()) {
      await desk.setKind(kind);
      const keys = [`quiet${at}a`, `quiet${at}b`, `quiet${at}c`];
      for (const personKey of keys) {
        await desk.join({ personKey, displayName: `Quiet ${personKey}`, role: "customer" });
        if (kind === "community") await desk.command(personKey, "help", "/rapport optout");
      }
      const [first = "", second = "", third = ""] = keys;
      const asked = await desk.say(first, "help", "@rapport how do I change the delivery address?");
      const answered = textOf(await desk.posts(first, "help", asked.postKey));
      await desk.command(second, "help", "/rapport ask how do I change the delivery address?");
      const told = textOf((await desk.posts(second, "help")).at(-1)?.content);
      await desk.accept(
        desk.formEvent(third, { value: randomUUID(), values: { subject: "A lost parcel", details: "" } }),
      );
      const opened = textOf((await desk.posts(third, "help")).at(-1));
      for (const words of [answered, told, opened]) {
        expect(words).toContain("automated assistant");
        expect(words).not.toContain(MOOD);
      }
    }
  });

  it("speaks of it to everybody else", async () => {
    await desk.join({ personKey: "read", displayName: "Rea", role: "customer" });
    const asked = await desk.say("read", "help", "@rapport how do I change the delivery address?");
    expect(textOf(await desk.posts("read", "help", asked.postKey))).toContain(MOOD);
  });
});

describe("a hand-off", () => {
  it("says so and names the ticket; the wish for a human is heard again when there is one", async () => {
    const asked = await desk.say("jonas", "general", "human please");
    const words = async () =>
      (await desk.posts("jonas", "general", asked.postKey))
        .filter((post) => post.authorKey === "rapport")
        .map((post) => post.text);
    expect((await words())[0]).toMatch(/A person from the team will answer you here\. Ticket #\d+/);
    const tickets = await desk.read((stores) => stores.tickets.list({ limit: 100 }));
    await desk.say("jonas", "general", "human please!!", asked.postKey);
    expect(await words()).toHaveLength(2);
    expect(await desk.read((stores) => stores.tickets.list({ limit: 100 }))).toHaveLength(tickets.length);
    expect(textOf(await words())).not.toMatch(/angry|frustrat|churn|risk|mood:/i);
  });
});

describe("the survey", () => {
  const solveFor = async (personKey: string) => {
    await desk.wait(HOUR);
    const asked = await desk.say(personKey, "general", "human please, another matter");
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    if (!ticket) throw new Error("no ticket");
    await desk.press("ben", await cardOf(desk, ticket.number), CONTROLS.claim);
    await desk.press("ben", await cardOf(desk, ticket.number), CONTROLS.resolve);
    const survey = (await desk.posts(personKey, "general", asked.postKey)).find((post) =>
      post.text.includes("How was the help"),
    );
    return { asked, ticket, survey };
  };
  const settings = (change: { csatSampleEvery?: number; csatCooldownMs?: number }) =>
    desk.read((stores) => stores.tenant.changeSettings(change));

  it("is sent to every n-th, not within the cool-down, and once for a ticket", async () => {
    await desk.join({ personKey: "sam", displayName: "Sam", role: "customer" });
    await settings({ csatSampleEvery: 2 });
    const asked = [];
    for (let round = 0; round < 4; round += 1) asked.push((await solveFor("sam")).survey !== undefined);
    expect(asked).toEqual([true, false, true, false]);
    await settings({ csatSampleEvery: 1, csatCooldownMs: 3 * HOUR });
    await desk.join({ personKey: "kim", displayName: "Kim", role: "customer" });
    expect((await solveFor("kim")).survey).toBeDefined();
    expect((await solveFor("kim")).survey).toBeUndefined();
    await settings({ csatCooldownMs: 0 });
    const { asked: root, ticket } = await solveFor("kim");
    await desk.press("ben", await cardOf(desk, ticket.number), CONTROLS.reopen);
    await desk.press("ben", await cardOf(desk, ticket.number), CONTROLS.resolve);
    const surveys = (await desk.posts("kim", "general", root.postKey)).filter((post) =>
      post.text.includes("How was the help"),
    );
    expect(surveys).toHaveLength(1);
  });

  it("names the owner at the time it was sent, and tells that owner of a low rating, once", async () => {
    const { ticket, survey } = await solveFor("jonas");
    if (!survey) throw new Error("no survey");
    const ben = await personOf("ben");
    const ana = await personOf("ana");
    await desk.read((stores) => stores.tickets.change(ticket.id, { assigneeId: ana?.id ?? null }));
    await desk.press("jonas", survey, `${CONTROLS.rate}=2`);
    const told = async (key: string) => {
      const { channelKey } = await desk.desk.room.bot.directChannel(key);
      return (await desk.posts(key, channelKey)).filter((post) =>
        post.text.includes(`2 of 5 on ticket #${ticket.number}`),
      );
    };
    expect(await told("ben")).toHaveLength(1);
    expect(await told("ana")).toHaveLength(0);
    const id = textOf(survey.content).match(/"value":"([0-9a-f-]{36})\|1"/)?.[1] ?? "";
    expect(await desk.read((stores) => stores.csat.getSurvey(id))).toMatchObject({ ownerId: ben?.id });
  });

  it("keeps no row for a rating that was not given, nor a comment on one", async () => {
    const { survey } = await solveFor("ines");
    const id = textOf(survey?.content).match(/"value":"([0-9a-f-]{36})\|1"/)?.[1] ?? "";
    await desk.accept(
      desk.formEvent("ines", { formId: "csat-comment", value: id, values: { comment: "hm" } }),
    );
    expect((await desk.posts("ines", "help")).at(-1)?.text).toContain("Choose a rating first");
    const ines = await personOf("ines");
    const given = await desk.read((stores) => stores.csat.listByCustomer(ines?.id ?? ""));
    expect(given.filter((response) => response.surveyId === id)).toEqual([]);
    expect(await desk.desk.spine.deadLetters.list()).toEqual([]);
  });
});

describe("a role given while a message is read", () => {
  it("leaves no reading of whoever is staff now, and a rule of before is not heeded", async () => {
    await desk.command("jonas", "help", "/rapport optout off");
    await desk.say("jonas", "help", "hello there");
    const before = await readings();
    const troubles = await desk.troubles();
    desk.afterTagging(() =>
      desk.read(async (stores) => {
        const workspace = (await stores.workspaces.list())[0];
        if (!workspace) throw new Error("no workspace");
        const hand = { by: "ada", now: desk.clock.now() };
        await nameRole(stores, hand, workspace, { personKey: "jonas" }, "agent");
      }),
    );
    await desk.say("jonas", "help", "I am furious about the queue");
    expect(await readings()).toBe(before);
    expect((await personOf("jonas"))?.role).toBe("agent");
    expect(await desk.troubles()).toEqual(troubles);
  });
});
