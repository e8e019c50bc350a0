import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CONTROLS, FORMS, joinValue } from "../../src/desk/control-ids.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { HOUR } from "../../src/domain/time.ts";
import { MESSAGE_CONTROLS } from "../../src/ports/shortcuts.ts";
import type { PostRecord } from "../../src/ports/stores/web-room-store.ts";
import { ARTICLE_URL, cardOf, controlsOf, openQuickDesk, type QuickDesk, textOf } from "./quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());
/** A burst of the same person joins the earlier request: every story begins in a new hour. */
beforeEach(() => desk.wait(HOUR));

const GENERAL = { channelKey: "general", name: "general", isDirect: false, isPrivate: false };
const AGENTS = { channelKey: "agents", name: "agents", isDirect: false, isPrivate: true };

async function openTicket(personKey = "maya"): Promise<{ asked: PostRecord; ticket: Ticket }> {
  const asked = await desk.say(personKey, "general", "human please, my parcel is lost");
  const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
  if (!ticket) throw new Error("no ticket");
  return { asked, ticket };
}

async function answered(
  personKey: string,
): Promise<{ asked: PostRecord; answer: PostRecord; answerId: string }> {
  const asked = await desk.say(personKey, "help", "@rapport how do I change the delivery address?");
  const answer = (await desk.posts(personKey, "help", asked.postKey))[0];
  const control = answer ? controlsOf(answer)[0] : undefined;
  if (!answer || control?.type !== "button") throw new Error("no answer");
  expect(textOf(answer.content)).toContain(ARTICLE_URL);
  return { asked, answer, answerId: control.value };
}

const eventsOf = (ticket: Ticket) => desk.read((stores) => stores.tickets.listEvents(ticket.id));
const lastSeen = async (personKey: string, channelKey: string) =>
  (await desk.posts(personKey, channelKey)).at(-1)?.text ?? "";
const figures = async (
  metric: "solved-by-bot" | "not-helpful" | "csat-responses" | "csat-good" | "tickets-opened",
) => {
  const hours = await desk.read((stores) =>
    stores.figures.read(new Date("2026-03-01T00:00:00Z"), new Date("2026-04-01T00:00:00Z")),
  );
  return hours.reduce((sum, hour) => sum + (hour.counts[metric]?.count ?? 0), 0);
};

describe("the same press again", () => {
  it("does nothing, delivered twice or pressed twice", async () => {
    const { ticket } = await openTicket();
    for (const controlId of [CONTROLS.claim, CONTROLS.snooze, CONTROLS.resolve, CONTROLS.reopen]) {
      const event = desk.controlEvent("ana", { controlId, value: ticket.id, channel: AGENTS });
      const again = desk.controlEvent("ana", { controlId, value: ticket.id, channel: AGENTS });
      await desk.accept(event, event, again);
      await desk.accept(event);
    }
    const kinds = (await eventsOf(ticket)).map((event) => event.kind);
    expect(kinds.filter((kind) => kind === "claimed")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "took-over")).toHaveLength(0);
    expect(kinds.filter((kind) => kind === "snoozed")).toHaveLength(1);
    // Solved once, reopened once.
    expect(kinds.filter((kind) => kind === "moved")).toHaveLength(2);
    expect(await desk.troubles()).toEqual([]);
  });

  it("of Solved, Not helpful and Talk to a human counts once each", async () => {
    const { asked, answerId } = await answered("maya");
    const before = { solved: await figures("solved-by-bot"), tickets: await figures("tickets-opened") };
    const press = (controlId: string) => desk.controlEvent("maya", { controlId, value: answerId });
    await desk.accept(press(CONTROLS.answerNotHelpful), press(CONTROLS.answerNotHelpful));
    await desk.accept(press(CONTROLS.answerHuman), press(CONTROLS.answerHuman));
    await desk.accept(press(CONTROLS.answerSolved), press(CONTROLS.answerSolved));
    expect(await figures("solved-by-bot")).toBe(before.solved + 1);
    expect(await figures("tickets-opened")).toBe(before.tickets + 1);
    const thread = await desk.posts("maya", "help", asked.postKey);
    expect(thread.filter((post) => post.text.includes("Passed to the team"))).toHaveLength(1);
    const answer = await desk.read((stores) => stores.answers.get(answerId));
    const found = await desk.read((stores) => stores.threads.get(answer?.threadId ?? ""));
    expect(found?.failedAnswerCount).toBe(1);
  });

  it("of a rating counts once; another rating takes its place", async () => {
    const { asked, ticket } = await openTicket("tom");
    await desk.press("ana", await cardOf(desk, ticket.number), CONTROLS.resolve);
    const survey = (await desk.posts("tom", "general", asked.postKey)).at(-1);
    const control = survey ? controlsOf(survey)[0] : undefined;
    if (control?.type !== "button") throw new Error("no survey");
    const surveyId = control.value.split("|")[0] ?? "";
    const before = { all: await figures("csat-responses"), good: await figures("csat-good") };
    const rate = (rating: number) =>
      desk.controlEvent("tom", { controlId: CONTROLS.rate, value: joinValue(surveyId, rating) });
    await desk.accept(rate(5), rate(5));
    expect([await figures("csat-responses"), await figures("csat-good")]).toEqual([
      before.all + 1,
      before.good + 1,
    ]);
    await desk.wait(2 * HOUR);
    await desk.accept(rate(2), rate(2));
    expect([await figures("csat-responses"), await figures("csat-good")]).toEqual([
      before.all + 1,
      before.good,
    ]);
    const rated = (await eventsOf(ticket))
      .filter((event) => event.kind === "rated")
      .map((event) => event.detail);
    expect(rated).toEqual(["Rated 5 of 5 by Tom", "Rated 2 of 5 by Tom"]);
    await desk.accept(rate(0), rate(6), rate(99));
    expect(await figures("csat-responses")).toBe(before.all + 1);
  });

  it("of a suggestion settles it once: sent is not dismissed, dismissed is not sent", async () => {
    await desk.read(async (stores) => {
      const help = (await stores.channels.list()).find((channel) => channel.channelKey === "help");
      await stores.channels.configure(help?.id ?? "", { mode: "suggest" });
    });
    const ask = async (personKey: string): Promise<PostRecord> => {
      const asked = await desk.say(personKey, "help", "how do I change the delivery address of my parcel?");
      await desk.wait(10_000);
      return asked;
    };
    const suggestion = async () => {
      const post = (await desk.posts("ana", "agents")).findLast((one) =>
        one.text.includes("Suggested answer"),
      );
      const control = post ? controlsOf(post)[0] : undefined;
      if (control?.type !== "button") throw new Error("no suggestion");
      return control.value;
    };
    const sent = await ask("ines");
    const first = await suggestion();
    const press = (controlId: string, value: string, who = "ana") =>
      desk.controlEvent(who, { controlId, value, channel: AGENTS });
    await desk.accept(
      press(CONTROLS.sendSuggestion, first),
      press(CONTROLS.sendSuggestion, first, "ben"),
      press(CONTROLS.dismissSuggestion, first, "ben"),
    );
    const thread = await desk.posts("ines", "help", sent.postKey);
    expect(thread.filter((post) => textOf(post.content).includes("Sent by Ana"))).toHaveLength(1);
    expect(thread).toHaveLength(1);
    expect(await lastSeen("ben", "agents")).toContain("sent or dismissed already");

    const dropped = await ask("jonas");
    const second = await suggestion();
    await desk.accept(
      press(CONTROLS.dismissSuggestion, second, "ben"),
      press(CONTROLS.sendSuggestion, second),
    );
    expect(await desk.posts("jonas", "help", dropped.postKey)).toHaveLength(0);
    await desk.read(async (stores) => {
      const help = (await stores.channels.list()).find((channel) => channel.channelKey === "help");
      await stores.channels.configure(help?.id ?? "", { mode: "auto" });
    });
    expect(await desk.troubles()).toEqual([]);
  });
});

describe("words for the customer", () => {
  it("leave the agents' channel by the button alone, and once", async () => {
    const { asked, ticket } = await openTicket("jonas");
    const card = await cardOf(desk, ticket.number);
    await desk.say("ana", "agents", "Third time for this one, tell them Thursday.", card.postKey);
    const customerSees = async () =>
      (await desk.posts("jonas", "general", asked.postKey)).filter((post) => post.text.includes("Thursday"));
    expect(await customerSees()).toHaveLength(0);
    const offer = (await desk.posts("ana", "agents", card.postKey)).at(-1);
    if (!offer) throw new Error("no offer");
    expect(await desk.posts("ben", "agents", card.postKey)).toHaveLength(1);
    await desk.press("ana", offer, CONTROLS.relay);
    await desk.press("ana", offer, CONTROLS.relay);
    expect(await customerSees()).toHaveLength(1);
    expect((await eventsOf(ticket)).filter((event) => event.kind === "replied")).toHaveLength(1);
  });

  it("by the form arrive once, however often the form is sent", async () => {
    const { asked, ticket } = await openTicket("ines");
    const sent = (text: string) =>
      desk.formEvent("ben", { formId: FORMS.reply, value: ticket.id, values: { text }, channel: AGENTS });
    await desk.accept(sent("It is at the depot."), sent("It is at the depot."));
    await desk.accept(sent("And now it is out for delivery."));
    const words = (await desk.posts("maya", "general", asked.postKey)).map((post) => post.text);
    expect(words.filter((one) => one.includes("at the depot"))).toHaveLength(1);
    expect(words.filter((one) => one.includes("out for delivery"))).toHaveLength(1);
  });

  it("never come from another customer's message or from nowhere", async () => {
    const { asked, ticket } = await openTicket("tom");
    const message = await desk.read(
      async (stores) => (await stores.messages.listByThread(ticket.threadId, 1))[0],
    );
    const before = (await desk.posts("tom", "general", asked.postKey)).length;
    await desk.accept(
      desk.controlEvent("ana", {
        controlId: CONTROLS.relay,
        value: joinValue(ticket.id, message?.message.id ?? ""),
        channel: AGENTS,
      }),
    );
    expect(await desk.posts("tom", "general", asked.postKey)).toHaveLength(before);
  });
});

describe("“Not a risk” in a message's own menu", () => {
  it("judges the flag of that message's customer; where there is no ticket it says so", async () => {
    const { asked, ticket } = await openTicket();
    const flag = await desk.read((stores) =>
      stores.riskFlags.add({
        threadId: ticket.threadId,
        customerId: ticket.customerId,
        level: "high",
        score: 0.7,
        negativeEmotionSharePercent: 50,
        signals: [],
        flaggedAt: desk.clock.now(),
      }),
    );
    const use = (messageKey: string) =>
      desk.accept(
        desk.controlEvent("ana", { controlId: MESSAGE_CONTROLS.notARisk, messageKey, channel: GENERAL }),
      );
    await use("no-such-message");
    expect(await lastSeen("ana", "general")).toBe("There is no ticket about this message.");
    await use(asked.postKey);
    const flags = await desk.read((stores) => stores.riskFlags.listByThread(ticket.threadId));
    expect(flags).toMatchObject([{ id: flag.id, verdict: "false-alarm" }]);
  });
});

describe("people who may not", () => {
  it("move no ticket and read no reason", async () => {
    const { ticket } = await openTicket("maya");
    const staffControls = [
      CONTROLS.claim,
      CONTROLS.assign,
      CONTROLS.reply,
      CONTROLS.snooze,
      CONTROLS.resolve,
      CONTROLS.reopen,
      CONTROLS.notARisk,
      MESSAGE_CONTROLS.notARisk,
      CONTROLS.why,
      CONTROLS.sendSuggestion,
      CONTROLS.dismissSuggestion,
      CONTROLS.relay,
    ];
    const before = await eventsOf(ticket);
    for (const controlId of staffControls) {
      const value = controlId === CONTROLS.relay ? joinValue(ticket.id, ticket.id) : ticket.id;
      await desk.accept(desk.controlEvent("maya", { controlId, value }));
      expect(await lastSeen("maya", "help")).toBe("Only the support team can do this.");
    }
    await desk.accept(
      desk.formEvent("maya", { formId: FORMS.reply, value: ticket.id, values: { text: "I am support" } }),
    );
    expect(await lastSeen("maya", "help")).toBe("Only the support team can do this.");
    expect(await eventsOf(ticket)).toEqual(before);
    expect(await desk.read((stores) => stores.tickets.get(ticket.id))).toEqual(ticket);
  });

  it("judge no answer of somebody else and rate no help that somebody else had", async () => {
    const { answerId } = await answered("ines");
    for (const controlId of [CONTROLS.answerSolved, CONTROLS.answerNotHelpful, CONTROLS.answerHuman])
      await desk.accept(desk.controlEvent("tom", { controlId, value: answerId }));
    expect(await desk.read((stores) => stores.answers.get(answerId))).toMatchObject({ feedback: null });
    expect(await lastSeen("tom", "help")).toContain("Only the person who asked");

    const { asked, ticket } = await openTicket("maya");
    await desk.press("ana", await cardOf(desk, ticket.number), CONTROLS.resolve);
    const survey = (await desk.posts("maya", "general", asked.postKey)).at(-1);
    if (!survey) throw new Error("no survey");
    const before = await figures("csat-responses");
    await desk.press("tom", survey, `${CONTROLS.rate}=1`);
    await desk.press("ana", survey, `${CONTROLS.rate}=5`);
    expect(await figures("csat-responses")).toBe(before);
  });

  it("own nothing: who says Solved does not become the ticket's owner", async () => {
    const { answerId } = await answered("jonas");
    await desk.accept(desk.controlEvent("jonas", { controlId: CONTROLS.answerHuman, value: answerId }));
    const [ticket] = await desk.read((stores) => stores.tickets.list({ limit: 1 }));
    await desk.read((stores) => stores.tickets.change(ticket?.id ?? "", { assigneeId: null }));
    await desk.accept(desk.controlEvent("jonas", { controlId: CONTROLS.answerSolved, value: answerId }));
    expect(await desk.read((stores) => stores.tickets.get(ticket?.id ?? ""))).toMatchObject({
      state: "solved",
      assigneeId: null,
    });
  });
});

describe("assigning from the card", () => {
  it("gives the ticket to whom it names, once, and to staff alone", async () => {
    const { ticket } = await openTicket("maya");
    const menu = controlsOf(await cardOf(desk, ticket.number)).find((control) => control.type === "menu");
    if (menu?.type !== "menu") throw new Error("no menu");
    // Everybody but the one who has it.
    expect(menu.options).toHaveLength(1);
    const value = menu.options[0]?.value ?? "";
    const press = (who: string, to = value) =>
      desk.controlEvent(who, { controlId: CONTROLS.assign, value: to, channel: AGENTS });
    await desk.accept(press("ana"), press("ana"));
    const now = await desk.read((stores) => stores.tickets.get(ticket.id));
    expect(`${ticket.id}|${now?.assigneeId}`).toBe(value);
    expect((await eventsOf(ticket)).filter((event) => event.detail.includes("by Ana"))).toHaveLength(1);
    const maya = ticket.customerId ?? "";
    await desk.accept(press("ana", joinValue(ticket.id, maya)));
    expect(await desk.read((stores) => stores.tickets.get(ticket.id))).toMatchObject({
      assigneeId: now?.assigneeId,
    });
    expect(await desk.troubles()).toEqual([]);
  });
});

describe("values from outside", () => {
  const ID = "3f6c1a54-0a5e-4a3e-9c1d-0d9a3a1b2c3d";
  const value = fc.oneof(
    fc.constantFrom(
      "",
      "|",
      ID,
      `${ID}|`,
      `${ID}|${ID}`,
      `${ID}|x|5`,
      `${ID}|5`,
      `|${ID}`,
      `${ID} `,
      "null",
      "0",
    ),
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constant("x".repeat(50_000)),
    fc.string().map((more) => `${ID}|${more}`),
  );
  const values = fc.dictionary(
    fc.constantFrom("text", "subject", "details", "comment", "__proto__"),
    fc.oneof(fc.string({ unit: "binary" }), fc.constant("y".repeat(30_000)), fc.constant("\u0000\ud800")),
  );

  it("never throw and never leave a dead letter, whatever they are", async () => {
    const presses = fc.record({
      who: fc.constantFrom("maya", "ana"),
      controlId: fc.constantFrom(...Object.values(CONTROLS), "no.such.control"),
      value,
    });
    const forms = fc.record({
      who: fc.constantFrom("maya", "ana"),
      formId: fc.constantFrom(...Object.values(FORMS), "no-such-form"),
      value,
      values,
    });
    const before = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0]?.number;
    await desk.accept(
      ...fc
        .sample(presses, { numRuns: 50, seed: 7 })
        .map(({ who, ...press }) => desk.controlEvent(who, press)),
      ...fc
        .sample(forms, { numRuns: 40, seed: 7 })
        .filter((form) => form.formId !== FORMS.ticket)
        .map(({ who, ...form }) => desk.formEvent(who, form)),
    );
    expect(await desk.troubles()).toEqual([]);
    expect((await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0]?.number).toBe(before);
  }, 60_000);

  it("open no ticket without a few words on it", async () => {
    const before = await figures("tickets-opened");
    await desk.accept(
      desk.formEvent("maya", { formId: FORMS.ticket, value: ID, values: {} }),
      desk.formEvent("maya", { formId: FORMS.ticket, value: ID, values: { subject: "   " } }),
      desk.formEvent("maya", { formId: FORMS.ticket, value: ID, values: { subject: "s".repeat(201) } }),
      desk.formEvent("maya", { formId: FORMS.ticket, value: "nothing", values: { subject: "Hello" } }),
    );
    expect(await figures("tickets-opened")).toBe(before);
    expect(await desk.troubles()).toEqual([]);
  });
});
