import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseAssignee } from "../../src/desk/choose-assignee.ts";
import { similarTickets } from "../../src/desk/similar-tickets.ts";

const agent = (personKey: string, isAvailable = true) => ({
  id: `id-${personKey}`,
  workspaceId: "w",
  personKey,
  displayName: personKey,
  role: "agent" as const,
  optedOutAt: null,
  noticeAt: null,
  isAvailable,
});

const agents = fc.uniqueArray(
  fc.record({
    personKey: fc.stringMatching(/^[A-Za-zÄÖ0-9-]{1,6}$/),
    isAvailable: fc.boolean(),
    load: fc.constantFrom(0, 0.5, 1, 2, 4),
  }),
  { selector: (one) => one.personKey, maxLength: 6 },
);

describe("assignment", () => {
  it("goes to the least busy of those who are available, and says why", () => {
    const loads = new Map([
      ["id-ana", 4],
      ["id-ben", 1],
      ["id-cleo", 0],
    ]);
    expect(chooseAssignee([agent("ana"), agent("ben"), agent("cleo", false)], loads)).toEqual({
      assigneeId: "id-ben",
      because: "least busy of 2, open load 1",
    });
    expect(chooseAssignee([agent("ana")], new Map())?.because).toBe("only agent available, no open work");
  });

  it("goes to nobody when nobody is available", () => {
    expect(chooseAssignee([], new Map())).toBeNull();
    expect(chooseAssignee([agent("ana", false), agent("ben", false)], new Map())).toBeNull();
  });

  it("is the same on every replica, whatever order the database gives the agents in", () => {
    fc.assert(
      fc.property(agents, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (people, order) => {
        const loads = new Map(people.map((one) => [`id-${one.personKey}`, one.load]));
        const list = people.map((one) => agent(one.personKey, one.isAvailable));
        const shuffled = list
          .map((one) => ({ one, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        const chosen = chooseAssignee(list, loads);
        expect(chooseAssignee(shuffled, loads)).toEqual(chosen);
        const least = Math.min(...people.filter((one) => one.isAvailable).map((one) => one.load));
        if (chosen) expect(loads.get(chosen.assigneeId)).toBe(least);
        else expect(people.some((one) => one.isAvailable)).toBe(false);
      }),
    );
  });

  it("breaks a tie by plain character order, which no machine's language changes", () => {
    expect(chooseAssignee([agent("ä"), agent("z"), agent("B"), agent("a")], new Map())?.assigneeId).toBe(
      "id-B",
    );
  });
});

describe("similar tickets", () => {
  const ticket = (number: number, subject: string) => ({ id: `t${number}`, number, subject });
  const recent = [
    ticket(1, "Express parcel late, refund of the delivery price"),
    ticket(2, "Invoice of February is missing"),
    ticket(3, "My express parcel came late again"),
    ticket(4, "How do I change my password?"),
    ticket(5, "(erased)"),
  ];

  it("are the two that share most words, never the ticket itself and never by one word alone", () => {
    expect(similarTickets(ticket(9, "express parcel is late, I want a refund"), recent)).toEqual([
      { number: 1, subject: "Express parcel late, refund of the delivery price" },
      { number: 3, subject: "My express parcel came late again" },
    ]);
    expect(
      similarTickets(ticket(3, "My express parcel came late again"), recent).map((one) => one.number),
    ).toEqual([1]);
    expect(similarTickets(ticket(9, "Password"), recent)).toEqual([]);
    expect(similarTickets(ticket(9, "what can you do for me please"), recent)).toEqual([]);
    expect(similarTickets(ticket(9, "(erased)"), recent)).toEqual([]);
  });

  it("can be asked for with any words at all", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.array(fc.string({ unit: "binary" }), { maxLength: 6 }),
        (own, others) => {
          const found = similarTickets(
            ticket(0, own),
            others.map((subject, at) => ticket(at + 1, subject)),
          );
          expect(found.length).toBeLessThanOrEqual(2);
        },
      ),
    );
  });
});
