import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeSlack } from "../../../src/app/slack.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger } from "../../fakes/logger.ts";
import { openPlatformDesk, type PlatformDesk } from "../../support/platform-desk.ts";
import { type FakeSlack, startFakeSlack } from "./fake-slack.ts";
import { SIGNING_SECRET, sendRaw, sendSigned } from "./signed-sender.ts";

const TEAMS = ["T0ONE", "T0TWO"] as const;

describe("two companies that installed Rapport in one process", () => {
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  let slack: FakeSlack;
  let desk: PlatformDesk;

  beforeAll(async () => {
    slack = await startFakeSlack();
    desk = await openPlatformDesk({
      environment: {
        PUBLIC_URL: "https://desk.example",
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        SLACK_CLIENT_ID: "1.2",
        SLACK_CLIENT_SECRET: "a-client-secret-of-ours",
        SLACK_API_URL: slack.apiUrl,
        TOKEN_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      },
      clock,
      logger,
      compose: composeSlack,
    });
  }, 60_000);
  afterAll(async () => {
    await desk.close();
    await slack.close();
  });

  const install = async (team: string): Promise<number> => {
    slack.tokens.add(`xoxb-${team}`);
    slack.grants.set(team, {
      ok: true,
      access_token: `xoxb-${team}`,
      token_type: "bot",
      scope: "chat:write",
      bot_user_id: `U0BOT${team.slice(1)}`,
      app_id: "A0APP",
      team: { id: team, name: `Company ${team}` },
    });
    const begun = await sendRaw(`${desk.url}/slack/install`, "", [], "GET");
    const state = new URL(String(begun.headers.location)).searchParams.get("state");
    const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
    const path = `/slack/oauth_redirect?code=${team}&state=${state}`;
    return (await sendRaw(`${desk.url}${path}`, "", ["cookie", cookie], "GET")).status;
  };
  const say = (team: string, text: string, ts: string) => {
    const bot = `U0BOT${team.slice(1)}`;
    const event = {
      type: "app_mention",
      channel: `C${team}`,
      user: `U0MAYA${team.slice(1)}`,
      text: `<@${bot}> ${text}`,
      ts,
    };
    const authorizations = [{ team_id: team, user_id: bot, is_bot: true, is_enterprise_install: false }];
    const body = JSON.stringify({ type: "event_callback", team_id: team, authorizations, event });
    clock.advance(1_000);
    return sendSigned(`${desk.url}/slack/events`, body, { now: clock.now() });
  };

  it("have a tenant each, hear only their own words, and are answered with their own token", async () => {
    for (const team of TEAMS) {
      slack.channels.set(`C${team}`, { id: `C${team}`, name: "help" });
      const person = `U0MAYA${team.slice(1)}`;
      slack.users.set(person, { id: person, name: `maya of ${team}`, team_id: team });
      expect(await install(team)).toBe(200);
    }
    for (const [place, team] of TEAMS.entries())
      expect(
        (await say(team, `the secret of ${team}, where is it?`, `1772528400.00000${place}`)).status,
      ).toBe(200);
    await desk.desk.spine.runUntilIdle();

    const tenants = (await desk.foundations.store.listTenants())
      .filter(({ slug }) => slug.startsWith("slack-"))
      .sort((a, b) => a.name.localeCompare(b.name));
    expect(tenants.map(({ name }) => name)).toEqual(TEAMS.map((team) => `Company ${team}`));
    for (const [place, tenant] of tenants.entries()) {
      const said = await desk.foundations.store.transaction(tenant.id, async (stores) => {
        const [channel] = await stores.channels.list();
        const message = channel && (await stores.messages.findByKey(channel.id, `1772528400.00000${place}`));
        return message?.text;
      });
      expect(said).toBe(`the secret of ${TEAMS[place]}, where is it?`);
    }
    const posts = [...slack.callsOf("chat.postMessage"), ...slack.callsOf("chat.postEphemeral")];
    expect(posts.length).toBeGreaterThanOrEqual(2);
    for (const { token, args } of posts) expect(token).toBe(`xoxb-${args.channel?.slice(1)}`);
    expect(logger.said).not.toMatch(/xoxb-|the secret of/);
  });

  it("part ways: one removes Rapport, the other is served on", async () => {
    slack.tokens.delete("xoxb-T0ONE");
    clock.advance(60_000);
    const body = JSON.stringify({
      type: "event_callback",
      team_id: "T0ONE",
      event_time: Math.floor(clock.now().getTime() / 1_000),
      event: { type: "app_uninstalled" },
    });
    expect((await sendSigned(`${desk.url}/slack/events`, body, { now: clock.now() })).status).toBe(200);
    const before = slack.calls.length;
    await say("T0ONE", "are you there?", "1772528500.000001");
    await say("T0TWO", "are you there?", "1772528500.000002");
    await desk.desk.spine.runUntilIdle();
    const tokens = new Set(slack.calls.slice(before).map(({ token }) => token));
    expect([...tokens]).toEqual(["xoxb-T0TWO"]);
  });
});
