import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROLS, FORMS } from "../../src/desk/control-ids.ts";
import type { TicketState } from "../../src/domain/ticket.ts";
import { HOUR, MINUTE } from "../../src/domain/time.ts";
import { cardOf, controlsOf, openQuickDesk, type QuickDesk, textOf } from "../desk/quick-desk.ts";

let desk: QuickDesk;
beforeAll(async () => {
  desk = await openQuickDesk();
}, 60_000);
afterAll(() => desk.close());

/** What the ticket should be after each doing, kept beside the desk. */
interface Model {
  state: TicketState;
  isClaimed: boolean;
  snoozedUntilMs: number | null;
  answered: number;
  wake: number;
}

type Doing =
  | { readonly kind: "press"; readonly who: "ana" | "ben"; readonly control: string }
  | { readonly kind: "reply" | "write"; readonly who: "ana" | "ben" }
  | { readonly kind: "customer"; readonly words: "more" | "thanks" }
  | { readonly kind: "other-customer" | "stranger-press" }
  | { readonly kind: "wait"; readonly minutes: number };

const agent = fc.constantFrom("ana" as const, "ben" as const);
const doings = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("press" as const),
        who: agent,
        control: fc.constantFrom(CONTROLS.claim, CONTROLS.snooze, CONTROLS.resolve, CONTROLS.reopen),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom("reply" as const, "write" as const), who: agent }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("customer" as const),
        words: fc.constantFrom("more" as const, "thanks" as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom("other-customer" as const, "stranger-press" as const) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.constantFrom(10, 61) }),
    },
  ),
  { minLength: 3, maxLength: 8 },
) as fc.Arbitrary<Doing[]>;

let count = 0;

describe("a ticket's life", () => {
  it("equals its table of legal moves, and its card tells the truth, whatever people do in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(doings, async (steps) => {
        count += 1;
        const asked = await desk.say("maya", "general", `human please, case ${count}`);
        const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
        if (!ticket) throw new Error("no ticket");
        const model: Model = { state: "open", isClaimed: false, snoozedUntilMs: null, answered: 0, wake: 0 };
        for (const [at, step] of steps.entries()) {
          await carryOut(step, ticket.id, asked.postKey, `${count}.${at}`);
          settle(model);
          move(model, step);
          settle(model);
          const now = await desk.read((stores) => stores.tickets.get(ticket.id));
          expect(now?.state).toBe(model.state);
          expect(now?.claimedAt !== null).toBe(model.isClaimed);
          expect(now?.snoozedUntilAt?.getTime() ?? null).toBe(model.snoozedUntilMs);
          expect(now?.solvedAt !== null).toBe(model.state === "solved");
          await expectCardToTell(ticket.number, model);
        }
        expect(await desk.troubles()).toEqual([]);
        await desk.wait(11 * MINUTE);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  async function carryOut(step: Doing, ticketId: string, threadKey: string, mark: string): Promise<void> {
    switch (step.kind) {
      case "press":
        desk.clock.advance(1_000);
        return desk.accept(
          desk.controlEvent(step.who, inAgents({ controlId: step.control, value: ticketId })),
        );
      case "stranger-press":
        return desk.accept(desk.controlEvent("tom", { controlId: CONTROLS.resolve, value: ticketId }));
      case "reply":
        desk.clock.advance(1_000);
        return desk.accept(
          desk.formEvent(step.who, {
            formId: FORMS.reply,
            value: ticketId,
            values: { text: `answer ${mark}` },
          }),
        );
      case "write":
        await desk.say(step.who, "general", `I am on it ${mark}`, threadKey);
        return;
      case "customer":
        await desk.say(
          "maya",
          "general",
          step.words === "thanks" ? "thanks!" : `it still fails ${mark}`,
          threadKey,
        );
        return;
      case "other-customer":
        await desk.say("tom", "general", "same here, it fails for me too", threadKey);
        return;
      case "wait":
        return desk.wait(step.minutes * MINUTE);
    }
  }

  /** Time passes before the doing: a snooze that is over has woken the ticket. */
  function settle(model: Model): void {
    if (model.snoozedUntilMs === null || model.snoozedUntilMs > desk.clock.now().getTime()) return;
    if (model.state === "on-hold") model.state = "open";
    model.snoozedUntilMs = null;
  }

  function move(model: Model, step: Doing): void {
    const isUnfinished = model.state !== "solved";
    if (step.kind === "customer") {
      if (isUnfinished) Object.assign(model, { state: "open", snoozedUntilMs: null });
      else if (step.words === "more") model.state = "open";
    }
    if ((step.kind === "reply" || step.kind === "write") && isUnfinished) {
      Object.assign(model, { state: "pending", isClaimed: true, snoozedUntilMs: null });
    }
    if (step.kind !== "press") return;
    if (step.control === CONTROLS.claim && isUnfinished) model.isClaimed = true;
    if (step.control === CONTROLS.resolve && isUnfinished)
      Object.assign(model, { state: "solved", snoozedUntilMs: null });
    if (step.control === CONTROLS.reopen && !isUnfinished) model.state = "open";
    if (step.control === CONTROLS.snooze && (model.state === "open" || model.state === "pending"))
      Object.assign(model, { state: "on-hold", snoozedUntilMs: desk.clock.now().getTime() + HOUR });
  }

  async function expectCardToTell(number: number, model: Model): Promise<void> {
    const card = await cardOf(desk, number);
    const offered = controlsOf(card).map((control) => control.controlId);
    const isSolved = model.state === "solved";
    expect(card.content?.accent === "closed").toBe(isSolved);
    expect(offered.includes(CONTROLS.reopen)).toBe(isSolved);
    expect(offered.includes(CONTROLS.resolve)).toBe(!isSolved);
    expect(card.text.includes("snoozed until")).toBe(model.state === "on-hold");
    expect(card.text.includes("pending")).toBe(model.state === "pending");
    if (!isSolved) expect(textOf(card.content).includes('"Take over"')).toBe(model.isClaimed);
    expect(card.text.split("\n")[0]).not.toMatch(/waiting.*solved/);
  }

  const inAgents = <T extends object>(change: T) => ({
    ...change,
    channel: { channelKey: "agents", name: "agents", isDirect: false, isPrivate: true },
  });
});

describe("two tickets of one thread", () => {
  it("are never open at once: an old one is not reopened beside a new one", async () => {
    const asked = await desk.say("ines", "general", "human please, my parcel is lost");
    const first = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    if (!first) throw new Error("no ticket");
    await desk.press("ana", await cardOf(desk, first.number), CONTROLS.resolve);
    await desk.react("ben", asked, "🎫");
    const [second] = await desk.read((stores) => stores.tickets.list({ limit: 1 }));
    expect(second?.number).toBe(first.number + 1);
    await desk.press("ana", await cardOf(desk, first.number), CONTROLS.reopen);
    expect((await desk.posts("ana", "agents")).at(-1)?.text).toContain(
      `#${second?.number} is open on the same thread`,
    );
    expect(await desk.read((stores) => stores.tickets.get(first.id))).toMatchObject({ state: "solved" });
    expect(await desk.troubles()).toEqual([]);
  });
});

describe("snooze", () => {
  it("tells the owner when it is over, once, and a moved one wakes nobody early", async () => {
    await desk.wait(HOUR);
    await desk.say("jonas", "general", "human please, wrong address");
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    if (!ticket) throw new Error("no ticket");
    await desk.press("ana", await cardOf(desk, ticket.number), CONTROLS.claim);
    await desk.press("ana", await cardOf(desk, ticket.number), CONTROLS.snooze);
    const { channelKey } = await desk.desk.room.bot.directChannel("ana");
    const told = async () =>
      (await desk.posts("ana", channelKey)).filter((post) => post.text.includes(`#${ticket.number} is back`));
    await desk.wait(59 * MINUTE);
    expect(await told()).toHaveLength(0);
    await desk.wait(2 * MINUTE);
    await desk.wait(2 * HOUR);
    expect(await told()).toHaveLength(1);
  });

  it("leaves every role as it was: a clock is no evidence of who somebody is", async () => {
    const roles = await desk.read(async (stores) => {
      const workspace = (await stores.workspaces.list())[0];
      const found = await Promise.all(
        ["ana", "jonas"].map((key) => stores.people.findByKey(workspace?.id ?? "", key)),
      );
      return found.map((person) => person?.role);
    });
    expect(roles).toEqual(["agent", "customer"]);
  });
});

describe("the promise to answer", () => {
  const warnings = async (number: number): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const key of ["ana", "ben"]) {
      const { channelKey } = await desk.desk.room.bot.directChannel(key);
      for (const post of await desk.posts(key, channelKey))
        if (post.text.includes(`first answer on ticket #${number} `)) found.push(post.text);
    }
    return found;
  };

  it("stands on the card, reminds the owner once before it is missed, and says how late it is", async () => {
    await desk.say("tom", "general", "human please, no parcel came");
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    if (!ticket) throw new Error("no ticket");
    expect(ticket.priority).toBe("high");
    expect(textOf((await cardOf(desk, ticket.number)).content)).toContain("Answer due");
    await desk.wait(2 * HOUR);
    expect(await warnings(ticket?.number ?? 0)).toHaveLength(0);
    await desk.wait(HOUR + MINUTE);
    const after = await warnings(ticket.number);
    expect(after).toHaveLength(1);
    expect(after.at(-1)).toMatch(new RegExp(`ticket #${ticket.number} is due in 5\\d min: @?Tom waits`));
    await desk.wait(5 * HOUR);
    expect(await warnings(ticket.number)).toHaveLength(1);
    await desk.press("ana", await cardOf(desk, ticket.number), CONTROLS.claim);
    expect(textOf((await cardOf(desk, ticket.number)).content)).toMatch(/late by 4 h/);
  });

  it("is kept by the first human words: nobody is reminded then, and the card names no time any more", async () => {
    await desk.wait(HOUR);
    const asked = await desk.say("tom", "general", "human please, another parcel");
    await desk.say("ben", "general", "I look at it", asked.postKey);
    const ticket = (await desk.read((stores) => stores.tickets.list({ limit: 1 })))[0];
    await desk.wait(8 * HOUR);
    expect(await warnings(ticket?.number ?? 0)).toHaveLength(0);
    expect(textOf((await cardOf(desk, ticket?.number ?? 0)).content)).not.toContain("Answer due");
  });
});
