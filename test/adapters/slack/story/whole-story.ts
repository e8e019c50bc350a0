import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANGRY, ARTICLE, REPLY } from "../../../support/story-words.ts";
import { pingsIn, refusedBySlack, shownWords } from "../read-blocks.ts";
import type { Player, Seen } from "./player.ts";
import {
  type ChannelName,
  PEOPLE,
  PRIVATE_CHANNELS,
  PUBLIC_CHANNELS,
  type SlackMessage,
} from "./workspace.ts";

export interface Stage {
  readonly player: Player;
  /** Calls of ours that Slack refused. */
  refusals(): readonly string[];
  /** A document for the desk to answer from. */
  upload(name: string, markdown: string, url?: string | null): Promise<void>;
  close(): Promise<void>;
}

/** A crowded machine needs most of it to draw the digest's chart. */
const A_STEP_MS = 60_000;

const wordsOf = (messages: readonly SlackMessage[]): string => messages.map(shownWords).join("\n");
const homeWords = (blocks: readonly unknown[]): string => shownWords({ text: "", blocks });
const pictureIn = (message: SlackMessage | undefined): string | undefined =>
  (message?.blocks as readonly { readonly slack_file?: { readonly id: string } }[] | undefined)?.find(
    ({ slack_file }) => slack_file !== undefined,
  )?.slack_file?.id;
const isBy = (userKey: string) => (message: SlackMessage) => message.userKey === userKey;

/**
 * The product's main job in a Slack workspace, from the first `/rapport setup` to the digest. What is asserted is what the
 * workspace holds; the desk is asked nothing.
 */
export function describeWholeStory(title: string, open: () => Promise<Stage>, openMs: number): void {
  describe(title, { timeout: A_STEP_MS }, () => {
    let stage: Stage;
    let player: Player;
    let asked: string;
    let card: Seen;
    beforeAll(async () => {
      stage = await open();
      ({ player } = stage);
      await stage.upload("refunds.md", ARTICLE);
    }, openMs);
    afterAll(() => stage?.close());

    const botKey = () => player.workspace.botKey;
    const seenBy = async (name: "help", threadTs: string): Promise<readonly SlackMessage[]> =>
      (await player.thread(name, threadTs)).filter(isBy(botKey()));
    const told = async (to: Parameters<Player["whisper"]>[0], channel: ChannelName): Promise<string> =>
      shownWords((await player.whisper(to, channel)).message);

    it("serves people before anything is set up, and says to nobody but the admin how it is set up", async () => {
      const early = await player.say("omar", "help", "@rapport how much do you pay for a lost parcel?");
      expect(wordsOf(await seenBy("help", early))).toContain("500 euro");
      await player.command("omar", "help", "/rapport setup");
      expect(await told("omar", "help")).toContain("/rapport setup is for admins");
      expect(homeWords(await player.openHome("olga"))).toMatch(/Assigned|Set-up/);
      await player.pressHome("olga", "Set-up");
    });

    it("is set up from inside Slack: kind, what channels are for, modes, roles", async () => {
      await player.command("olga", "help", "/rapport setup");
      await player.press("olga", await player.whisper("olga", "help"), "Community");
      expect(await told("olga", "help")).toContain("Community: members are customers");
      await player.press("olga", await player.whisper("olga", "help"), "customers write here");
      expect(await told("olga", "help")).toContain("#help (mention)");
      // Nobody has written in the others: their names say what they are for, and a form sets up any of them.
      const offered = await player.whisper("olga", "help");
      expect(shownWords(offered.message)).toContain("#support-team looks like the agents' channel");
      await player.press("olga", offered, "Use #support-team for agents");
      await player.press("olga", offered, "Set up a channel");
      await player.submit("olga", { channel: player.workspace.channelKey("leads"), purpose: "managers" });
      expect(await told("olga", "help")).toContain("#leads: the managers' channel");
      await player.command("olga", "leads", "/rapport setup");
      expect(await told("olga", "leads")).toMatch(/#support-team[\s\S]*#leads/);
      await player.command("olga", "leads", "/rapport role @ben agent");
      expect(await told("olga", "leads")).toMatch(/an agent from now on/);
      expect(homeWords(await player.openHome("ben"))).toContain("Assigned to you");
    });

    it("a mode is changed from Slack and counts at once", async () => {
      await player.command("olga", "help", "/rapport setup");
      await player.press("olga", await player.whisper("olga", "help"), "Off");
      const silent = await player.say("omar", "help", "@rapport how much do you pay for a lost parcel?");
      expect(await seenBy("help", silent)).toEqual([]);
      await player.press("olga", await player.whisper("olga", "help"), "Mention");
      expect(await told("olga", "help")).toContain("#help (mention)");
    });

    it("a customer asks and is answered in the thread, with the source", async () => {
      asked = await player.say("maya", "help", `@rapport ${ANGRY}`);
      const answers = await seenBy("help", asked);
      expect(answers).toHaveLength(1);
      const words = wordsOf(answers);
      expect(words).toContain("we refund the full delivery price");
      expect(words).toContain("Source: Refunds and compensation › Late parcels");
      expect(words).toContain("automated assistant");
      expect(words).toMatch(/\[Solved\].*\[Not helpful\].*\[Talk to a human\]/);
      expect(words).not.toMatch(/anger|angry|churn|risk/i);
    });

    it("the agents see a card with the evidence", async () => {
      const cards = (await player.top("support-team")).filter(isBy(botKey()));
      const words = wordsOf(cards);
      expect(words).toContain("I will cancel my account");
      expect(words).toContain("Negative emotion share");
      card = player.seen("support-team", cards.at(-1));
    });

    it("“Not helpful” offers a ticket, whose form comes filled in", async () => {
      const [answer] = await seenBy("help", asked);
      await player.press("maya", player.seen("help", answer), "Not helpful");
      await player.press("maya", await player.whisper("maya", "help"), "Open a ticket");
      const form = (await player.workspace.modals("maya")).at(-1);
      expect(JSON.stringify(form?.blocks)).toContain("This is the third time I ask!");
      await player.submit("maya", { details: "Order 4711, paid on Monday." });
      expect(wordsOf(await player.top("support-team"))).toContain("Order 4711, paid on Monday.");
      expect(wordsOf(await player.thread("help", asked))).not.toContain("Order 4711");
    });

    it("an agent claims it on the own page in Slack", async () => {
      expect(homeWords(await player.openHome("ana"))).toMatch(/#\d+ [\s\S]*This is the third time/);
      await player.pressHome("ana", "Claim");
      expect(homeWords(await player.openHome("ana"))).toMatch(/Assigned to you\s+#\d+/);
      expect(wordsOf(await player.top("support-team"))).toContain("Claimed by ana");
    });

    it("replies from there by a form, and the words reach the customer", async () => {
      await player.pressHome("ana", "Reply");
      await player.submit("ana", { text: REPLY });
      const said = await seenBy("help", asked);
      expect(wordsOf(said.slice(-1))).toBe(`ana (support): ${REPLY}`);
      await player.say("maya", "help", "Will it be the full amount?", asked);
      expect(await seenBy("help", asked)).toEqual(said);
    });

    it("resolves it, and the customer rates and comments", async () => {
      await player.openHome("ana");
      await player.pressHome("ana", "Resolve");
      const survey = (await seenBy("help", asked)).at(-1);
      expect(wordsOf(survey ? [survey] : [])).toContain("How was the help you got?");
      await player.press("maya", player.seen("help", survey), "5 · very good");
      const rated = (await seenBy("help", asked)).at(-1);
      expect(wordsOf(rated ? [rated] : [])).toContain("the rating is in");
      await player.press("maya", player.seen("help", rated), "Add a comment");
      await player.submit("maya", { comment: "Fast in the end." });
      expect(wordsOf(await player.top("support-team"))).toContain("Rated 5 of 5 by maya");
      const closed = (await player.top("support-team")).find(({ ts }) => ts === card.message.ts);
      expect(wordsOf(closed ? [closed] : [])).toMatch(/solved/i);
    });

    it("the manager has a digest with its chart put into the managers' channel", async () => {
      await player.command("mira", "leads", "/rapport digest");
      const digest = (await player.top("leads")).filter(isBy(botKey())).at(-1);
      const words = wordsOf(digest ? [digest] : []);
      expect(words).toContain("Daily digest");
      expect(words).toContain("100 % good of 1");
      const picture = await player.workspace.picture(pictureIn(digest) ?? "none");
      expect(picture.name).toMatch(/^digest-daily\.png$/);
      expect(picture.byteLength).toBeGreaterThan(5_000);
    });

    it("/history and /stats: staff see moods and figures, a customer the own tickets", async () => {
      await player.command("ana", "support-team", "/history @maya");
      expect(await told("ana", "support-team")).toMatch(/Mood over time[\s\S]*5\/5/);
      await player.command("ana", "support-team", "/stats");
      expect(await told("ana", "support-team")).toMatch(/1 opened, 1 solved, 0 open now/);
      await player.command("ana", "support-team", "/history @olga");
      expect(await told("ana", "support-team")).toContain("never analysed");
      await player.command("maya", "help", "/history");
      expect(await told("maya", "help")).toMatch(/#\d+ .*\(solved/);
      await player.command("maya", "help", "/stats");
      expect(await told("maya", "help")).toContain("for the support team");
      // Written before the kind was set, and where the mode was off.
      await player.command("ana", "support-team", "/history @omar");
      expect(await told("ana", "support-team")).toMatch(/Read messages\*?\s*0\b/);
    });

    it("nothing in the workspace is refused by Slack, calls anybody unasked, or stands twice", async () => {
      expect(stage.refusals()).toEqual([]);
      const channels: readonly ChannelName[] = [...PUBLIC_CHANNELS, "support-team", "leads"];
      const posts: SlackMessage[] = [];
      for (const channel of channels) {
        const top = await player.top(channel);
        const threads = await Promise.all(top.map(({ ts }) => player.thread(channel, ts)));
        posts.push(...threads.flat());
      }
      for (const name of PEOPLE)
        posts.push(...(await player.workspace.messages(await player.workspace.directChannel(name))));
      const own = posts.filter(isBy(botKey()));
      const whispers = (await Promise.all(PEOPLE.map((name) => player.workspace.whispers(name)))).flat();
      expect(own.length).toBeGreaterThan(5);
      const staff: readonly string[] = [...PRIVATE_CHANNELS["support-team"], "ben"].map((name) =>
        player.workspace.personKey(name as (typeof PEOPLE)[number]),
      );
      for (const post of [...own, ...whispers]) {
        expect(refusedBySlack(post)).toEqual([]);
        for (const called of pingsIn(post)) expect(staff).toContain(called);
      }
      expect(new Set(own.map((post) => `${post.threadTs}/${shownWords(post)}`)).size).toBe(own.length);
      for (const name of PEOPLE) {
        const home = await player.workspace.home(name);
        if (home) expect(refusedBySlack({ text: "home", blocks: home }, 100)).toEqual([]);
      }
    });
  });
}
