import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mayTarget } from "../../../adapters/teams/speak/connector.ts";
import type { HeldAnswers } from "../../../src/ports/stores/held-answers.ts";
import { addressOf, contentOf, deliver } from "../../contracts/outbounds.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { actionsIn, cardOf } from "./read-card.ts";
import {
  CHANNEL,
  makeTeamsHarness,
  PEOPLE,
  type TeamsHarness,
  type TeamsHarnessOptions,
} from "./teams-harness.ts";

const FORM = {
  formId: "reply-to-customer",
  title: "Reply",
  submitLabel: "Send",
  value: "t1",
  fields: [{ type: "text", fieldId: "text", label: "Words" }],
} as const;
const REPLY = {
  type: "controls",
  controls: [{ type: "button", controlId: "ticket.reply", label: "Reply", value: "t1" }],
} as const;
const LONG_WAITS = { cardMs: 4_000, dialogMs: 4_000, streamMs: 0, lookMs: 1 };

let intake: FakeIntake;
let harness: TeamsHarness;
beforeEach(async () => {
  intake = createFakeIntake();
  harness = await open();
});
afterEach(() => harness.close());

const open = (options: TeamsHarnessOptions = {}) =>
  makeTeamsHarness({ intake, completer: { complete: async () => [] } }, options);
const ephemeral = (words = "For your eyes only.") =>
  deliver(harness, {
    ...addressOf(harness),
    kind: "ephemeral",
    personKey: PEOPLE.customer,
    interactionKey: null,
    content: contentOf(words, [REPLY]),
  });
const shownTo = async (personKey: string) =>
  (await harness.seenBy(personKey, CHANNEL)).filter(({ text }) => text.includes("your eyes"));

describe("words for one person alone", () => {
  it("stand in the channel where Teams can show them to that person and to nobody else", async () => {
    expect(await ephemeral()).toEqual({ kind: "sent", messageKey: null, permalink: null });
    expect(await shownTo(PEOPLE.customer)).toMatchObject([{ isEphemeral: true }]);
    for (const other of [PEOPLE.other, PEOPLE.staff]) expect(await shownTo(other)).toEqual([]);
  });

  it("count in the channel when a button on them is pressed", async () => {
    await ephemeral();
    const [post] = harness.teams.posts.filter(({ onlyFor }) => onlyFor === PEOPLE.customer);
    const [action] = actionsIn(post ? cardOf(post) : null);
    expect(action?.data.rapport).toMatchObject({ at: { p: CHANNEL } });
  });

  it("go to the private chat where Teams cannot, and the channel is not asked at every word", async () => {
    harness.teams.down.targeted = 400;
    expect((await ephemeral()).kind).toBe("sent");
    expect((await ephemeral("Again for your eyes.")).kind).toBe("sent");
    for (const person of Object.values(PEOPLE)) expect(await shownTo(person)).toEqual([]);
    const direct = harness.teams.directOf(PEOPLE.customer);
    expect(await harness.seenBy(PEOPLE.customer, direct)).toHaveLength(2);
    const asked = harness.teams.calls.filter(({ path }) => path.includes(encodeURIComponent(CHANNEL)));
    expect(asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("are not said twice when nobody knows whether Teams took them", async () => {
    harness.teams.troubles.push({ status: 500, isCut: true });
    expect((await ephemeral()).kind).toBe("uncertain");
    expect(await harness.seenBy(PEOPLE.customer, harness.teams.directOf(PEOPLE.customer))).toEqual([]);
  });

  it("are never handed to a cloud that would show them to everybody", () => {
    const keys = "https://login.botframework.com/v1/.well-known/openidconfiguration";
    expect(mayTarget("https://smba.trafficmanager.net/emea/org/", keys)).toBe(true);
    for (const url of [
      "https://smba.infra.gov.teams.microsoft.us/gcch",
      "https://smba.infra.gcc.teams.microsoft.com/teams",
      "http://smba.trafficmanager.net/emea/",
      "http://127.0.0.1:3978/",
    ])
      expect(mayTarget(url, keys)).toBe(false);
  });
});

/** What several processes share. */
function createSharedAnswers(): HeldAnswers & { readonly left: Map<string, string> } {
  const left = new Map<string, string>();
  return {
    left,
    async leave(tenantId, requestKey, answer) {
      const key = `${tenantId}/${requestKey}`;
      if (left.has(key)) return false;
      left.set(key, answer);
      return true;
    },
    async take(tenantId, requestKey) {
      const answer = left.get(`${tenantId}/${requestKey}`) || null;
      if (answer !== null) left.set(`${tenantId}/${requestKey}`, "");
      return answer;
    },
  };
}

describe("several processes behind one address", () => {
  const pressReply = async (door: TeamsHarness) => {
    const sent = await deliver(door, {
      ...addressOf(door),
      kind: "post",
      content: contentOf("Ticket", [REPLY]),
    });
    const messageKey = sent.kind === "sent" ? (sent.messageKey ?? "") : "";
    const post = door.teams.posts.find((one) => one.messageKey === messageKey);
    const action = actionsIn(post ? cardOf(post) : null).find(({ title }) => title === "Reply");
    return door.send({
      ...door.frame(PEOPLE.staff, CHANNEL, messageKey),
      type: "invoke",
      id: "f:1",
      replyToId: messageKey,
      name: "task/fetch",
      value: { data: action?.data },
    });
  };
  const kept = async (): Promise<string> => {
    for (;;) {
      const event = intake.events.find(({ kind }) => kind === "control-used");
      if (event?.kind === "control-used") return event.interactionKey ?? "";
      await new Promise(setImmediate);
    }
  };
  const form = (by: TeamsHarness, interactionKey: string, personKey: string = PEOPLE.staff) =>
    deliver(by, { ...addressOf(by), kind: "open-form", personKey, interactionKey, form: FORM });

  it("a dialog opens at the press, whichever of them has its form", async () => {
    const heldAnswers = createSharedAnswers();
    const door = await open({ config: { heldAnswers, waits: LONG_WAITS } });
    const worker = await open({ config: { heldAnswers, waits: LONG_WAITS } });
    const pressed = pressReply(door);
    const key = await kept();
    expect(await form(worker, key)).toMatchObject({ kind: "sent" });
    expect(JSON.stringify((await pressed).body)).toContain("reply-to-customer");
    expect(worker.teams.posts).toEqual([]);
    expect([...heldAnswers.left.values()]).toEqual([""]);
    // What comes later goes another way: the press was answered.
    await form(worker, key);
    expect(worker.teams.posts).toMatchObject([{ onlyFor: PEOPLE.staff }]);
    await Promise.all([door.close(), worker.close()]);
  });

  it("a form that comes too late is offered by a button, and nobody else's key opens it", async () => {
    const heldAnswers = createSharedAnswers();
    const waits = { ...LONG_WAITS, dialogMs: 5 };
    const door = await open({ config: { heldAnswers, waits } });
    const worker = await open({ config: { heldAnswers, waits } });
    const { body } = await pressReply(door);
    expect(JSON.stringify(body)).toContain("takes a moment");
    const key = await kept();
    expect((await form(worker, key, PEOPLE.other)).kind).toBe("refused");
    await form(worker, key);
    expect(worker.teams.posts).toMatchObject([{ onlyFor: PEOPLE.staff }]);
    await Promise.all([door.close(), worker.close()]);
  });
});
