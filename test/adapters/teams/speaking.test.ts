import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { retryAfterMsOf } from "../../../adapters/teams/errors.ts";
import { TEAMS_LIMITS } from "../../../adapters/teams/limits.ts";
import { renderMessage, renderSinglePost } from "../../../adapters/teams/render-message.ts";
import { createSeal } from "../../../adapters/teams/seal.ts";
import type { Block, MessageContent } from "../../../src/domain/message-content.ts";
import { addressOf, CONTROLS, contentOf, deliver } from "../../contracts/outbounds.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { actionsIn, cardOf } from "./read-card.ts";
import { CHANNEL, makeTeamsHarness, PEOPLE, type TeamsHarness } from "./teams-harness.ts";

const TOOLS = {
  seal: createSeal(new TextEncoder().encode("key")),
  controls: { opensForm: ["ticket.reply"], isLive: ["ticket.claim"] },
  addressOf: () => undefined,
};

const bytesOf = (post: unknown): number => JSON.stringify(post).length * 2;

describe("speaking in Teams", () => {
  let harness: TeamsHarness;
  let intake: FakeIntake;
  beforeEach(async () => {
    intake = createFakeIntake();
    harness = await makeTeamsHarness({ intake, completer: { complete: async () => [] } });
  });
  afterEach(() => harness.close());

  const post = (content: MessageContent = contentOf("Hello")) =>
    deliver(harness, { ...addressOf(harness), kind: "post", content });
  const own = () => harness.teams.posts.filter(({ user }) => user.startsWith("28:"));

  it.each([429, 412, 502, 504])("is asked to wait by %i, and is tried once an attempt", async (status) => {
    harness.teams.troubles.push({ status });
    expect(await post()).toMatchObject({ kind: "retry", scope: "channel" });
    expect(own()).toEqual([]);
    expect(harness.teams.calls.filter(({ method }) => method === "POST" && own)).toHaveLength(2);
  });

  it("waits as long as it is told, and up to a quarter longer", async () => {
    harness.teams.troubles.push({ status: 429, headers: { "retry-after": "7" } });
    const outcome = await post();
    expect(outcome.kind).toBe("retry");
    const waitMs = outcome.kind === "retry" ? (outcome.retryAfterMs ?? 0) : 0;
    expect(waitMs).toBeGreaterThanOrEqual(7_000);
    expect(waitMs).toBeLessThanOrEqual(8_750);
    for (const header of [null, "", "soon", "-1", "1e9", "1.5"]) expect(retryAfterMsOf(header)).toBeNull();
  });

  it("is honest about a post whose fate is unknown, and never sends it twice by itself", async () => {
    harness.teams.troubles.push({ status: 500, isDone: true }, { status: 500, isCut: true });
    expect((await post()).kind).toBe("uncertain");
    expect((await post()).kind).toBe("uncertain");
    expect(own()).toHaveLength(2);
    expect(harness.adapter.reconcile).toBeUndefined();
  });

  it("makes a message smaller when Teams calls it too big", async () => {
    harness.teams.troubles.push({ status: 413, code: "MessageSizeTooBig" });
    const long = contentOf("word ".repeat(1_500));
    expect((await post(long)).kind).toBe("sent");
    expect(own().length).toBeGreaterThan(1);
  });

  it("goes on below its own beginning where a message is too long for one post", async () => {
    const outcome = await post(contentOf("word ".repeat(8_000)));
    const [first, ...more] = own();
    expect(outcome).toMatchObject({ kind: "sent", messageKey: first?.messageKey });
    expect(more.length).toBeGreaterThan(1);
    for (const part of more) expect(part.threadKey).toBe(first?.messageKey);
  });

  it("says plainly that its id or secret is refused", async () => {
    harness.teams.down.login = 401;
    expect(await post()).toMatchObject({ kind: "refused" });
    expect(harness.adapter.health?.()).toMatchObject({ isOk: false });
  });

  it("does not speak in a place that nobody has written in", async () => {
    const nowhere = { ...addressOf(harness), channelKey: "19:unknown@thread.tacv2" };
    const outcome = await deliver(harness, { ...nowhere, kind: "post", content: contentOf("Hi") });
    expect(outcome).toMatchObject({ kind: "refused", code: "teams.place-unknown" });
    expect(harness.teams.calls).toEqual([]);
  });

  it("answers a press with the card's new look when it changes in time", async () => {
    harness = await reopened({ cardMs: 4_000, dialogMs: 4_000 });
    const sent = await post(contentOf("Ticket", CONTROLS));
    const messageKey = sent.kind === "sent" ? (sent.messageKey ?? "") : "";
    const pressed = press(messageKey, "Solved");
    while (intake.events.length === 0) await new Promise(setImmediate);
    const update = {
      ...addressOf(harness),
      kind: "update",
      targetRef: "r",
      content: contentOf("Solved by Ana"),
    } as const;
    expect((await deliver(harness, update, { targetMessageKey: messageKey })).kind).toBe("sent");
    expect(JSON.stringify((await pressed).body)).toContain("Solved by Ana");
  });

  it("refuses a press of what no card offers, and of a card of another desk", async () => {
    const sent = await post(contentOf("Ticket", CONTROLS));
    const messageKey = sent.kind === "sent" ? (sent.messageKey ?? "") : "";
    const data = { rapport: { c: "ticket.claim", v: "t1", s: "x".repeat(22) } };
    expect((await invoke(messageKey, { type: "Action.Execute", data })).status).toBe(400);
    const foreign = createSeal(new TextEncoder().encode("another key")).sign("press", "ticket.claim", "t1");
    const theirs = { rapport: { c: "ticket.claim", v: "t1", s: foreign } };
    expect((await invoke(messageKey, { type: "Action.Execute", data: theirs })).status).toBe(400);
  });

  const reopened = async (waits: { cardMs: number; dialogMs: number }): Promise<TeamsHarness> => {
    await harness.close();
    return makeTeamsHarness(
      { intake, completer: { complete: async () => [] } },
      { config: { waits: { ...waits, streamMs: 0, lookMs: 1 } } },
    );
  };
  const invoke = (messageKey: string, action: object) =>
    harness.send({
      ...harness.frame(PEOPLE.staff, CHANNEL, messageKey),
      type: "invoke",
      id: "f:1",
      replyToId: messageKey,
      name: "adaptiveCard/action",
      value: { action },
    });
  const press = (messageKey: string, label: string) => {
    const found = harness.teams.posts.find((one) => one.messageKey === messageKey);
    const action = actionsIn(found ? cardOf(found) : null).find(({ title }) => title === label);
    return invoke(messageKey, { type: "Action.Execute", verb: action?.verb, data: action?.data });
  };
});

/** What breaks HTML, Markdown, cards and mentions, in every place of a message. */
const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  '<attachment id="1"></attachment>',
  "<at>everyone</at>",
  "[bank](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "{{DATE(2026-01-01)}}",
  "$" + "{alert(1)}",
  '"}],"actions":[{"type":"Action.OpenUrl","url":"https://evil.example"}]',
  "javascript:alert(1)",
  "**bold** _it_ ~~s~~ `c` # h",
  "&lt;script&gt;",
];

const words = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 200 }),
  fc.string({ unit: "binary", maxLength: 60 }),
);
const inline = fc.oneof(
  words.map((text) => ({ type: "text", text }) as const),
  fc.record({ type: fc.constant("link" as const), url: words, label: words }),
  fc.record({
    type: fc.constant("person" as const),
    personKey: words,
    displayName: words,
    notify: fc.boolean(),
  }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  words.map((text): Block => ({ type: "heading", text })),
  fc.array(inline, { maxLength: 4 }).map((inlines): Block => ({ type: "paragraph", inlines })),
  fc.record({ text: words, url: words }).map((quote): Block => ({ type: "quote", ...quote })),
  fc
    .array(fc.array(inline, { maxLength: 3 }), { maxLength: 4 })
    .map((items): Block => ({ type: "list", items })),
  fc
    .array(fc.record({ label: words, value: fc.array(inline, { maxLength: 2 }) }), { maxLength: 3 })
    .map((facts): Block => ({ type: "facts", facts })),
  fc
    .record({ controlId: words, label: words, value: words })
    .map((button): Block => ({ type: "controls", controls: [{ type: "button", ...button }] })),
);

/** Everything in a card that Teams would follow or read marks in. */
function* activeIn(value: unknown): Generator<{ readonly url?: string; readonly marked?: string }> {
  if (Array.isArray(value)) for (const one of value) yield* activeIn(one);
  else if (typeof value === "object" && value !== null) {
    const { type, url, text } = value as { type?: string; url?: string; text?: string };
    if (typeof url === "string") yield { url };
    if (type === "TextBlock") yield { marked: text };
    for (const one of Object.values(value)) yield* activeIn(one);
  }
}

describe("a card", () => {
  it("holds nothing that Teams would run, load or follow but the links it was given, and keeps its size", () => {
    fc.assert(
      fc.property(words, fc.array(block, { maxLength: 8 }), (summary, blocks) => {
        for (const rendered of [
          ...renderMessage({ summary, blocks }, TOOLS),
          renderSinglePost({ summary, blocks }, TOOLS),
        ]) {
          expect(bytesOf(rendered)).toBeLessThanOrEqual(TEAMS_LIMITS.activityBytes);
          for (const { url, marked } of activeIn(rendered.attachments)) {
            if (url !== undefined) expect(new URL(url).protocol).toMatch(/^https?:$/);
            if (marked !== undefined)
              expect(marked.replace(/<at>[^<>]*<\/at>/g, "")).not.toMatch(
                /<[a-z/]|(?<!\\)!\[|(?<!\\)\]\((?!https?:)/i,
              );
          }
          const { entities = [] } = rendered.attachments[0].content.msteams;
          for (const { mentioned, text } of entities) {
            expect(mentioned.id).toMatch(/^(?:29:|[0-9a-f]{8}-)/i);
            expect(text).not.toMatch(/everyone/i);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("shows its newest state to whoever looks, only where it has one", () => {
    const live = { type: "button", controlId: "ticket.claim", label: "Claim", value: "t1" } as const;
    const [card] = renderMessage({ summary: "x", blocks: [{ type: "controls", controls: [live] }] }, TOOLS);
    expect(card.attachments[0].content.refresh?.action).toMatchObject({ type: "Action.Execute" });
    expect(renderMessage(contentOf("x", CONTROLS), TOOLS)[0].attachments[0].content.refresh).toBeUndefined();
  });
});
