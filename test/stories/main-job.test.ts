import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS } from "../../src/desk/control-ids.ts";
import { MINUTE } from "../../src/domain/time.ts";
import { controlsOf, openTestDesk, type TestDesk } from "../support/desk.ts";

const ARTICLE = `# Refunds and compensation

## Late parcels

If an express parcel arrives late, we refund the full delivery price. You get the refund within 5 working days after you report it at https://help.parcels.example/refunds.

## Lost parcels

A parcel counts as lost after 10 working days without a scan. We then pay up to 500 euro.

# Changing the address

## After dispatch

You can change the delivery address until 8 pm on the day before delivery. Open the tracking page and choose "Change address".
`;

const ANGRY =
  "This is the third time I ask! My express parcel is a week late, nobody answers. I want my money back or I will cancel my account.";

let desk: TestDesk;

beforeAll(async () => {
  desk = await openTestDesk();
  const added = await desk.desk.library.add(desk.tenantId, {
    name: "refunds.md",
    bytes: new TextEncoder().encode(ARTICLE),
    url: "https://help.parcels.example/refunds",
  });
  expect(added.kind).toBe("added");
}, 60_000);

afterAll(async () => {
  await desk.close();
});

const textOf = (value: unknown): string => JSON.stringify(value);

describe("the main job", () => {
  it("answers an angry customer from the documents, flags the thread, opens and assigns a ticket, solves it and asks for a rating", async () => {
    const asked = await desk.say("maya", "help", `@rapport ${ANGRY}`);
    const [answer] = await desk.posts("maya", "help", asked.postKey);
    expect(answer?.text).toContain("we refund the full delivery price");
    expect(textOf(answer?.content)).toContain("https://help.parcels.example/refunds");
    expect(textOf(answer?.content)).toContain("automated assistant");
    expect(textOf(answer?.content)).not.toMatch(/anger|angry|churn|risk/i);

    const card = (await desk.posts("ana", "agents")).at(-1);
    expect(card?.content?.accent).toBe("high");
    expect(textOf(card?.content)).toContain("I will cancel my account");
    expect(textOf(card?.content)).toContain("least busy of 2");
    expect(textOf(card?.content)).toContain("Negative emotion share");
    if (!card) throw new Error("no card");

    await desk.press("ana", card, CONTROLS.claim);
    expect(textOf((await desk.posts("ana", "agents")).at(-1)?.content)).toContain("Claimed by Ana");

    await desk.say(
      "ana",
      "help",
      "Sorry about the wait. Your refund of 12.90 is on its way, you will see it on Thursday.",
      asked.postKey,
    );
    await desk.say("maya", "help", "Will it be the full amount?", asked.postKey);
    expect(
      (await desk.posts("maya", "help", asked.postKey)).filter((post) => post.authorKey === "rapport"),
    ).toHaveLength(1);

    const current = (await desk.posts("ana", "agents")).at(-1);
    if (!current) throw new Error("no card");
    await desk.press("ana", current, CONTROLS.resolve);
    const survey = (await desk.posts("maya", "help", asked.postKey)).at(-1);
    if (!survey) throw new Error("no survey");
    expect(controlsOf(survey)).toHaveLength(5);
    await desk.press("maya", survey, `${CONTROLS.rate}=5`);
    expect(textOf((await desk.posts("maya", "help", asked.postKey)).at(-1)?.content)).toContain(
      "the rating is in",
    );
    expect(textOf((await desk.posts("ana", "agents")).at(-1)?.content)).toContain("Rated 5 of 5 by Maya");
  });

  it("answers /history, /stats and the rest, each in its limits", async () => {
    const said = async (person: string, command: string): Promise<string> => {
      await desk.command(person, person === "maya" ? "help" : "agents", command);
      return textOf((await desk.posts(person, person === "maya" ? "help" : "agents")).at(-1)?.content);
    };
    expect(await said("ana", "/history @Maya")).toContain("5/5");
    expect(await said("ana", "/history @Ben")).toContain("never analysed");
    expect(await said("ana", "/stats")).toContain("customer messages");
    expect(await said("maya", "/stats")).toContain("for the support team");
    expect(await said("maya", "/history")).toContain("#1");
    expect(await said("maya", "/rapport help")).toContain("automated assistant");
    expect(await said("maya", "/rapport ask how do I change the delivery address?")).toContain("until 8 pm");
    expect(await said("maya", "/rapport privacy")).toContain("Mood readings");
  });

  it("posts a digest with its chart to the managers", async () => {
    await desk.command("clara", "managers", "/rapport digest");
    const digest = (await desk.posts("clara", "managers")).find((post) =>
      post.content?.blocks.some((block) => block.type === "image"),
    );
    expect(digest?.text).toContain("Daily digest");
    expect(textOf(digest?.content)).toContain("100 % good of 1");
    expect(textOf(digest?.content)).toMatch(/anger 1/);
  }, 30_000);

  it("brings a human to whoever asks for one, as the first message too", async () => {
    const asked = await desk.say("tom", "general", "human please");
    expect((await desk.posts("tom", "general", asked.postKey)).at(-1)?.text).toContain(
      "A person from the team",
    );
    expect((await desk.posts("ben", "agents")).at(-1)?.text).toContain("Tom");
  });

  it("waits for the asker's silence, then answers unasked where it may", async () => {
    const first = await desk.say("ines", "help", "Hello,");
    await desk.say("ines", "help", "how do I change the delivery address of my parcel?");
    expect(await desk.posts("ines", "help", first.postKey)).toHaveLength(0);
    await desk.wait(7_000);
    expect((await desk.posts("ines", "help", first.postKey)).at(-1)?.text).toContain("until 8 pm");
  });

  it("answers two questions of one person each under itself", async () => {
    const first = await desk.say("ines", "general", "@rapport how do I change the delivery address?");
    const second = await desk.say("ines", "general", "@rapport how much do you pay for a lost parcel?");
    expect((await desk.posts("ines", "general", first.postKey)).at(-1)?.text).toContain("until 8 pm");
    expect((await desk.posts("ines", "general", second.postKey)).at(-1)?.text).toContain("500 euro");
  });

  it("passes on what the documents do not hold, and says so", async () => {
    const asked = await desk.say("jonas", "help", "@rapport do you sell gift cards for birthdays?");
    expect((await desk.posts("jonas", "help", asked.postKey)).at(-1)?.text).toMatch(
      /passed it to the team.*Ticket #\d+/,
    );
  });

  it("stays silent on noise and when nobody asked", async () => {
    const before = (await desk.posts("jonas", "help")).length;
    const thanks = await desk.say("jonas", "general", "thanks all, have a nice day");
    await desk.wait(10 * MINUTE);
    expect(await desk.posts("jonas", "general", thanks.postKey)).toHaveLength(0);
    expect(await desk.posts("jonas", "help")).toHaveLength(before);
  });

  it("reads nobody on the staff and nobody who opted out", async () => {
    await desk.command("ines", "help", "/rapport optout");
    await desk.say("ines", "help", "I hate this, it is horrible and I am furious");
    await desk.say("ben", "help", "I hate this printer, it is horrible");
    const readings = await desk.foundations.store.transaction(desk.tenantId, async (stores) => {
      const workspace = (await stores.workspaces.list())[0];
      const people = await Promise.all(
        ["ines", "ben", "ana"].map((key) => stores.people.findByKey(workspace?.id ?? "", key)),
      );
      const found: number[] = [];
      for (const person of people)
        found.push(person ? (await stores.emotions.moodsOfPerson(person.id, 10)).length : -1);
      return found;
    });
    expect(readings).toEqual([0, 0, 0]);
  });

  it("gives a person everything that is stored, and then forgets it", async () => {
    await desk.command("tom", "help", "/rapport privacy");
    const privacy = (await desk.posts("tom", "help")).at(-1);
    if (!privacy) throw new Error("no privacy card");
    await desk.press("tom", privacy, CONTROLS.privacyErase);
    const confirm = (await desk.posts("tom", "help")).at(-1);
    if (!confirm) throw new Error("nothing to confirm");
    await desk.press("tom", confirm, CONTROLS.privacyEraseConfirmed);
    expect((await desk.posts("tom", "help")).at(-1)?.text).toMatch(/Erased: \d+ rows/);
    const left = (await desk.posts("ana", "general")).filter((post) => post.authorKey === "tom");
    expect(left.map((post) => post.text).join("")).toBe("");
  });

  it("left no dead letter and no unsent post behind", async () => {
    expect(await desk.desk.spine.deadLetters.list()).toEqual([]);
    expect(await desk.desk.spine.uncertain.list()).toEqual([]);
    expect(await desk.desk.spine.stats()).toMatchObject({
      inboxDepth: 0,
      outboxDepth: 0,
      deadLetters: 0,
      uncertain: 0,
      failed: 0,
    });
  });
});
