import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import { cardOf, openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

const THREAT = "I want my money back. I will cancel my account.";

const latestTicket = async () => {
  const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
  if (!ticket) throw new Error("no ticket");
  return ticket;
};
const openFlag = (threadId: string) => desk.read((stores) => stores.riskFlags.findOpen(threadId));
const riskOf = async (threadId: string) =>
  (await desk.read((stores) => stores.threads.get(threadId)))?.riskLevel;

describe("a flag that was called no risk", () => {
  it("is not raised again by the next message, and is by evidence of another kind, once", async () => {
    const asked = await desk.say("maya", "general", THREAT);
    const { number, threadId } = await latestTicket();
    expect(await openFlag(threadId)).not.toBeNull();
    await desk.press("ana", await cardOf(desk, number), CONTROLS.notARisk);
    await desk.say("maya", "general", "did you see it, which one?", asked.postKey);
    await desk.say("maya", "general", "Cancelling my account it is, and I demand a refund.", asked.postKey);
    expect(await openFlag(threadId)).toBeNull();
    expect(await riskOf(threadId)).toBe("low");
    expect(textOf((await cardOf(desk, number)).content)).not.toContain('Not a risk"');
    await desk.say("maya", "general", "I asked this twice already, nobody answers!", asked.postKey);
    expect((await openFlag(threadId))?.signals.map((signal) => signal.name)).toContain("asked-again");
    await desk.say("maya", "general", "nobody answers", asked.postKey);
    expect(await desk.read((stores) => stores.riskFlags.listByThread(threadId))).toHaveLength(2);
  });
});
