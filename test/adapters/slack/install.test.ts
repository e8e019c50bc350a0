import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  Installation,
  InstallationStore,
  NewInstallation,
} from "../../../src/ports/stores/installation-store.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { sendRaw } from "./signed-sender.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

const CLIENT = { clientId: "11.22", clientSecret: "CANARY-client-secret", publicUrl: "https://desk.example" };
const runtime = (intake: FakeIntake) => ({ intake, completer: { complete: async () => [] } });

/** Installations in memory. */
function createFakeInstallations(now: () => Date) {
  const kept = new Map<string, Installation>();
  let isDown = false;
  return {
    kept,
    down(value: boolean) {
      isDown = value;
    },
    async find(_platform, workspaceKey) {
      if (isDown) throw new Error("no database");
      return kept.get(workspaceKey) ?? null;
    },
    async save(given: NewInstallation) {
      if (isDown) throw new Error("no database");
      const { name: _, ...installation } = given;
      const saved = { ...installation, tenantId: TENANT, workspaceId: "w", installedAt: now() };
      kept.set(given.workspaceKey, saved);
      return saved;
    },
    async remove(_platform, workspaceKey, madeBefore) {
      if (isDown) throw new Error("no database");
      const found = kept.get(workspaceKey);
      if (!found || found.installedAt >= madeBefore) return false;
      return kept.delete(workspaceKey);
    },
  } satisfies InstallationStore & { kept: unknown; down: unknown };
}

let intake: FakeIntake;
let harness: SlackHarness;
let store: ReturnType<typeof createFakeInstallations>;
let nowMs: number;
let installed: string[];
const claimed = new Set<string>();

beforeEach(async () => {
  intake = createFakeIntake();
  installed = [];
  nowMs = 0;
  store = createFakeInstallations(() => harness.clock.now());
  harness = await makeSlackHarness(runtime(intake), {
    config: {
      nowMs: () => nowMs,
      installs: {
        kind: "oauth",
        ...CLIENT,
        store,
        claimOnce: async (id) => !claimed.has(id) && claimed.add(id).has(id),
        onInstalled: (workspaceKey) => installed.push(workspaceKey),
      },
    },
  });
  harness.slack.grants.set("good-code", grantFor("T0HOME", "xoxb-first"));
});
afterEach(() => harness.close());

const grantFor = (team: string, token: string, more: object = {}) => {
  harness.slack.tokens.add(token);
  return {
    ok: true,
    access_token: token,
    token_type: "bot",
    scope: "chat:write,users:read",
    bot_user_id: "U0BOT",
    app_id: "A0APP",
    team: { id: team, name: `Team ${team}` },
    enterprise: null,
    is_enterprise_install: false,
    ...more,
  };
};
const visit = (path: string, cookie?: string) =>
  sendRaw(`${harness.url}${path}`, "", cookie === undefined ? [] : ["cookie", cookie], "GET");

interface Begun {
  readonly state: string;
  readonly cookie: string;
}
async function begin(): Promise<Begun> {
  const sent = await visit("/slack/install");
  expect(sent.status).toBe(302);
  const away = new URL(String(sent.headers.location));
  expect(away.searchParams.get("redirect_uri")).toBe("https://desk.example/slack/oauth_redirect");
  const cookie = String(sent.headers["set-cookie"]);
  expect(cookie).toMatch(
    /^__Host-rapport-install=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/,
  );
  return { state: away.searchParams.get("state") ?? "", cookie: cookie.split(";")[0] ?? "" };
}
const finish = ({ state, cookie }: Begun, more = "code=good-code") =>
  visit(`/slack/oauth_redirect?state=${encodeURIComponent(state)}&${more}`, cookie);

const install = async (team: string, token: string): Promise<void> => {
  harness.slack.grants.set("this-code", grantFor(team, token));
  expect((await finish(await begin(), "code=this-code")).status).toBe(200);
};
const say = (ts: string) =>
  harness.sendEvent({
    type: "message",
    channel: "C0HELP",
    channel_type: "channel",
    user: "U0MAYA",
    text: "Hello",
    ts,
  });
const deliver = () =>
  harness.adapter.deliver(
    {
      kind: "post",
      platform: "slack",
      workspaceKey: "T0HOME",
      channelKey: "C0HELP",
      threadKey: null,
      content: { summary: "Hi", blocks: [] },
    },
    { tenantId: TENANT, idempotencyKey: "00000000-0000-4000-8000-000000000001", targetMessageKey: null },
  );

describe("an installation", () => {
  it("that began here ends with a token kept and a workspace heard", async () => {
    expect((await finish(await begin())).status).toBe(200);
    expect(store.kept.get("T0HOME")).toMatchObject({
      botToken: "xoxb-first",
      botKey: "U0BOT",
      scopes: ["chat:write", "users:read"],
    });
    expect(installed).toEqual(["T0HOME"]);
    await say("1772528400.000001");
    expect(intake.events).toHaveLength(1);
    expect(harness.logger.said).not.toMatch(/xoxb-|CANARY|good-code/);
  });

  it("of a whole organisation is kept under the organisation", async () => {
    const enterprise = { id: "E0ORG", name: "Org" };
    harness.slack.grants.set(
      "org",
      grantFor("", "xoxb-org", { team: null, enterprise, is_enterprise_install: true }),
    );
    expect((await finish(await begin(), "code=org")).status).toBe(200);
    expect(store.kept.get("E0ORG")).toMatchObject({ enterpriseKey: "E0ORG", teamKey: null });
  });

  it.each<[string, (begun: Begun) => Promise<Begun>]>([
    ["without a state", async ({ cookie }) => ({ state: "", cookie })],
    [
      "with a state of somebody's own making",
      async ({ cookie }) => ({ state: "zzzzzzzz.AAAAAAAAAAAAAAAAAAAAAA.AAAA", cookie }),
    ],
    [
      "with one letter of it changed",
      async ({ state, cookie }) => ({
        state: state.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
        cookie,
      }),
    ],
    [
      "with a longer life written into it",
      async ({ state, cookie }) => ({ state: `z${state.slice(1)}`, cookie }),
    ],
    ["in a browser without the cookie", async ({ state }) => ({ state, cookie: "" })],
    ["in another browser", async ({ state }) => ({ state, cookie: (await begin()).cookie })],
    ["with two cookies", async ({ state, cookie }) => ({ state, cookie: `${cookie}; ${cookie}` })],
    ["with two states", async ({ state, cookie }) => ({ state: `${state}&state=${state}`, cookie })],
  ])("is refused %s", async (_what, forge) => {
    const { state, cookie } = await forge(await begin());
    const sent = await visit(`/slack/oauth_redirect?state=${state}&code=good-code`, cookie);
    expect(sent.status).toBe(403);
    expect(store.kept.size).toBe(0);
    expect(harness.slack.callsOf("oauth.v2.access")).toEqual([]);
  });

  it("is refused a second time, and after ten minutes", async () => {
    const begun = await begin();
    expect((await finish(begun)).status).toBe(200);
    expect((await finish(begun)).status).toBe(403);
    const late = await begin();
    harness.clock.advance(10 * 60_000);
    expect((await finish(late)).status).toBe(403);
  });

  it("goes nowhere else, whatever it is told", async () => {
    for (const path of [
      "/slack/install?redirect_uri=https://evil.test&state=x",
      "/slack/install?next=//evil.test",
    ]) {
      const away = new URL(String((await visit(path)).headers.location));
      expect(away.href).not.toContain("evil");
      expect(away.host).toBe(new URL(harness.slack.apiUrl).host);
    }
    const begun = await begin();
    const sent = await finish(begun, "code=good-code&redirect=https://evil.test");
    expect([sent.status, sent.headers.location]).toEqual([200, undefined]);
  });

  it("with a code of somebody else's app is refused by Slack, and says nothing of why", async () => {
    const sent = await finish(await begin(), "code=stolen");
    expect(sent.status).toBe(502);
    expect(sent.body).not.toContain("invalid_code");
  });

  it("called off, or kept nowhere, says so", async () => {
    expect((await finish(await begin(), "error=access_denied")).status).toBe(200);
    store.down(true);
    expect((await finish(await begin())).status).toBe(503);
    expect(store.kept.size).toBe(0);
  });

  it("with tokens that run out is refused with its cure", async () => {
    harness.slack.grants.set("rotating", grantFor("T0HOME", "xoxb-short", { refresh_token: "xoxe-1" }));
    const sent = await finish(await begin(), "code=rotating");
    expect([sent.status, store.kept.size]).toEqual([409, 0]);
    expect(sent.body).toContain("token rotation off");
  });
});

describe("when Rapport is removed", () => {
  const removed = (event: object) => harness.sendEvent(event, { authorizations: null });

  it.each([
    ["by uninstalling", { type: "app_uninstalled" }],
    ["by revoking its token", { type: "tokens_revoked", tokens: { oauth: [], bot: ["U0BOT"] } }],
  ])(
    "%s, the token is gone before Slack has its answer, and nothing is said any more",
    async (_what, event) => {
      await install("T0HOME", "xoxb-first");
      expect((await deliver()).kind).toBe("sent");
      harness.slack.tokens.delete("xoxb-first");
      harness.clock.advance(60_000);
      expect((await removed(event)).status).toBe(200);
      expect(store.kept.size).toBe(0);
      const before = harness.slack.callsOf("chat.postMessage").length;
      expect(await deliver()).toMatchObject({ kind: "refused", code: "slack.not-installed" });
      expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(before);
    },
  );

  it("and nothing could be deleted, Slack is asked to say it again", async () => {
    await install("T0HOME", "xoxb-first");
    store.down(true);
    expect((await removed({ type: "app_uninstalled" })).status).toBe(503);
    store.down(false);
    harness.slack.tokens.delete("xoxb-first");
    expect((await removed({ type: "app_uninstalled" })).status).toBe(200);
    expect(store.kept.size).toBe(0);
  });

  it("by another process, five seconds later nothing is said any more", async () => {
    await install("T0HOME", "xoxb-first");
    expect((await deliver()).kind).toBe("sent");
    store.kept.clear();
    nowMs += 4_900;
    expect(await deliver()).toMatchObject({ kind: "refused", code: "slack.not-installed" });
  });

  it("a person's own token that was revoked changes nothing", async () => {
    await install("T0HOME", "xoxb-first");
    await removed({ type: "tokens_revoked", tokens: { oauth: ["U0MAYA"], bot: [] } });
    expect(store.kept.size).toBe(1);
  });

  it("and installed again, the new token is used, and old news of the removal does not touch it", async () => {
    await install("T0HOME", "xoxb-first");
    expect((await deliver()).kind).toBe("sent");
    const old = Math.floor(harness.clock.now().getTime() / 1_000);
    harness.slack.tokens.delete("xoxb-first");
    harness.clock.advance(5_000);
    await install("T0HOME", "xoxb-second");
    expect((await harness.sendEvent({ type: "app_uninstalled" }, { event_time: old })).status).toBe(200);
    expect((await deliver()).kind).toBe("sent");
    expect(harness.slack.callsOf("chat.postMessage").at(-1)?.token).toBe("xoxb-second");
  });
});

describe("a token that Slack refuses", () => {
  it.each(["token_revoked", "invalid_auth", "account_inactive"])(
    "%s: is deleted, and never tried again",
    async (code) => {
      await install("T0HOME", "xoxb-first");
      for (const method of ["chat.postMessage", "auth.test"])
        harness.slack.trouble(method, { kind: "error", code });
      expect(await deliver()).toMatchObject({ kind: "refused", code: `slack.${code}` });
      expect(store.kept.size).toBe(0);
      for (let again = 0; again < 5; again += 1) expect((await deliver()).kind).toBe("refused");
      expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(1);
    },
  );

  it.each(["works", "is not told"])(
    "by mistake is kept while the token %s when Slack is asked, and its messages are heard",
    async (what) => {
      await install("T0HOME", "xoxb-first");
      harness.slack.trouble("chat.postMessage", { kind: "error", code: "invalid_auth" });
      if (what !== "works") harness.slack.trouble("auth.test", { kind: "status", status: 500 });
      expect(await deliver()).toMatchObject({ kind: "refused", code: "slack.invalid_auth" });
      expect(store.kept.size).toBe(1);
      harness.slack.trouble("chat.postMessage", null);
      expect((await say("1772528400.000900")).status).toBe(200);
      expect(intake.events).toHaveLength(1);
      expect((await deliver()).kind).toBe("sent");
    },
  );

  it("and old news of a removal that cannot be checked now is asked for again", async () => {
    await install("T0HOME", "xoxb-first");
    harness.slack.trouble("auth.test", { kind: "status", status: 500 });
    const old = { event_time: Math.floor(harness.clock.now().getTime() / 1_000) - 60 };
    expect((await harness.sendEvent({ type: "app_uninstalled" }, old)).status).toBe(503);
    expect(store.kept.size).toBe(1);
    harness.slack.trouble("auth.test", null);
    expect((await harness.sendEvent({ type: "app_uninstalled" }, old)).status).toBe(200);
    expect(store.kept.size).toBe(1);
  });
});
