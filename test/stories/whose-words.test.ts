import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOUR } from "../../src/domain/time.ts";
import { openQuickDesk, type QuickDesk } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

const THREAT = "This is the third time I write. I want my money back. I will cancel my account.";

const threadOf = (postKey: string, channelKey = "general") =>
  desk.read(async (stores) => {
    const channel = (await stores.channels.list()).find((one) => one.channelKey === channelKey);
    return stores.threads.findByKey(channel?.id ?? "", postKey);
  });
const personOf = (key: string) =>
  desk.read(async (stores) => {
    const workspace = (await stores.workspaces.list())[0];
    const person = await stores.people.findByKey(workspace?.id ?? "", key);
    if (!person) throw new Error(`no person ${key}`);
    return person;
  });
const readings = async (): Promise<number> => {
  const rows = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
    tx.rows<{ n: number }>(sql`select count(*)::int as n from emotion_readings`),
  );
  return rows[0]?.n ?? -1;
};
const flags = async (): Promise<number> => {
  const rows = await desk.database.transaction("rapport_desk", desk.tenantId, (tx) =>
    tx.rows<{ n: number }>(sql`select count(*)::int as n from risk_flags`),
  );
  return rows[0]?.n ?? -1;
};

describe("a thread whose customer is not analysed", () => {
  it("is not judged by that customer's words when somebody else writes in it", async () => {
    await desk.command("maya", "general", "/rapport optout");
    const asked = await desk.say("maya", "general", THREAT);
    await desk.say("jonas", "general", "same here, any news?", asked.postKey);
    expect(await flags()).toBe(0);
    expect(await threadOf(asked.postKey)).toMatchObject({ riskLevel: "low", riskScore: 0, flaggedAt: null });
    await desk.command("maya", "general", "/rapport optout off");
    await desk.wait(HOUR);
  });

  it("keeps its customer's risk when one who is not analysed writes in it", async () => {
    const asked = await desk.say("tom", "general", THREAT);
    const before = await threadOf(asked.postKey);
    expect(before?.riskLevel).toBe("high");
    await desk.command("jonas", "general", "/rapport optout");
    await desk.say("jonas", "general", "I cancel too, I want my money back", asked.postKey);
    expect(await threadOf(asked.postKey)).toMatchObject({
      riskLevel: "high",
      riskScore: before?.riskScore,
    });
  });
});

describe("a message that was judged before its author opted out", () => {
  it("waits for a choice that is just being committed, and heeds it", async () => {
    // The embedded database has one session: there nothing can be in the middle of anything.
    if (desk.database.kind === "pglite") return;
    const before = await readings();
    const maya = await personOf("maya");
    let committed: Promise<void> = Promise.resolve();
    desk.afterTagging(async () => {
      await new Promise<void>((isHeld) => {
        committed = desk.read(async (stores) => {
          await stores.people.setOptedOut(maya.id, desk.clock.now());
          isHeld();
          await new Promise((resolve) => setTimeout(resolve, 150));
        });
      });
    });
    const asked = await desk.say("maya", "general", THREAT);
    await committed;
    expect(await readings()).toBe(before);
    expect(await threadOf(asked.postKey)).toMatchObject({ riskLevel: "low", mood: null });
    await desk.read((stores) => stores.people.setOptedOut(maya.id, null));
  });

  it("leaves no reading and no flag when it is committed after it", async () => {
    const before = { flags: await flags(), readings: await readings() };
    desk.afterTagging(async () => {
      const ines = await personOf("ines");
      await desk.read((stores) => stores.people.setOptedOut(ines.id, desk.clock.now()));
    });
    const asked = await desk.say("ines", "general", THREAT);
    expect({ flags: await flags(), readings: await readings() }).toEqual(before);
    const thread = await threadOf(asked.postKey);
    expect(thread).toMatchObject({ riskLevel: "low", riskScore: 0, mood: null });
    const turns = await desk.read((stores) => stores.turns.listByThread(thread?.id ?? ""));
    expect(turns.map(({ emotion, risk }) => [emotion, risk.signals])).toEqual([
      [{ kind: "not-analysed", reason: "opted-out" }, []],
    ]);
    expect(await desk.troubles()).toEqual([]);
  });
});
