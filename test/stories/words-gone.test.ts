import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_MEMBERS } from "../../adapters/web/index.ts";
import { cardOf, openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

const member = (key: string) => {
  const found = DEFAULT_MEMBERS.find(({ personKey }) => personKey === key);
  if (!found) throw new Error(`no persona ${key}`);
  return found;
};
const latestTicket = async () => {
  const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
  if (!ticket) throw new Error("no ticket");
  return ticket;
};
/** Where the team could still read the words. */
const kept = async (words: string): Promise<readonly string[]> => {
  const rows = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
    tx.rows<{ place: string }>(sql`
      select 'flag' as place from risk_flags where signals::text like ${`%${words}%`}
      union all select 'turn' from turns where risk::text like ${`%${words}%`} or decision::text like ${`%${words}%`}
      union all select 'ticket' from tickets where subject like ${`%${words}%`}
      union all select 'message' from messages where text like ${`%${words}%`}`),
  );
  const digests = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
    tx.rows<{ place: string }>(
      sql`select 'digest' as place from digests where summary::text like ${`%${words}%`}`,
    ),
  );
  const posted = (await desk.posts("clara", "managers")).filter((post) =>
    textOf(post.content).includes(words),
  );
  const { number } = await latestTicket();
  const onCard = textOf((await cardOf(desk, number)).content).includes(words);
  return [
    ...[...rows, ...digests].map(({ place }) => place),
    ...posted.map(() => "digest post"),
    ...(onCard ? ["card"] : []),
  ];
};

describe("words that a customer took back", () => {
  it("by deleting them are nowhere with the team; the flag falls, the ticket stays", async () => {
    const asked = await desk.say("maya", "general", "I want my money back. I will cancel my account.");
    const { threadId, number } = await latestTicket();
    await desk.command("clara", "managers", "/rapport digest");
    expect(await kept("cancel my account")).toEqual(
      expect.arrayContaining(["card", "digest", "digest post", "flag", "message", "ticket", "turn"]),
    );
    await desk.desk.room.people.remove(member("maya"), asked.postKey);
    await desk.wait(1_000);
    expect(await kept("cancel my account")).toEqual([]);
    expect(await desk.read((stores) => stores.riskFlags.listByThread(threadId))).toEqual([]);
    expect(await desk.read((stores) => stores.threads.get(threadId))).toMatchObject({
      riskLevel: "low",
      flaggedAt: null,
    });
    expect(await latestTicket()).toMatchObject({ number, state: "open" });
    expect(await desk.troubles()).toEqual([]);
  });

  it("by editing them are read anew: new evidence takes the place of the old", async () => {
    const asked = await desk.say("tom", "general", "I want my money back. I will cancel my account.");
    const { threadId } = await latestTicket();
    await desk.command("clara", "managers", "/rapport digest");
    const edit = async (text: string): Promise<void> => {
      desk.clock.advance(1_000);
      await desk.desk.room.people.edit(member("tom"), asked.postKey, { clientKey: randomUUID(), text });
      await desk.wait(1_000);
    };
    await edit("I demand a refund. I will cancel my contract.");
    expect(await kept("cancel my account")).toEqual([]);
    const flag = await desk.read((stores) => stores.riskFlags.findOpen(threadId));
    expect(flag?.signals.map(({ quote }) => quote)).toContain("I will cancel my contract.");
    const digests = (await desk.posts("clara", "managers")).map((post) => textOf(post.content));
    expect(digests.join()).toContain("the customer took the words back");
    await edit("All is well.");
    expect(await kept("cancel my contract")).toEqual([]);
    expect(await desk.read((stores) => stores.riskFlags.findOpen(threadId))).toBeNull();
    expect(await desk.troubles()).toEqual([]);
  });
});
