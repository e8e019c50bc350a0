import { describe, expect, it } from "vitest";
import type { ChurnRisk } from "../../src/domain/churn-risk.ts";
import type { AnswerDraft } from "../../src/domain/knowledge.ts";
import type { DraftedTurn, RequestReading, Turn } from "../../src/domain/turn.ts";
import { decide } from "../../src/pipeline/decide.ts";
import { tagOf, turnOf } from "../support/turn.ts";

const CITED: AnswerDraft = {
  kind: "cited",
  text: "Use the link in your e-mail.",
  citations: [],
  answerability: 0.9,
  writer: "extractive",
};
const NOTHING: AnswerDraft = { kind: "abstained", distance: "far", nearest: [], answerability: 0.1 };
const CALM: ChurnRisk = { level: "low", score: 0, signals: [], negativeEmotionSharePercent: 10 };
const signal = (name: "cancel-words" | "refund-words") => ({
  name,
  weight: 0.45,
  detail: name,
  quote: "q",
  messageId: "now",
  permalink: null,
});
const AT_RISK: ChurnRisk = {
  level: "high",
  score: 0.8,
  signals: [signal("cancel-words"), signal("refund-words")],
  negativeEmotionSharePercent: 70,
};

function drafted(
  parts: Partial<Turn> & {
    draft?: AnswerDraft | null;
    risk?: ChurnRisk;
    request?: Partial<RequestReading>;
  } = {},
): DraftedTurn {
  const { draft = CITED, risk = CALM, request = {}, ...turn } = parts;
  return {
    ...turnOf("How do I change the address?", turn),
    emotion: { kind: "tagged", tag: tagOf("neutral", 0.1, 0) },
    risk,
    request: { confidence: 0.95, noise: null, asksForHuman: false, reason: "a question", ...request },
    passages: [],
    searchFault: null,
    draft,
  };
}

const kinds = (turn: DraftedTurn) => decide(turn).map((action) => action.kind);
const mention = { policy: { ...turnOf("").policy, mode: "mention" as const } };

describe("speak, ask, pass on or stay silent", () => {
  it("answers at once when asked directly", () => {
    expect(kinds(drafted({ ...mention, isAddressed: true }))).toEqual(["reply"]);
  });

  it("says what it is to whoever asks that, or names it alone, and opens no ticket for it", () => {
    const asked = (text: string, more: Parameters<typeof drafted>[0] = {}) => {
      const turn = drafted({ ...mention, isAddressed: true, draft: NOTHING, ...more });
      return kinds({ ...turn, message: { ...turn.message, text } });
    };
    for (const text of [
      "What can you do?",
      "hi, what can you do for us?",
      "are you a bot?",
      "Are you a real person or a bot?",
      "Am I talking to a human?",
      "who are you",
      "help",
    ])
      expect(asked(text)).toEqual(["introduce"]);
    for (const text of [
      "What can you do about my late parcel?",
      "are you open on Sunday?",
      "help, my parcel is lost",
      "who are your couriers?",
    ])
      expect(asked(text)).toEqual(["open-ticket", "hand-off"]);
    const empty = { noise: "empty", confidence: 0 } as const;
    const { event } = turnOf("");
    const named = { request: empty, event: { ...event, mentionsBot: true } };
    expect(asked("", named)).toEqual(["introduce"]);
    expect(asked("", { ...named, hasOpenTicket: true })).toEqual(["stay-silent"]);
    expect(asked("", { request: empty })).toEqual(["stay-silent"]);
    expect(asked("are you a bot?", { isAddressed: false })).toEqual(["stay-silent"]);
  });

  it("rewrites the answer to a burst that goes on, and leaves alone what would be the same", () => {
    const before = { id: "answer-1", text: "Which parcel?", answeredAt: new Date("2026-03-02T09:59:58Z") };
    const decision = decide(drafted({ ...mention, isAddressed: true, earlierAnswer: before }));
    expect(decision).toMatchObject([{ kind: "reply", replaces: before }]);
    const same = { ...before, text: "Use the link in your e-mail." };
    expect(kinds(drafted({ ...mention, isAddressed: true, earlierAnswer: same }))).toEqual(["stay-silent"]);
  });

  it("lets people go first where somebody has been helping, for ten minutes", () => {
    const helped = (at: string) => ({ thread: { ...turnOf("").thread, helpedAt: new Date(at) } });
    const lately = drafted({ cause: "burst-over", ...helped("2026-03-02T09:51:00Z") });
    expect(decide(lately)).toMatchObject([{ kind: "wait", timer: "wait-for-human" }]);
    expect(kinds(drafted({ cause: "human-wait-over", ...helped("2026-03-02T09:51:00Z") }))).toEqual([
      "reply",
    ]);
    expect(kinds(drafted({ cause: "burst-over", ...helped("2026-03-02T09:49:00Z") }))).toEqual(["reply"]);
    expect(kinds(drafted({ ...mention, isAddressed: true, ...helped("2026-03-02T09:59:00Z") }))).toEqual([
      "reply",
    ]);
  });

  it("stays silent unasked where it answers only when mentioned", () => {
    expect(kinds(drafted(mention))).toEqual(["stay-silent"]);
  });

  it("waits for the asker's silence before it speaks unasked, then answers", () => {
    expect(decide(drafted())).toMatchObject([{ kind: "wait", timer: "consider-request", forMs: 6_000 }]);
    expect(kinds(drafted({ cause: "burst-over" }))).toEqual(["reply"]);
  });

  it("lets humans go first when half sure, and speaks only if nobody did", () => {
    const halfSure = { request: { confidence: 0.6 } };
    expect(decide(drafted({ cause: "burst-over", ...halfSure }))).toMatchObject([
      { kind: "wait", timer: "wait-for-human", forMs: 120_000 },
    ]);
    expect(kinds(drafted({ cause: "human-wait-over", ...halfSure }))).toEqual(["reply"]);
    expect(kinds(drafted({ cause: "human-wait-over", ...halfSure, draft: NOTHING }))).toEqual([
      "stay-silent",
    ]);
  });

  it("is quiet once an agent writes, but answers whoever mentions it", () => {
    const thread = { ...turnOf("").thread, botQuietAt: new Date("2026-03-02T09:00:00Z") };
    expect(kinds(drafted({ thread, cause: "burst-over" }))).toEqual(["stay-silent"]);
    expect(kinds(drafted({ thread, isAddressed: true }))).toEqual(["reply"]);
  });

  it("never leaves an asker without a word: no answer becomes a ticket and a hand-off that says so", () => {
    expect(kinds(drafted({ isAddressed: true, draft: NOTHING }))).toEqual(["open-ticket", "hand-off"]);
    expect(kinds(drafted({ isAddressed: true, draft: { kind: "unavailable", code: "x" } }))).toEqual([
      "open-ticket",
      "hand-off",
    ]);
    expect(kinds(drafted({ isAddressed: true, draft: NOTHING, hasOpenTicket: true }))).toEqual(["hand-off"]);
  });

  it("wants a surer answer when nobody asked it", () => {
    const unsure: AnswerDraft = { ...CITED, answerability: 0.6 };
    expect(kinds(drafted({ ...mention, isAddressed: true, draft: unsure }))).toEqual(["reply"]);
    expect(kinds(drafted({ cause: "burst-over", draft: unsure }))).toEqual(["open-ticket", "hand-off"]);
    const halfSure = { request: { confidence: 0.65 }, draft: unsure };
    expect(kinds(drafted({ cause: "burst-over", ...halfSure }))).toEqual(["stay-silent"]);
    expect(kinds(drafted({ cause: "human-wait-over", ...halfSure }))).toEqual(["stay-silent"]);
  });

  it("says once that the team has it, however often is asked; only who asks the bot itself hears it again", () => {
    const again = { cause: "burst-over" as const, draft: NOTHING };
    expect(kinds(drafted(again))).toEqual(["open-ticket", "hand-off"]);
    expect(kinds(drafted({ ...again, hasOpenTicket: true }))).toEqual(["stay-silent"]);
    expect(kinds(drafted({ ...again, hasOpenTicket: true, isAddressed: true }))).toEqual(["hand-off"]);
  });

  it("asks back once, then passes on", () => {
    const clarify: AnswerDraft = { kind: "clarify", question: "Which one?", choices: [], answerability: 0.6 };
    expect(kinds(drafted({ isAddressed: true, draft: clarify }))).toEqual(["clarify"]);
    const thread = { ...turnOf("").thread, clarifyCount: 1 };
    expect(kinds(drafted({ isAddressed: true, draft: clarify, thread }))).toEqual([
      "open-ticket",
      "hand-off",
    ]);
  });

  it("brings a human in any mode but off, as the first message too", () => {
    const human = { request: { asksForHuman: true } };
    expect(kinds(drafted({ ...mention, ...human }))).toEqual(["open-ticket", "hand-off"]);
    expect(kinds(drafted({ policy: { ...turnOf("").policy, mode: "off" }, ...human }))).toEqual([
      "stay-silent",
    ]);
  });

  it("drafts for agents only in a suggest channel", () => {
    const policy = { ...turnOf("").policy, mode: "suggest" as const };
    expect(kinds(drafted({ policy, cause: "burst-over" }))).toEqual(["suggest"]);
    expect(kinds(drafted({ policy, cause: "burst-over", draft: NOTHING }))).toEqual(["stay-silent"]);
  });

  it("answers neither noise nor staff", () => {
    expect(kinds(drafted({ isAddressed: true, request: { noise: "thanks" } }))).toEqual(["stay-silent"]);
    expect(kinds(drafted({ isAddressed: true, authorRole: "agent" }))).toEqual(["stay-silent"]);
  });
});

describe("flagging a thread", () => {
  it("flags with two pieces of evidence, opens a ticket and shows the card", () => {
    expect(kinds(drafted({ ...mention, risk: AT_RISK }))).toEqual([
      "stay-silent",
      "flag-thread",
      "open-ticket",
      "escalate",
    ]);
  });

  it("keeps one piece of evidence to itself", () => {
    const risk = { ...AT_RISK, signals: AT_RISK.signals.slice(0, 1) };
    expect(kinds(drafted({ ...mention, risk }))).toEqual(["stay-silent"]);
  });

  it("does not flag the same thread twice unless it got worse", () => {
    const flagged = { ...turnOf("").thread, flaggedAt: new Date("2026-03-02T09:00:00Z") };
    expect(kinds(drafted({ ...mention, risk: AT_RISK, thread: { ...flagged, riskLevel: "high" } }))).toEqual([
      "stay-silent",
    ]);
    expect(
      kinds(
        drafted({
          ...mention,
          risk: AT_RISK,
          thread: { ...flagged, riskLevel: "elevated" },
          hasOpenTicket: true,
        }),
      ),
    ).toEqual(["stay-silent", "flag-thread", "escalate"]);
  });

  it("only looks at the wait when the wait is over", () => {
    expect(kinds(drafted({ cause: "unanswered", isAddressed: true }))).toEqual(["stay-silent"]);
  });
});
