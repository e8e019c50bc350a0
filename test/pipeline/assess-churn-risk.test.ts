import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assessChurnRisk } from "../../src/pipeline/assess-churn-risk.ts";
import { earlier, taggedTurnOf, tagOf, turnOf } from "../support/turn.ts";

const calm = tagOf("neutral", 0.1, 0.1);
const angry = tagOf("angry", 0.9, -0.7);
const names = (turn: ReturnType<typeof assessChurnRisk>) => turn.risk.signals.map((signal) => signal.name);

describe("who is about to be lost", () => {
  it("reads a threat to leave, a demand for money and a third attempt out of one message, each with its quote", () => {
    const words = "This is the third time I write. I want my money back today. I will cancel my account.";
    const { risk } = assessChurnRisk(taggedTurnOf(words, angry));
    expect(risk.level).toBe("high");
    const cancel = risk.signals.find((signal) => signal.name === "cancel-words");
    expect(cancel).toMatchObject({
      quote: "I will cancel my account.",
      permalink: "https://chat.example/now",
    });
    expect(risk.signals.find((signal) => signal.name === "refund-words")?.quote).toBe(
      "I want my money back today.",
    );
    expect(risk.signals.map((signal) => signal.name)).toContain("asked-again");
  });

  it("finds nothing in a calm question", () => {
    const { risk } = assessChurnRisk(taggedTurnOf("How much is a 5 kg parcel to Germany?", calm));
    expect(risk).toMatchObject({ level: "low", score: 0, signals: [] });
  });

  it("takes no 'cancel' of a delivery for leaving", () => {
    expect(
      names(assessChurnRisk(taggedTurnOf("Can I cancel a delivery that is on its way?", calm))),
    ).not.toContain("cancel-words");
  });

  it("notices the same question asked again in other words", () => {
    const turn = taggedTurnOf("where is my parcel 4411 please", calm, {
      history: [earlier("first", "Where is my parcel 4411?", 30)],
    });
    expect(names(assessChurnRisk(turn))).toContain("asked-again");
  });

  it("takes words said twice for a question asked twice only when they ask for something", () => {
    const turn = taggedTurnOf("@ana the test parcels start appearing now, thanks", calm, {
      history: [earlier("first", "@ana the test parcels start appearing now", 1)],
    });
    expect(names(assessChurnRisk(turn))).toEqual([]);
  });

  it("counts the wait only while nobody has answered", () => {
    const later = new Date("2026-03-02T11:00:00.000Z");
    const waiting = assessChurnRisk(taggedTurnOf("Where is my parcel?", calm, { now: later }));
    expect(waiting.risk.signals).toMatchObject([{ name: "unanswered", detail: "waiting 1 h" }]);
    const thread = { ...turnOf("").thread, firstAgentReplyAt: later };
    expect(
      names(assessChurnRisk(taggedTurnOf("Where is my parcel?", calm, { now: later, thread }))),
    ).not.toContain("unanswered");
  });

  it("sees a mood that worsens over the thread", () => {
    const history = [
      earlier("a", "Hello, quick question", 30, tagOf("happy", 0.1, 0.6)),
      earlier("b", "Hm, that is odd", 20, tagOf("confused", 0.3, 0)),
    ];
    expect(names(assessChurnRisk(taggedTurnOf("This is useless", angry, { history })))).toContain(
      "worsening-path",
    );
  });

  it("counts what the tagger says once: a strong word on a worsening path is one piece of evidence", () => {
    const history = [
      earlier("a", "Hello, quick question", 30, tagOf("happy", 0.1, 0.6)),
      earlier("b", "Hm, that is odd", 20, tagOf("confused", 0.3, 0)),
    ];
    const { risk } = assessChurnRisk(taggedTurnOf("This is useless", angry, { history }));
    expect(risk.signals).toHaveLength(1);
    expect(risk.signals[0]?.weight).toBeGreaterThan(0.3);
  });

  it.each([
    "sorry let me rephrase that",
    "(sorry for double message, was disconnected)",
    "@ana Oh sorry, my mistake",
  ])("takes the customer's own apology %j for no complaint", (text) => {
    expect(names(assessChurnRisk(taggedTurnOf(text, angry)))).toEqual([]);
  });

  it("takes a doubting or resigned tone for no strong feeling", () => {
    const doubting = tagOf("skeptical", 0.9, -0.5);
    expect(names(assessChurnRisk(taggedTurnOf("no it does not work the same way", doubting)))).toEqual([]);
  });

  it("takes a name said twice for no question asked twice", () => {
    const turn = taggedTurnOf("@user_277 how is it?", calm, {
      history: [earlier("first", "@user_277 ?", 1)],
    });
    expect(names(assessChurnRisk(turn))).toEqual([]);
  });

  it("counts no wait while another customer is helping, unless the team was asked for", () => {
    const now = new Date("2026-03-02T11:00:00.000Z");
    const thread = { ...turnOf("").thread, botQuietAt: now };
    const helped = taggedTurnOf("Where is my parcel?", calm, { now, thread });
    expect(names(assessChurnRisk(helped))).toEqual([]);
    expect(names(assessChurnRisk({ ...helped, hasOpenTicket: true }))).toEqual(["unanswered"]);
  });

  it("lets nobody wait who asked for nothing", () => {
    const later = new Date("2026-03-02T11:00:00.000Z");
    expect(
      names(assessChurnRisk(taggedTurnOf("That is how it works in the app too", calm, { now: later }))),
    ).toEqual([]);
  });

  it("assesses nobody who may not be analysed", () => {
    const policy = { ...turnOf("").policy, notAnalysedReason: "opted-out" as const };
    const turn = {
      ...turnOf("I will cancel my account, I want a refund", { policy }),
      emotion: { kind: "not-analysed", reason: "opted-out" } as const,
    };
    expect(assessChurnRisk(turn).risk).toMatchObject({ score: 0, signals: [] });
  });

  it("assesses no thread whose customer may not be analysed, whoever writes in it", () => {
    const policy = { ...turnOf("").policy, customerNotAnalysedReason: "opted-out" as const };
    const thread = { ...turnOf("").thread, customerId: "tom" };
    const threat = earlier("first", "I will cancel my account, I want a refund", 30);
    const history = [{ ...threat, message: { ...threat.message, authorId: "tom" } }];
    expect(
      assessChurnRisk(taggedTurnOf("same here", calm, { policy, thread, history })).risk.signals,
    ).toEqual([]);
  });

  it("holds a false alarm until another rule speaks", () => {
    const threat = "I want my money back. I will cancel my account.";
    const dismissedSignals = ["cancel-words", "refund-words"] as const;
    const level = (words: string) =>
      assessChurnRisk(taggedTurnOf(words, calm, { dismissedSignals })).risk.level;
    expect(assessChurnRisk(taggedTurnOf(threat, calm)).risk.level).toBe("elevated");
    expect(level(threat)).toBe("low");
    expect(level(`${threat} This is the third time I write.`)).toBe("high");
  });

  it("counts an open low rating, in the customer's words where there are any", () => {
    const rated = (comment: string | null) =>
      assessChurnRisk(taggedTurnOf("I want my money back.", calm, { lowRating: { rating: 1, comment } }))
        .risk;
    expect(rated("Nobody ever came back to me.").signals[0]).toMatchObject({
      name: "low-rating",
      weight: 0.35,
      detail: "rated 1 of 5",
      quote: "Nobody ever came back to me.",
    });
    expect(rated(null).signals[0]?.quote).toBe("1 of 5");
    expect(rated(null).level).toBe("elevated");
  });

  it("keeps score and share in range and every quote short, whatever is written", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (words, felt) => {
          const { risk } = assessChurnRisk(taggedTurnOf(words, tagOf("neutral", felt, 0)));
          expect(risk.score).toBeGreaterThanOrEqual(0);
          expect(risk.score).toBeLessThanOrEqual(1);
          expect(risk.negativeEmotionSharePercent).toBeLessThanOrEqual(100);
          for (const signal of risk.signals) expect([...signal.quote].length).toBeLessThanOrEqual(140);
        },
      ),
    );
  });
});
