import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import { HOUR } from "../../src/domain/time.ts";
import { cardOf, openQuickDesk, type QuickDesk } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

describe("a customer who rated the help low", () => {
  it("is flagged sooner when something goes wrong again", async () => {
    const asked = await desk.say("jonas", "general", "human please, my parcel is lost");
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    const card = await cardOf(desk, ticket?.number ?? 0);
    await desk.press("ben", card, CONTROLS.resolve);
    const survey = (await desk.posts("jonas", "general", asked.postKey)).find((post) =>
      post.text.includes("How was the help"),
    );
    if (!survey) throw new Error("no survey");
    await desk.press("jonas", survey, `${CONTROLS.rate}=1`);
    await desk.wait(HOUR);
    await desk.say("jonas", "help", "I want my money back.");
    const newest = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    const flag = await desk.read((stores) => stores.riskFlags.findOpen(newest?.threadId ?? ""));
    expect(flag?.signals.map(({ detail }) => detail)).toEqual(["rated 1 of 5", "wants money back"]);
  });
});
