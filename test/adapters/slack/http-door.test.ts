import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyRequest } from "../../../adapters/slack/receive/verify-request.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { headersFor, SIGNING_SECRET, sendRaw, sendSigned, signatureOf } from "./signed-sender.ts";
import { makeSlackHarness, type SlackHarness } from "./slack-harness.ts";

const completer = { complete: async () => [{ value: "/rapport help", hint: "What I can do" }] };

let intake: FakeIntake;
let harness: SlackHarness;
let address: string;
beforeEach(async () => {
  intake = createFakeIntake();
  harness = await makeSlackHarness({ intake, completer });
  address = `${harness.url}/slack/events`;
});
afterEach(() => harness.close());

const message = (ts: string, more: object = {}) => ({
  type: "message",
  channel: "C0HELP",
  channel_type: "channel",
  user: "U0MAYA",
  text: "Where is my parcel?",
  ts,
  ...more,
});
const body = (event: object) =>
  JSON.stringify({ type: "event_callback", team_id: "T0HOME", event_id: "Ev1", event });
const TS = "1772528400.000001";

describe("a request that Slack did not sign", () => {
  const good = body(message(TS));
  const at = (offsetSeconds: number): string =>
    String(Math.floor(harness.clock.now().getTime() / 1_000) + offsetSeconds);
  const signed = (timestamp: string, signature: string, type = "application/json"): readonly string[] => [
    "content-type",
    type,
    "x-slack-request-timestamp",
    timestamp,
    "x-slack-signature",
    signature,
  ];

  it.each<[string, () => readonly string[]]>([
    ["no signature", () => ["content-type", "application/json", "x-slack-request-timestamp", at(0)]],
    ["no time", () => ["content-type", "application/json", "x-slack-signature", signatureOf(at(0), good)]],
    ["another secret", () => signed(at(0), signatureOf(at(0), good, "another secret of another app"))],
    ["another body", () => signed(at(0), signatureOf(at(0), `${good} `))],
    ["another version", () => signed(at(0), signatureOf(at(0), good).replace("v0", "v1"))],
    ["capitals", () => signed(at(0), signatureOf(at(0), good).toUpperCase())],
    ["half a signature", () => signed(at(0), signatureOf(at(0), good).slice(0, 40))],
    ["a signature too long", () => signed(at(0), `${signatureOf(at(0), good)}00`)],
    ["two signatures", () => [...signed(at(0), signatureOf(at(0), good)), "x-slack-signature", "v0=0"]],
    ["two times", () => [...signed(at(0), signatureOf(at(0), good)), "X-Slack-Request-Timestamp", at(1)]],
    ["a time past", () => signed(at(-302), signatureOf(at(-302), good))],
    ["a time to come", () => signed(at(302), signatureOf(at(302), good))],
    ["no number for a time", () => signed("NaN", signatureOf("NaN", good))],
    ["an endless time", () => signed("1e400", signatureOf("1e400", good))],
    ["a time with a sign", () => signed(`+${at(0)}`, signatureOf(`+${at(0)}`, good))],
    ["an ssl_check beside it", () => signed(at(0), "v0=00", "application/x-www-form-urlencoded")],
  ])("is refused: %s", async (_what, headers) => {
    const sent = await sendRaw(
      _what.startsWith("an ssl") ? `${address}?ssl_check=1` : address,
      good,
      headers(),
    );
    expect(sent.status).toBe(401);
    expect(sent.body).toBe("");
    expect(intake.calls).toEqual([]);
  });

  it("is refused with every ssl_check there is", async () => {
    for (const check of [
      "ssl_check=1",
      "ssl_check=true&token=x",
      `ssl_check=1&payload=${encodeURIComponent(good)}`,
    ]) {
      const headers = ["content-type", "application/x-www-form-urlencoded"];
      expect((await sendRaw(address, check, headers)).status).toBe(401);
    }
  });

  it("is refused however it is forged", () => {
    const now = harness.clock.now();
    const header = fc.oneof(
      fc.constant(undefined),
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constant(at(0)),
          fc.constantFrom(..."0123456789abcdef").map((hex) => `v0=${hex.repeat(64)}`),
        ),
        {
          maxLength: 3,
        },
      ),
    );
    fc.assert(
      fc.property(header, header, fc.string(), (timestamps, signatures, rawBody) => {
        const headers = { "x-slack-request-timestamp": timestamps, "x-slack-signature": signatures };
        expect(verifyRequest({ headers, rawBody: Buffer.from(rawBody) }, SIGNING_SECRET, now).kind).toBe(
          "forged",
        );
      }),
      { numRuns: 400 },
    );
  });

  it("is refused even when signed, where there is no secret", () => {
    const headers = {
      "x-slack-request-timestamp": [at(0)],
      "x-slack-signature": [signatureOf(at(0), good, "")],
    };
    expect(verifyRequest({ headers, rawBody: Buffer.from(good) }, "", harness.clock.now()).kind).toBe(
      "forged",
    );
  });

  it("leaves no word of itself in the log", async () => {
    await sendRaw(address, body(message(TS, { text: "CANARY" })), signed(at(0), "v0=CANARY"));
    expect(harness.logger.said).not.toContain("CANARY");
    expect(harness.logger.said).not.toContain(SIGNING_SECRET);
  });
});

describe("a request of Slack's", () => {
  const send = (text: string, type?: string) => sendSigned(address, text, { now: harness.clock.now(), type });

  it("is answered when it asks who we are", async () => {
    const sent = await send(JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a" }));
    expect(JSON.parse(sent.body)).toEqual({ challenge: "3eZbrw1a" });
  });

  it("copied exactly is refused, and has one effect", async () => {
    const text = body(message(TS));
    const headers = headersFor(text, { now: harness.clock.now() });
    expect((await sendRaw(address, text, headers)).status).toBe(200);
    for (const waitMs of [0, 4 * 60_000, 2 * 60_000, 10 * 60_000]) {
      harness.clock.advance(waitMs);
      expect((await sendRaw(address, text, headers)).status).toBe(401);
    }
    expect(intake.calls).toHaveLength(1);
  });

  it("copied at the same moment has one effect", async () => {
    const text = body(message(TS));
    const headers = headersFor(text, { now: harness.clock.now() });
    const answers = await Promise.all([1, 2, 3, 4].map(() => sendRaw(address, text, headers)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(intake.calls).toHaveLength(1);
  });

  it("that could not be kept may come again as it was", async () => {
    const text = body(message(TS));
    const headers = headersFor(text, { now: harness.clock.now() });
    intake.fail();
    const refused = await sendRaw(address, text, headers);
    expect([refused.status, refused.headers["x-slack-no-retry"]]).toEqual([503, undefined]);
    intake.recover();
    expect((await sendRaw(address, text, headers)).status).toBe(200);
    expect(intake.events).toHaveLength(1);
  });

  it("that will never be taken says so", async () => {
    for (const [text, type] of [
      ["not json", "application/json"],
      ["[1]", "application/json"],
      ["payload={", "application/x-www-form-urlencoded"],
      ["a=1&a=2", "application/x-www-form-urlencoded"],
      ["{}", "text/plain"],
    ] as const) {
      const sent = await send(text, type);
      expect([sent.status, sent.headers["x-slack-no-retry"]]).toEqual([400, "1"]);
    }
  });

  it("too large is cut off", async () => {
    const sent = await send(JSON.stringify({ type: "event_callback", pad: "x".repeat(1_100_000) }));
    expect([sent.status, sent.headers["x-slack-no-retry"]]).toEqual([413, "1"]);
  });

  it("by another verb is none", async () => {
    expect((await sendRaw(address, "", [], "GET")).status).toBe(405);
    expect((await sendRaw(`${harness.url}/slack/elsewhere`, "", [], "POST")).status).toBe(404);
  });

  it("about too many events is noticed, and nothing else happens", async () => {
    expect((await send(JSON.stringify({ type: "app_rate_limited", team_id: "T0HOME" }))).status).toBe(200);
    expect(harness.logger.lines.at(-1)).toMatchObject({ level: "error", fields: { workspaceKey: "T0HOME" } });
    expect(intake.calls).toEqual([]);
  });

  it("that nobody listens for is answered, so that Slack does not repeat it", async () => {
    for (const event of [{ type: "app_home_opened", user: "U0MAYA" }, { type: "what_is_this" }])
      expect((await harness.sendEvent(event)).status).toBe(200);
    expect(intake.calls).toEqual([]);
  });

  it("from a workspace that we are not in is answered and goes nowhere", async () => {
    const authorizations = [{ team_id: "T0OTHER", user_id: "U9", is_bot: true }];
    expect((await harness.sendEvent(message(TS), { team_id: "T0OTHER", authorizations })).status).toBe(200);
    expect(intake.calls).toEqual([]);
  });

  it("for suggestions is answered with the commands", async () => {
    const payload = {
      type: "block_suggestion",
      action_id: "x",
      value: "help",
      team: { id: "T0HOME" },
      user: { id: "U0MAYA", team_id: "T0HOME" },
    };
    const sent = await harness.sendForm(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
    expect(JSON.parse(sent.body)).toMatchObject({ options: [{ value: "/rapport help" }] });
  });

  it("in its turn: what was said first is kept first, though its author had to be looked up", async () => {
    harness.slack.users.set("U0SLOW", { id: "U0SLOW", name: "slow", team_id: "T0HOME" });
    await harness.sendEvent(message("1772528400.000001"));
    await Promise.all([
      harness.sendEvent(message("1772528400.000002", { user: "U0SLOW" })),
      new Promise((resolve) => setImmediate(resolve)).then(() =>
        harness.sendEvent(message("1772528400.000003")),
      ),
    ]);
    const keys = intake.events.map((event) => ("messageKey" in event ? event.messageKey : ""));
    expect(keys).toEqual(["1772528400.000001", "1772528400.000002", "1772528400.000003"]);
  });
});

describe("duplicates", () => {
  it("of one message, under many event ids, by all its names and at once, are one fact", async () => {
    const deliveries: Promise<{ readonly status: number }>[] = [];
    for (let fact = 1; fact <= 20; fact += 1) {
      const told = message(`1772528400.${String(fact).padStart(6, "0")}`, { text: "<@U0BOT> hello" });
      for (let copy = 0; copy <= fact % 4; copy += 1)
        deliveries.push(
          harness.sendEvent(copy % 2 === 0 ? told : { ...told, type: "app_mention" }, {
            event_id: `Ev${fact}.${copy}`,
          }),
        );
    }
    expect((await Promise.all(deliveries)).every(({ status }) => status === 200)).toBe(true);
    expect(intake.calls.length).toBeGreaterThan(40);
    expect(intake.events).toHaveLength(20);
  });
});

describe("before the desk is open", () => {
  it("Slack is asked to come again", async () => {
    const early = await makeSlackHarness({ intake, completer }, { isStarted: false });
    const sent = await early.sendEvent(message(TS));
    expect([sent.status, sent.headers["retry-after"]]).toEqual([503, "2"]);
    await early.close();
  });

  it("and while Slack cannot be asked who we are", async () => {
    const early = await makeSlackHarness({ intake, completer }, { isStarted: false });
    early.slack.trouble("auth.test", { kind: "status", status: 503 });
    await early.adapter.start({ intake, completer });
    expect((await early.sendEvent(message(TS))).status).toBe(503);
    expect(early.adapter.health?.()).toMatchObject({ isOk: false });
    expect(intake.calls).toEqual([]);
    await early.close();
  });
});
