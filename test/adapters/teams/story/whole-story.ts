import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANGRY, ARTICLE, REPLY } from "../../../support/story-words.ts";
import { chartsIn, wordsOfCard } from "../read-card.ts";
import { createPlayer, type Player } from "./player.ts";
import {
  type ChannelName,
  PEOPLE,
  type PersonName,
  PRIVATE_CHANNELS,
  STANDARD_CHANNELS,
  type TeamsMessage,
  type TeamsWorkspace,
} from "./workspace.ts";

export interface Stage {
  readonly workspace: TeamsWorkspace;
  /** The managers' channel is open to the whole team here, so that managers are named one by one. */
  readonly isLeadsOpen?: boolean;
  /** Calls of ours that Teams refused, in words. */
  refusals?(): readonly string[];
  /** A document for the desk to answer from. */
  upload(name: string, markdown: string): Promise<void>;
  close(): Promise<void>;
}

/** A crowded machine needs most of it to draw the digest's chart. */
const A_STEP_MS = 60_000;
/** Teams refuses what is larger, in UTF-16. */
const MOST_BYTES = 100_000;

const wordsOf = (messages: readonly TeamsMessage[]): string =>
  messages.map(({ card, text }) => (card === null ? text : wordsOfCard(card))).join("\n");

/**
 * The product's main job in Teams, from the first `rapport setup` to the digest. What is asserted is what people see
 * there; the desk is asked nothing.
 */
export function describeWholeStory(title: string, open: () => Promise<Stage>, openMs: number): void {
  describe(title, { timeout: A_STEP_MS }, () => {
    let stage: Stage;
    let player: Player;
    let asked: string;
    let cardKey: string;
    beforeAll(async () => {
      stage = await open();
      player = createPlayer(stage.workspace);
      await stage.upload("refunds.md", ARTICLE);
    }, openMs);
    afterAll(() => stage?.close());

    const botsIn = async (channel: ChannelName, threadKey: string): Promise<readonly TeamsMessage[]> =>
      (await player.thread(channel, threadKey)).filter(({ isBot }) => isBot);
    const card = async (): Promise<TeamsMessage | undefined> =>
      (await player.top("support-team")).find(({ messageKey }) => messageKey === cardKey);

    it("serves people before anything is set up, and says to nobody but an admin how it is set up", async () => {
      const early = await player.say("omar", "help", "@rapport how much do you pay for a lost parcel?");
      expect(wordsOf(await botsIn("help", early))).toContain("500 euro");
      await player.say("omar", "help", "@rapport rapport setup");
      expect(await player.told("omar")).toContain("/rapport setup is for admins");
    });

    it("is set up from inside Teams: kind, what channels are for, modes, roles", async () => {
      await player.say("olga", "help", "@rapport rapport setup");
      await player.press("olga", await player.newest("olga"), "Community");
      expect(await player.told("olga")).toContain("Community: members are customers");
      await player.press("olga", await player.newest("olga"), "customers write here");
      expect(await player.told("olga")).toContain("#help (mention)");
      await player.say("olga", "support-team", "@rapport rapport setup");
      await player.press("olga", await player.newest("olga"), "the agents' channel");
      await player.say("olga", "leads", "@rapport rapport setup");
      await player.press("olga", await player.newest("olga"), "the managers' channel");
      expect(await player.told("olga")).toMatch(/#support-team[\s\S]*#leads/);
      await player.say("olga", "help", "@rapport rapport setup");
      await player.press("olga", await player.newest("olga"), "Name agents and managers");
      const ben = `person:${player.workspace.personKey("ben")}`;
      await player.submit("olga", { who: ben, role: "agent" });
      expect(await player.told("olga")).toContain("an agent from now on");
      await player.say("olga", "leads", "@rapport rapport role @ben agent");
      expect(await player.told("olga")).toMatch(/an agent from now on/);
      if (!stage.isLeadsOpen) return;
      await player.say("olga", "leads", "@rapport rapport role @mira manager");
      expect(await player.told("olga")).toMatch(/a manager from now on/);
    });

    it("a mode is changed from Teams and counts at once", async () => {
      await player.say("olga", "help", "@rapport rapport setup");
      await player.press("olga", await player.newest("olga"), "Off");
      const silent = await player.say("omar", "help", "@rapport how much do you pay for a lost parcel?");
      expect(await botsIn("help", silent)).toEqual([]);
      await player.press("olga", await player.newest("olga"), "Mention");
      expect(await player.told("olga")).toContain("#help (mention)");
    });

    it("a customer asks and is answered in the thread, with the source", async () => {
      asked = await player.say("maya", "help", `@rapport ${ANGRY}`);
      const answers = await botsIn("help", asked);
      expect(answers).toHaveLength(1);
      const words = wordsOf(answers);
      expect(words).toContain("we refund the full delivery price");
      expect(words).toContain("Refunds and compensation › Late parcels");
      expect(words).toContain("automated assistant");
      expect(words).toMatch(/Solved[\s\S]*Not helpful[\s\S]*Talk to a human/);
      expect(words).not.toMatch(/anger|angry|churn|risk/i);
    });

    it("the agents see a card with the evidence", async () => {
      const cards = (await player.top("support-team")).filter(({ isBot }) => isBot);
      const words = wordsOf(cards);
      expect(words).toContain("I will cancel my account");
      expect(words).toContain("Negative emotion share");
      cardKey = cards.at(-1)?.messageKey ?? "";
    });

    it("“Not helpful” offers a ticket, whose dialog comes filled in", async () => {
      const [answer] = await botsIn("help", asked);
      await player.press("maya", answer, "Not helpful");
      await player.press("maya", await player.newest("maya"), "Open a ticket");
      expect(player.dialogBefore("maya")).toContain("This is the third time I ask!");
      await player.submit("maya", { details: "Order 4711, paid on Monday." });
      const told = (await player.workspace.messages("support-team")).filter(({ isBot }) => isBot);
      expect(wordsOf(told)).toContain("Order 4711, paid on Monday.");
      expect(wordsOf(await player.thread("help", asked))).not.toContain("Order 4711");
    });

    it("an agent claims it on the card, which shows its new state to whoever looks", async () => {
      const { card: seen } = await player.press("ana", await card(), "Claim");
      expect(wordsOfCard(seen)).toContain("Claimed by ana");
      expect(wordsOf([await card()].filter((one) => one !== undefined))).toContain("Claimed by ana");
      const { refresh } = (await card())?.card ?? {};
      const looked = await player.workspace.invoke({
        by: "ben",
        message: (await card()) as TeamsMessage,
        name: "adaptiveCard/action",
        value: { action: { type: "Action.Execute", ...refresh?.action }, trigger: "automatic" },
      });
      expect(wordsOfCard(looked.card)).toContain("Claimed by ana");
    });

    it("replies by a dialog, and the words reach the customer", async () => {
      await player.press("ana", await card(), "Reply");
      expect(player.dialogBefore("ana")).toContain("refund");
      const { words } = await player.submit("ana", { text: REPLY });
      expect(words).toContain("Sent to the customer");
      const said = await botsIn("help", asked);
      expect(wordsOf(said.slice(-1))).toBe(`ana (support): ${REPLY}`);
      await player.say("maya", "help", "Will it be the full amount?", asked);
      expect(await botsIn("help", asked)).toHaveLength(said.length);
    });

    it("resolves it, and the customer rates and comments", async () => {
      await player.press("ana", await card(), "Resolve");
      const survey = (await botsIn("help", asked)).at(-1);
      expect(wordsOf(survey ? [survey] : [])).toContain("How was the help you got?");
      await player.press("maya", survey, "5 · very good");
      const rated = (await botsIn("help", asked)).at(-1);
      expect(wordsOf(rated ? [rated] : [])).toContain("the rating is in");
      await player.press("maya", rated, "Add a comment");
      const { words } = await player.submit("maya", { comment: "Fast in the end." });
      expect(words).toContain("the team will read it");
      expect(wordsOf(await player.top("support-team"))).toContain("Rated 5 of 5 by maya");
      expect(wordsOf(await player.top("support-team"))).toMatch(/solved/i);
    });

    it("the manager has a digest with its chart put into the managers' channel", async () => {
      await player.say("mira", "leads", "@rapport rapport digest");
      const digest = (await player.top("leads")).filter(({ isBot }) => isBot).at(-1);
      const words = wordsOf(digest ? [digest] : []);
      expect(words).toContain("Daily digest");
      expect(words).toContain("100 % good of 1");
      expect(words).toContain("Emotions of this period");
      const charts = chartsIn(digest?.card ?? null);
      expect(charts.map(({ type }) => type)).toEqual(["Chart.VerticalBar.Grouped", "Chart.Line"]);
      // A client that draws no charts shows the picture.
      const picture = charts[0]?.fallback;
      const url = typeof picture === "object" ? (picture.url ?? "") : "";
      expect(await player.workspace.pictureBytes(url)).toBeGreaterThan(5_000);
    });

    it("history and stats: staff see moods and figures, a customer the own tickets", async () => {
      await player.say("ana", "support-team", "@rapport history @maya");
      expect(await player.told("ana")).toMatch(/Mood over time[\s\S]*5\/5/);
      await player.say("ana", "support-team", "@rapport stats");
      expect(await player.told("ana")).toMatch(/1 opened, 1 solved, 0 open now/);
      await player.say("ana", "support-team", "@rapport history @olga");
      expect(await player.told("ana")).toContain("never analysed");
      await player.sayDirectly("maya", "history");
      expect(await player.told("maya")).toMatch(/#\d+[\s\S]*\(solved/);
      await player.sayDirectly("maya", "stats");
      expect(await player.told("maya")).toContain("for the support team");
      // Written before the kind was set, and where the mode was off.
      await player.say("ana", "support-team", "@rapport history @omar");
      expect(await player.told("ana")).toMatch(/Read messages\s*0\b/);
    });

    it("a private chat is answered without a mention, and a message's menu asks about it", async () => {
      await player.sayDirectly("omar", "How much do you pay for a lost parcel?");
      expect(await player.told("omar")).toContain("500 euro");
      const [message] = (await player.thread("help", asked)).filter(({ isBot }) => !isBot).slice(-1);
      await player.askAbout("ana", message as TeamsMessage, "openTicket");
      expect(player.dialogBefore("ana")).toContain("What is it about?");
    });

    it("nothing is too large for Teams, calls anybody unasked, or stands twice", async () => {
      const channels: readonly ChannelName[] = [...STANDARD_CHANNELS, "support-team", "leads"];
      const posts = (await Promise.all(channels.map((name) => player.workspace.messages(name)))).flat();
      const direct = (await Promise.all(PEOPLE.map((name) => player.workspace.aloneBefore(name)))).flat();
      const own = posts.filter(({ isBot }) => isBot);
      expect(stage.refusals?.() ?? []).toEqual([]);
      expect(own.length).toBeGreaterThan(5);
      const staff = [...PRIVATE_CHANNELS["support-team"], "ben" as PersonName].map(
        player.workspace.personKey,
      );
      for (const { card: shown } of [...own, ...direct.filter(({ isBot }) => isBot)]) {
        expect(JSON.stringify(shown).length * 2).toBeLessThan(MOST_BYTES);
        for (const { mentioned } of shown?.msteams?.entities ?? []) expect(staff).toContain(mentioned.id);
      }
      expect(new Set(own.map((post) => `${post.threadKey}/${wordsOf([post])}`)).size).toBe(own.length);
    });
  });
}
