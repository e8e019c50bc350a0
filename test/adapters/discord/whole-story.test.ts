import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANGRY, ARTICLE, REPLY } from "../../support/story-words.ts";
import { AGENTS, CHANNEL, FORUM, MANAGERS, PEOPLE, SOLVED_TAG } from "./double/fake-discord.ts";
import { BOT, type FakeMessage } from "./double/state.ts";
import { shownWords } from "./shown-words.ts";
import { openStage, type Stage } from "./story/stage.ts";

const { customer: MAYA, other: OMAR, staff: SUE, owner: OLGA } = PEOPLE;

const wordsOf = (messages: readonly FakeMessage[]): string => messages.map(shownWords).join("\n");

describe("a support desk in a Discord server", { timeout: 60_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await stage.upload("refunds.md", ARTICLE);
  }, 60_000);
  afterAll(() => stage?.close());

  const told = (personKey: string): string => shownWords(stage.whisper(personKey));
  const setUp = async (channelKey: string, label: string): Promise<void> => {
    await stage.command(OLGA, channelKey, "/rapport setup");
    await stage.press(OLGA, stage.whisper(OLGA), label);
  };

  it("serves people before anything is set up, and says to nobody but an admin how it is set up", async () => {
    const early = await stage.say(OMAR, CHANNEL, "@rapport how much do you pay for a lost parcel?");
    expect(wordsOf(stage.posts(early.id))).toContain("500 euro");
    await stage.command(OMAR, CHANNEL, "/rapport setup");
    expect(told(OMAR)).toContain("/rapport setup is for admins");
  });

  it("is set up from inside Discord: kind and what channels are for", async () => {
    await setUp(CHANNEL, "Community");
    await stage.press(OLGA, stage.whisper(OLGA), "customers write here");
    expect(told(OLGA)).toContain("#help (mention)");
    await setUp(FORUM, "customers write here");
    await setUp(AGENTS, "the agents' channel");
    await setUp(MANAGERS, "the managers' channel");
    expect(told(OLGA)).toMatch(/#support-team[\s\S]*#managers/);
  });

  let asked: FakeMessage;
  let card: FakeMessage | undefined;

  it("a customer asks and is answered in a thread below, with the source", async () => {
    asked = await stage.say(MAYA, CHANNEL, `@rapport ${ANGRY}`);
    const thread = stage.discord.state.channels.get(asked.id);
    expect(thread).toMatchObject({ type: 11, parent_id: CHANNEL });
    expect(thread?.name).toMatch(/^This is the third time I ask!/);
    const answers = stage.posts(asked.id);
    expect(answers).toHaveLength(1);
    const words = wordsOf(answers);
    expect(words).toContain("we refund the full delivery price");
    expect(words).toContain("Source: Refunds and compensation › Late parcels");
    expect(words).toContain("automated assistant");
    expect(words).toMatch(/Solved\nNot helpful\nTalk to a human/);
    expect(words).not.toMatch(/anger|angry|churn|risk/i);
  });

  it("the agents see a card with the evidence", () => {
    const cards = stage.posts(AGENTS);
    expect(wordsOf(cards)).toContain("I will cancel my account");
    expect(wordsOf(cards)).toContain("Negative emotion share");
    card = cards.at(-1);
  });

  it("“Not helpful” offers a ticket, whose form comes filled in", async () => {
    await stage.press(MAYA, stage.posts(asked.id)[0], "Not helpful");
    await stage.press(MAYA, stage.whisper(MAYA), "Open a ticket");
    expect(JSON.stringify(stage.discord.state.modals.at(-1))).toContain("This is the third time I ask!");
    await stage.submit(MAYA, { details: "Order 4711, paid on Monday." });
    expect(wordsOf(stage.posts(AGENTS))).toContain("Order 4711, paid on Monday.");
    expect(wordsOf(stage.posts(asked.id))).not.toContain("Order 4711");
  });

  it("an agent, by the role that sees the agents' channel, claims it and replies by a form", async () => {
    await stage.press(MAYA, card, "Claim");
    expect(told(MAYA)).toContain("Only the support team");
    await stage.press(SUE, card, "Claim");
    expect(wordsOf(stage.posts(AGENTS))).toContain("Claimed by sue");
    await stage.press(SUE, card, "Reply");
    await stage.submit(SUE, { text: REPLY });
    const said = stage.posts(asked.id);
    expect(wordsOf(said.slice(-1))).toBe(`sue (support): ${REPLY}`);
    await stage.say(MAYA, asked.id, "Will it be the full amount?");
    expect(stage.posts(asked.id)).toEqual(said);
  });

  it("resolves it: the thread is folded away, and the customer rates and comments", async () => {
    await stage.press(SUE, card, "Resolve");
    const survey = stage.posts(asked.id).at(-1);
    expect(wordsOf(survey ? [survey] : [])).toContain("How was the help you got?");
    expect(stage.discord.state.channels.get(asked.id)?.thread_metadata?.archived).toBe(true);
    await stage.press(MAYA, survey, "5 · very good");
    const rated = stage.posts(asked.id).at(-1);
    expect(wordsOf(rated ? [rated] : [])).toContain("the rating is in");
    await stage.press(MAYA, rated, "Add a comment");
    await stage.submit(MAYA, { comment: "Fast in the end." });
    expect(wordsOf(stage.posts(AGENTS))).toContain("Rated 5 of 5 by maya");
  });

  it("a ticket opened outside of a thread gets a private thread with its customer", async () => {
    await stage.command(OMAR, CHANNEL, "/rapport ticket");
    await stage.submit(OMAR, { subject: "My invoice is wrong", details: "It says 30 instead of 20." });
    const room = [...stage.discord.state.channels.values()].find(({ type }) => type === 12);
    expect(room?.people.has(OMAR)).toBe(true);
    expect(wordsOf(stage.posts(CHANNEL))).not.toContain("invoice");
    const invoice = stage.posts(AGENTS).find((one) => shownWords(one).includes("30 instead of 20"));
    await stage.press(SUE, invoice, "Reply");
    await stage.submit(SUE, { text: "A new one is on its way." });
    expect(wordsOf(stage.posts(room?.id ?? ""))).toContain("A new one is on its way.");
    await stage.say(OMAR, room?.id ?? "", "Thank you, it has come.");
    await stage.press(SUE, invoice, "Resolve");
  });

  it("a panel is put up by an admin, and its button opens the form for anybody", async () => {
    await stage.command(OMAR, CHANNEL, "/rapport panel");
    expect(told(OMAR)).toContain("for admins");
    await stage.command(OLGA, CHANNEL, "/rapport panel");
    const panel = stage.posts(CHANNEL).at(-1);
    await stage.press(OMAR, panel, "Open a ticket");
    expect(stage.discord.state.modals.at(-1)).toMatchObject({
      personKey: OMAR,
      modal: { title: "Open a ticket" },
    });
  });

  it("a forum's post is answered in itself, and Solved sets the forum's tag and folds it away", async () => {
    const post = await stage.openPost(
      MAYA,
      FORUM,
      "Late parcel",
      "@rapport my express parcel came late, what do I get back?",
    );
    const [answer] = stage.posts(post.id);
    expect(wordsOf(answer ? [answer] : [])).toContain("refund the full delivery price");
    await stage.press(MAYA, answer, "Solved");
    const thread = stage.discord.state.channels.get(post.id);
    expect(thread?.applied_tags).toEqual([SOLVED_TAG]);
    expect(thread?.thread_metadata?.archived).toBe(true);
    expect(wordsOf(stage.posts(post.id))).toContain("Marked as solved");
  });

  it("“Mark as solution” is for whoever asked: any message can be it", async () => {
    const post = await stage.openPost(
      OMAR,
      FORUM,
      "Lost parcel",
      "@rapport how much do you pay for a lost parcel?",
    );
    const helper = await stage.say(MAYA, post.id, "They paid me 500 euro last week.");
    await stage.menu(MAYA, helper, "Mark as solution");
    expect(told(MAYA)).toContain("Only the person who asked");
    await stage.menu(OMAR, helper, "Mark as solution");
    expect(wordsOf(stage.posts(post.id))).toContain("omar marked the solution");
    expect(stage.discord.state.channels.get(post.id)?.applied_tags).toEqual([SOLVED_TAG]);
  });

  it("the manager's digest comes with its chart", async () => {
    await stage.command(OLGA, MANAGERS, "/rapport digest");
    const digest = stage.posts(MANAGERS).at(-1);
    expect(wordsOf(digest ? [digest] : [])).toContain("Daily digest");
    expect(digest?.embeds.some(({ image }) => image?.url === "attachment://digest-daily.png")).toBe(true);
    expect(digest?.files[0]?.size).toBeGreaterThan(5_000);
  });

  it("/history and /stats: staff see moods and figures, a customer the own tickets", async () => {
    await stage.command(SUE, AGENTS, "/history", MAYA);
    expect(told(SUE)).toMatch(/Mood over time[\s\S]*5\/5/);
    await stage.command(SUE, AGENTS, "/stats");
    expect(told(SUE)).toMatch(/2 opened, 2 solved, 0 open now/);
    await stage.command(SUE, AGENTS, "/history", SUE);
    expect(told(SUE)).toContain("never analysed");
    await stage.command(MAYA, CHANNEL, "/history");
    expect(told(MAYA)).toMatch(/#\d+ .*\(solved/);
    await stage.command(MAYA, CHANNEL, "/stats");
    expect(told(MAYA)).toContain("for the support team");
  });

  it("nothing was refused by Discord, nobody was called unasked, nothing stands twice, no press was left hanging", () => {
    const { calls, state } = stage.discord;
    // A message in a folded thread cannot be changed: the thread is unfolded for it.
    const refused = calls.filter(
      ({ status, answer }) => status >= 400 && !JSON.stringify(answer).includes("50083"),
    );
    expect(refused.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([]);
    const own = state.messages.filter(({ author }) => author === BOT);
    for (const { notified } of own) expect(notified.filter((key) => key !== SUE)).toEqual([]);
    const posted = own
      .filter(({ only }) => only === null)
      .map((one) => `${one.channel_id}/${shownWords(one)}`);
    expect(new Set(posted).size).toBe(posted.length);
    for (const { answeredAfterMs } of state.interactions.values())
      if (answeredAfterMs !== null) expect(answeredAfterMs).toBeLessThan(3_000);
  });
});
