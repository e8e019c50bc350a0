import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FEATURES } from "../../src/domain/capability.ts";
import type { Outbound } from "../../src/domain/outbound.ts";
import type { CommandCompleter } from "../../src/ports/chat-adapter.ts";
import { createFakeIntake } from "../fakes/intake.ts";
import type { MakeHarness } from "./adapter-harness.ts";
import { FEATURE_STORIES, FORM, lastEvent, type Stage, say, seen } from "./feature-stories.ts";
import { HOSTILE_TEXTS, remainsHostile } from "./hostile-texts.ts";
import { addressOf, CONTROLS, contentOf, deliver, postKeyOf } from "./outbounds.ts";
import { describeStanding } from "./standing.ts";

const completer: CommandCompleter = {
  async complete({ text }) {
    return "/rapport help".startsWith(text) ? [{ value: "/rapport help", hint: "What I can do" }] : [];
  },
};

/** The promises of `src/ports/chat-adapter.ts`, kept by every adapter. */
export function describeChatAdapterContract(name: string, makeHarness: MakeHarness): void {
  describe(`${name} keeps the contract of a chat adapter`, () => {
    let stage: Stage;

    beforeEach(async () => {
      const intake = createFakeIntake();
      stage = { intake, harness: await makeHarness({ intake, completer }) };
    });
    afterEach(() => stage.harness.close());

    test("what the bot posts never comes back as an event", async () => {
      const { harness, intake } = stage;
      await deliver(harness, {
        ...addressOf(harness),
        kind: "post",
        content: contentOf("@rapport are you there?"),
      });
      await say(stage, "I am");
      expect(intake.events.map((event) => event.actor.personKey)).toEqual([harness.people.customer]);
    });

    test("the same fact delivered again is the same fact", async () => {
      const { harness, intake } = stage;
      await say(stage, "Only once, please");
      expect((await harness.redeliver()).answer).toBe("ok");
      expect(intake.calls.length).toBeGreaterThan(1);
      expect(new Set(intake.calls.map((event) => event.dedupeKey)).size).toBe(1);
      expect(intake.events).toHaveLength(1);
    });

    test("two facts are never taken for one", async () => {
      await say(stage, "Hello");
      await say(stage, "Hello");
      expect(stage.intake.events).toHaveLength(2);
    });

    test("a mention is one message, however often the platform tells of it, and the bot's name is taken out", async () => {
      await say(stage, "how do refunds work?", { mentionsBot: true });
      const messages = stage.intake.events.filter((event) => event.kind === "message-posted");
      expect(messages).toHaveLength(1);
      expect(messages[0]).toMatchObject({ mentionsBot: true, text: "how do refunds work?" });
    });

    test("the platform is acknowledged only after the event is kept", async () => {
      const { harness, intake } = stage;
      const open = intake.hold();
      let isAnswered = false;
      const told = say(stage, "Keep this").then(() => {
        isAnswered = true;
      });
      while (intake.calls.length === 0) await new Promise(setImmediate);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(isAnswered).toBe(false);
      open();
      await told;
      expect(harness.adapter.platform).toBe(intake.events[0]?.platform);
    });

    test("when nothing can be kept the platform is asked to send again, and then nothing is lost or doubled", async () => {
      const { harness, intake } = stage;
      intake.fail();
      const { customer: personKey } = harness.people;
      const deed = { kind: "say", personKey, channelKey: harness.channelKey, text: "Heavy weather" } as const;
      expect((await harness.act(deed)).answer).toBe("try-again");
      intake.recover();
      expect((await harness.redeliver()).answer).toBe("ok");
      expect(intake.events).toHaveLength(1);
      const posts = await harness.seenBy(personKey, harness.channelKey);
      expect(posts.filter((one) => one.text.includes("Heavy weather"))).toHaveLength(1);
    });

    test("keys are short enough for the store and times are in UTC", async () => {
      await say(stage, "Now");
      const event = lastEvent(stage, "message-posted");
      expect(event.dedupeKey.length).toBeLessThanOrEqual(200);
      expect(new Date(event.occurredAt).toISOString()).toBe(event.occurredAt);
      expect(event).toMatchObject({
        platform: stage.harness.adapter.platform,
        workspaceKey: stage.harness.workspaceKey,
      });
    });

    describe("who people are", () => describeStanding(() => stage));

    describe("features", () => {
      for (const feature of FEATURES) {
        test(`${feature}: it does what its table says`, async () => {
          const claim = stage.harness.adapter.capabilities[feature];
          if (claim.support === "yes") return FEATURE_STORIES[feature](stage);
          expect((claim.support === "degraded" ? claim.how : claim.why).length).toBeGreaterThan(10);
          const asked = OUTBOUND_OF[feature];
          if (claim.support === "impossible" && asked) {
            expect((await deliver(stage.harness, asked(stage))).kind).toBe("refused");
          }
        });
      }
    });

    describe("hostile words", () => {
      for (const [what, words] of Object.entries(HOSTILE_TEXTS)) {
        test(`${what}: inert and within the limits, in and out`, async () => {
          const { harness, intake } = stage;
          const content = contentOf(words, [
            { type: "heading", text: words },
            { type: "quote", text: words },
            { type: "list", items: [[{ type: "text", text: words }]] },
            { type: "facts", facts: [{ label: words, value: [{ type: "link", url: words, label: words }] }] },
            { type: "controls", controls: [{ type: "button", controlId: "x.y", label: words, value: "v" }] },
          ]);
          const outcome = await deliver(harness, { ...addressOf(harness), kind: "post", content });
          expect(outcome.kind).toBe("sent");
          const posts = await harness.seenBy(harness.people.customer, harness.channelKey);
          expect(posts.length).toBeGreaterThan(0);
          for (const one of posts) {
            expect(one.text.length).toBeLessThanOrEqual(harness.maxTextLength);
            expect(remainsHostile(one.text)).toEqual([]);
            expect(one.notified).toEqual([]);
          }
          const { customer: personKey } = harness.people;
          await harness.act({ kind: "say", personKey, channelKey: harness.channelKey, text: words });
          for (const event of intake.events) {
            if (event.kind !== "message-posted") continue;
            expect(remainsHostile(event.text).filter((fault) => fault !== "calls everybody")).toEqual([]);
          }
        });
      }
    });

    test("deliver answers what cannot be with a value, and never throws", async () => {
      const { harness } = stage;
      const nowhere = { ...addressOf(harness), channelKey: "no-such-channel" };
      const content = contentOf("Lost");
      const wishes: Outbound[] = [
        { ...nowhere, kind: "post", content },
        { ...addressOf(harness, "no-such-thread"), kind: "post", content },
        { ...addressOf(harness), workspaceKey: "another", kind: "post", content },
        { ...addressOf(harness), kind: "update", targetRef: "never", content },
        { ...addressOf(harness), kind: "delete", targetRef: "never" },
        { ...addressOf(harness), kind: "direct", personKey: "nobody", content },
        { ...addressOf(harness), kind: "ephemeral", personKey: "nobody", interactionKey: null, content },
        { ...addressOf(harness), kind: "react", messageKey: "no-such-post", emoji: "👀", remove: false },
        {
          ...addressOf(harness),
          kind: "open-form",
          personKey: "nobody",
          interactionKey: "stale",
          form: FORM,
        },
      ];
      for (const wish of wishes) expect((await deliver(harness, wish)).kind, wish.kind).toBe("refused");
    });

    test("a form reaches the one person who asked, and nobody else's key opens it", async () => {
      const { harness } = stage;
      if (harness.adapter.capabilities.forms.support !== "yes") return;
      const { customer, other } = harness.people;
      await harness.act({
        kind: "command",
        personKey: customer,
        channelKey: harness.channelKey,
        text: "/rapport new",
      });
      const interactionKey = lastEvent(stage, "command-invoked").interactionKey ?? "";
      const opening = { ...addressOf(harness), kind: "open-form", interactionKey, form: FORM } as const;
      expect((await deliver(harness, { ...opening, personKey: other })).kind).toBe("refused");
      expect((await deliver(harness, { ...opening, personKey: customer })).kind).toBe("sent");
      expect(await harness.formsBefore(customer)).toEqual(["ticket.new"]);
      expect(await harness.formsBefore(other)).toEqual([]);
    });

    test("a press names the post and the person, and what a post does not offer cannot be pressed", async () => {
      const { harness, intake } = stage;
      const content = contentOf("Did it help?", CONTROLS);
      const messageKey = await postKeyOf(deliver(harness, { ...addressOf(harness), kind: "post", content }));
      const deed = {
        kind: "use-control",
        personKey: harness.people.customer,
        messageKey,
        controlId: "ticket.claim",
      } as const;
      expect((await harness.act({ ...deed, value: "t9" })).answer).toBe("refused");
      expect(intake.events).toEqual([]);
      expect((await seen(stage, messageKey))?.controls).toContainEqual({
        controlId: "answer.solved",
        value: "a1",
      });
    });

    test("after stop nothing is taken, nothing is posted, and stopping twice is no fault", async () => {
      const { harness, intake } = stage;
      await harness.adapter.stop();
      await harness.adapter.stop();
      const { customer: personKey } = harness.people;
      const deed = { kind: "say", personKey, channelKey: harness.channelKey, text: "Too late" } as const;
      expect((await harness.act(deed)).answer).not.toBe("ok");
      expect(intake.events).toEqual([]);
      const outcome = await deliver(harness, {
        ...addressOf(harness),
        kind: "post",
        content: contentOf("Late"),
      });
      expect(outcome.kind).not.toBe("sent");
    });
  });
}

/** What to ask of a platform that says a feature is impossible. */
const OUTBOUND_OF: Partial<Record<(typeof FEATURES)[number], (stage: Stage) => Outbound>> = {
  "direct-messages": ({ harness }) => ({
    ...addressOf(harness),
    kind: "direct",
    personKey: harness.people.customer,
    content: contentOf("Hi"),
  }),
  "ephemeral-messages": ({ harness }) => ({
    ...addressOf(harness),
    kind: "ephemeral",
    personKey: harness.people.customer,
    interactionKey: null,
    content: contentOf("Hi"),
  }),
  forms: ({ harness }) => ({
    ...addressOf(harness),
    kind: "open-form",
    personKey: harness.people.customer,
    interactionKey: "any",
    form: FORM,
  }),
  reactions: ({ harness }) => ({
    ...addressOf(harness),
    kind: "react",
    messageKey: "any",
    emoji: "👀",
    remove: false,
  }),
};
