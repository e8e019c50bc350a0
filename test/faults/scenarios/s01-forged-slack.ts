import { createHmac, randomBytes } from "node:crypto";
import { SIGNING_SECRET, sendRaw, signatureOf } from "../../adapters/slack/signed-sender.ts";
import { makeSlackHarness } from "../../adapters/slack/slack-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario } from "../scenario.ts";

const FORM = "application/x-www-form-urlencoded";

interface Forgery {
  readonly what: string;
  readonly body: string;
  readonly headers: readonly string[];
  readonly query?: string;
}

/** A forged request of one of the known kinds, with what can vary drawn. */
function forge(kind: number, nowSeconds: number, random: () => number): Forgery {
  const event = {
    type: "message",
    channel: "C0HELP",
    user: "U0MAYA",
    text: "forged",
    ts: "1772528400.000001",
  };
  const good = JSON.stringify({ type: "event_callback", team_id: "T0HOME", event, draw: random() });
  const now = String(nowSeconds);
  const far = 301 + Math.floor(random() * 1e6);
  const with_ = (
    what: string,
    timestamp: string,
    signature: string,
    more: Partial<Forgery> = {},
  ): Forgery => ({
    what,
    body: good,
    headers: [
      "content-type",
      "application/json",
      "x-slack-request-timestamp",
      timestamp,
      "x-slack-signature",
      signature,
    ],
    ...more,
  });
  const signed = signatureOf(now, good);
  const flipped = `${signed.slice(0, 3 + Math.floor(random() * 64))}${signed.at(-1) === "0" ? "1" : "0"}`;
  const kinds: readonly (() => Forgery)[] = [
    () => ({ what: "no headers", body: good, headers: ["content-type", "application/json"] }),
    () => with_("a random signature", now, `v0=${randomBytes(32).toString("hex")}`),
    () => with_("another secret", now, signatureOf(now, good, randomBytes(16).toString("hex"))),
    () => with_("an empty secret", now, signatureOf(now, good, "")),
    () => with_("a changed body", now, signatureOf(now, `${good}${random()}`)),
    () => with_("a changed length", now, flipped),
    () => with_("too old", String(nowSeconds - far), signatureOf(String(nowSeconds - far), good)),
    () => with_("too new", String(nowSeconds + far), signatureOf(String(nowSeconds + far), good)),
    () => with_("not a number", "NaN", signatureOf("NaN", good)),
    () => with_("endless", "1e400", signatureOf("1e400", good)),
    () => with_("a minus", `-${now}`, signatureOf(`-${now}`, good)),
    () => with_("capitals", now, signed.toUpperCase()),
    () => with_("no version", now, signed.slice(3)),
    () => with_("v1", now, signed.replace("v0", "v1")),
    () => with_("time joined to the body", now.slice(0, -1), shiftedSignature(now, good)),
    () => {
      const twice = with_("two signatures", now, signed);
      return { ...twice, headers: [...twice.headers, "X-Slack-Signature", signed] };
    },
    () => {
      const twice = with_("two times", now, signed);
      return { ...twice, headers: [...twice.headers, "X-Slack-Request-Timestamp", String(nowSeconds - 1)] };
    },
    () => ({ what: "ssl_check", body: "ssl_check=1&token=x", headers: ["content-type", FORM] }),
    () => ({
      what: "ssl_check with a payload",
      body: `ssl_check=1&payload=${encodeURIComponent(good)}`,
      headers: ["content-type", FORM, "x-slack-request-timestamp", now, "x-slack-signature", "v0=0"],
    }),
    () => with_("ssl_check in the address", now, "v0=00", { query: "?ssl_check=1" }),
    () => ({ ...with_("another content type", now, "v0=", {}), headers: ["content-type", "text/plain"] }),
  ];
  return (kinds[kind % kinds.length] ?? kinds[0])?.() ?? with_("nothing", now, "");
}

/** Signed as if the last digit of the time were the first sign of the body. */
const shiftedSignature = (timestamp: string, body: string): string =>
  `v0=${createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex")}`;

export const forgedSlack: Scenario = {
  id: "S1",
  title: "requests that Slack did not sign: headers, secrets, bodies, times, ssl_check",
  criterion: "every one is answered 401 and nothing is stored",
  promises: ["P1"],
  databases: ["pglite"],
  unit: "requests",
  fullSize: 4_000,
  limitMs: 5 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const intake = createFakeIntake();
    const harness = await makeSlackHarness({ intake, completer: { complete: async () => [] } });
    const violations: string[] = [];
    try {
      for (let n = 0; n < trial.size; n += 1) {
        const seconds = Math.floor(harness.clock.now().getTime() / 1_000);
        const { what, body, headers, query = "" } = forge(n, seconds, random);
        const { status } = await sendRaw(`${harness.url}/slack/events${query}`, body, headers);
        if (status !== 401) violations.push(`a forged request (${what}) was answered ${status}`);
        trial.progress(n + 1);
      }
      if (intake.calls.length > 0) violations.push(`${intake.calls.length} forged events reached the desk`);
      const good = JSON.stringify({ type: "url_verification", challenge: "x" });
      const now = String(Math.floor(harness.clock.now().getTime() / 1_000));
      const headers = ["content-type", "application/json", "x-slack-request-timestamp", now];
      const { status } = await sendRaw(`${harness.url}/slack/events`, good, [
        ...headers,
        "x-slack-signature",
        signatureOf(now, good),
      ]);
      if (status !== 200) violations.push(`a genuine request after them was answered ${status}`);
    } finally {
      await harness.close();
    }
    return { violations, figures: { forged: trial.size, accepted: intake.calls.length } };
  },
};
