import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/domain/time.ts";
import { openQuickDesk, type QuickDesk } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

const answers = async (personKey: string, postKey: string): Promise<number> =>
  (await desk.posts(personKey, "help", postKey)).filter((post) => post.authorKey === "rapport").length;
const threadOf = (postKey: string) =>
  desk.read(async (stores) => {
    const channel = (await stores.channels.list()).find((one) => one.channelKey === "help");
    return stores.threads.findByKey(channel?.id ?? "", postKey);
  });

describe("a customer who is named by another customer", () => {
  it("is left to that helper for a while, and answered when nothing came of it", async () => {
    const asked = await desk.say("maya", "help", "How do I change the delivery address of my parcel?");
    await desk.say("tom", "help", "@Maya lol");
    await desk.wait(MINUTE);
    expect(await answers("maya", asked.postKey)).toBe(0);
    expect((await threadOf(asked.postKey))?.botQuietAt).toBeNull();
    await desk.wait(2 * MINUTE);
    expect(await answers("maya", asked.postKey)).toBe(1);
    await desk.wait(15 * MINUTE);
  });

  it("waits no longer for being named again and again", async () => {
    const asked = await desk.say("ines", "help", "How do I change the delivery address of my parcel?");
    for (let round = 0; round < 3; round += 1) {
      await desk.say("tom", "help", `@Ines lol ${round}`);
      await desk.wait(MINUTE);
    }
    expect(await answers("ines", asked.postKey)).toBe(1);
    await desk.wait(15 * MINUTE);
  });

  it("and goes on talking is left to people first, then answered", async () => {
    await desk.join({ personKey: "lea", displayName: "Lea", role: "customer" });
    const asked = await desk.say("lea", "help", "hello, my box is late");
    await desk.say("tom", "help", "@Lea mine was late too");
    const again = await desk.say("lea", "help", "How do I change the delivery address of my parcel?");
    await desk.wait(MINUTE);
    expect((await answers("lea", asked.postKey)) + (await answers("lea", again.postKey))).toBe(0);
    await desk.wait(3 * MINUTE);
    expect((await answers("lea", asked.postKey)) + (await answers("lea", again.postKey))).toBe(1);
    await desk.wait(15 * MINUTE);
  });

  it("is left to the team for good when one of the team does so", async () => {
    const asked = await desk.say("jonas", "help", "How do I change the delivery address of my parcel?");
    await desk.say("ana", "help", "@Jonas on the tracking page");
    await desk.wait(15 * MINUTE);
    expect(await answers("jonas", asked.postKey)).toBe(0);
    expect((await threadOf(asked.postKey))?.botQuietAt).not.toBeNull();
  });
});
