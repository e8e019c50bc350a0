import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import { DAY, HOUR } from "../../src/domain/time.ts";
import { openQuickDesk, type QuickDesk } from "./quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

/** A customer asks for a person; the ticket's thread, answered by an agent. */
async function answeredTicket(words: string): Promise<{ threadKey: string; number: number }> {
  // Long enough after what was said before to be a request of its own.
  await desk.wait(HOUR);
  const asked = await desk.say("maya", "help", words);
  await desk.say("ana", "help", "Which order is it?", asked.postKey);
  return { threadKey: asked.postKey, number: (await newestTicket()).number };
}
const newestTicket = async () => {
  const [ticket] = await desk.read((stores) => stores.tickets.list({ limit: 1 }));
  if (!ticket) throw new Error("no ticket");
  return ticket;
};
const stateOf = (number: number) =>
  desk.read(async (stores) => (await stores.tickets.findByNumber(number))?.state);
const lastIn = async (threadKey: string) => {
  const post = (await desk.posts("maya", "help", threadKey)).at(-1);
  if (!post) throw new Error("nothing was said");
  return post;
};

describe("a customer who does not answer", { timeout: 60_000 }, () => {
  it("is reminded after two days and the ticket closes after three more; a word opens it again", async () => {
    const { threadKey, number } = await answeredTicket("I want to talk to a human about my order");
    expect(await stateOf(number)).toBe("pending");
    await desk.wait(2 * DAY - HOUR);
    expect((await lastIn(threadKey)).text).toBe("Which order is it?");
    await desk.wait(HOUR);
    expect((await lastIn(threadKey)).text).toContain(
      `Ticket #${number} waits for your answer. Without an answer it closes in 3 d.`,
    );
    await desk.wait(3 * DAY);
    expect((await lastIn(threadKey)).text).toContain("is closed, because no answer came");
    expect(await stateOf(number)).toBe("solved");
    expect((await desk.posts("maya", "help", threadKey)).map(({ text }) => text).join()).not.toContain(
      "How was the help",
    );
    await desk.say("maya", "help", "It is order 4711, sorry, I was away. When will it come?", threadKey);
    expect(await stateOf(number)).toBe("open");
  });

  it("who answers in time is not reminded, and each answer of the team begins the wait anew", async () => {
    const { threadKey, number } = await answeredTicket("I want to talk to a human about my invoice");
    await desk.wait(DAY);
    await desk.say("maya", "help", "Invoice 12, the one of May.", threadKey);
    await desk.wait(3 * DAY);
    const words = async () => (await desk.posts("maya", "help", threadKey)).map(({ text }) => text).join();
    expect(await words()).not.toContain("waits for your answer");
    await desk.say("ana", "help", "It is corrected. Can you see it?", threadKey);
    await desk.wait(2 * DAY);
    expect(await words()).toContain(`Ticket #${number} waits for your answer`);
  });

  it("the reminder's buttons say which it is: the customer's own, nobody else's", async () => {
    const { threadKey, number } = await answeredTicket("Please let me talk to a human about my refund");
    await desk.wait(2 * DAY);
    const reminder = await lastIn(threadKey);
    await desk.press("tom", reminder, CONTROLS.customerSolved);
    expect(await stateOf(number)).toBe("pending");
    await desk.press("maya", reminder, CONTROLS.customerWaits);
    expect(await stateOf(number)).toBe("open");
    await desk.wait(4 * DAY);
    expect(await stateOf(number)).toBe("open");
    await desk.say("ana", "help", "Sorry, here it is.", threadKey);
    await desk.wait(2 * DAY);
    await desk.press("maya", await lastIn(threadKey), CONTROLS.customerSolved);
    expect(await stateOf(number)).toBe("solved");
    expect(await desk.troubles()).toEqual([]);
  });

  it("who waits when a company switches it off is neither reminded nor closed", async () => {
    const usual = (await desk.read((stores) => stores.tenant.get())).settings;
    const change = (settings: Partial<typeof usual>) =>
      desk.read((stores) => stores.tenant.changeSettings(settings));
    const unreminded = await answeredTicket("I want to talk to a human: the wrong colour came");
    await change({ remindCustomerAfterMs: 0 });
    await desk.wait(2 * DAY);
    expect((await lastIn(unreminded.threadKey)).text).toBe("Which order is it?");
    await desk.wait(3 * DAY);
    expect(await stateOf(unreminded.number)).toBe("solved");
    await change({ remindCustomerAfterMs: usual.remindCustomerAfterMs });
    const reminded = await answeredTicket("I want to talk to a human: the wrong size came");
    await desk.wait(2 * DAY);
    expect((await lastIn(reminded.threadKey)).text).toContain("waits for your answer");
    await change({ closeSilentAfterMs: 0 });
    await desk.wait(30 * DAY);
    expect(await stateOf(reminded.number)).toBe("pending");
    await change({ closeSilentAfterMs: usual.closeSilentAfterMs });
  });

  it("nobody is reminded where a company does not want it", async () => {
    await desk.read((stores) =>
      stores.tenant.changeSettings({ remindCustomerAfterMs: 0, closeSilentAfterMs: 0 }),
    );
    const { number } = await answeredTicket("I want to talk to a human: my parcel is lost");
    await desk.wait(30 * DAY);
    expect(await stateOf(number)).toBe("pending");
  });
});

describe("outside of working hours", { timeout: 60_000 }, () => {
  it("who is passed to the team hears when it is back, and the promise to answer waits for that", async () => {
    await desk.read((stores) =>
      stores.tenant.changeSettings({
        workingHours: { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 9 * 60, untilMinute: 17 * 60 },
      }),
    );
    const now = desk.clock.now();
    const evening = new Date(now);
    evening.setUTCHours(20, 0, 0, 0);
    await desk.wait(evening.getTime() - now.getTime() + (evening < now ? DAY : 0));
    const asked = await desk.say("maya", "help", "I need to speak to a human about my contract");
    expect((await lastIn(asked.postKey)).text).toContain(
      "The team is away now and back tomorrow at 09:00 (UTC).",
    );
    const { dueAt } = await newestTicket();
    expect(dueAt?.toISOString()).toContain("T13:00:00");
  });
});
