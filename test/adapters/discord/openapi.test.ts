import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AGENTS, CHANNEL, FORUM, PEOPLE } from "./double/fake-discord.ts";
import { openApiJudge } from "./openapi.ts";
import { openStage, type Stage } from "./story/stage.ts";

/** Discord's own description of its API; not in this repository. */
const FILE = process.env.DISCORD_OPENAPI ?? "";

describe.skipIf(!existsSync(FILE))(
  "every request and answer, by Discord's own OpenAPI document",
  { timeout: 120_000 },
  () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage();
      await stage.upload(
        "refunds.md",
        "# Refunds\n\n## Late parcels\n\nIf an express parcel arrives late, we refund the full delivery price.\n",
      );
    }, 60_000);
    afterAll(() => stage?.close());

    it("is as described: answers, cards, forms, threads, commands, files, tags", async () => {
      const { customer, other, staff, owner } = PEOPLE;
      await stage.command(owner, CHANNEL, "/rapport setup");
      await stage.press(owner, stage.whisper(owner), "Community");
      await stage.press(owner, stage.whisper(owner), "customers write here");
      for (const [channelKey, label] of [
        [FORUM, "customers write here"],
        [AGENTS, "the agents' channel"],
      ] as const) {
        await stage.command(owner, channelKey, "/rapport setup");
        await stage.press(owner, stage.whisper(owner), label);
      }
      const asked = await stage.say(
        customer,
        CHANNEL,
        "@rapport my express parcel came late again, I want my money back or I cancel",
      );
      await stage.press(customer, stage.posts(asked.id)[0], "Not helpful");
      await stage.press(customer, stage.whisper(customer), "Open a ticket");
      await stage.submit(customer, { details: "Order 4711" });
      const card = stage.posts(AGENTS).at(-1);
      for (const label of ["Claim", "Why?", "Reply"]) await stage.press(staff, card, label);
      await stage.submit(staff, { text: "It is on its way." });
      await stage.press(staff, card, "Resolve");
      await stage.press(customer, stage.posts(asked.id).at(-1), "5 · very good");
      const post = await stage.openPost(
        other,
        FORUM,
        "Late",
        "@rapport my express parcel came late, what do I get back?",
      );
      await stage.press(other, stage.posts(post.id)[0], "Solved");
      await stage.command(other, CHANNEL, "/rapport ticket");
      await stage.submit(other, { subject: "Invoice" });
      await stage.command(customer, CHANNEL, "/rapport privacy");
      await stage.press(customer, stage.whisper(customer), "Send me everything");
      await stage.command(owner, AGENTS, "/rapport digest");
      const judge = openApiJudge(FILE);
      const { calls } = stage.discord;
      expect(calls.length).toBeGreaterThan(40);
      expect([...new Set(calls.flatMap(judge))]).toEqual([]);
      expect([...new Set(calls.flatMap(judge))]).toEqual([]);
    });
  },
);
