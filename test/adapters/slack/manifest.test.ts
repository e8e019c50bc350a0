import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BOT_EVENTS, BOT_SCOPES } from "../../../adapters/slack/install/scopes.ts";
import { commandTable } from "../../../src/app/command-table.ts";
import { slackManifest } from "../../../src/cli/slack-manifest.ts";

/** What Slack wants before it sends an event: https://docs.slack.dev/reference/events. */
const SCOPE_OF_EVENT: Readonly<Record<string, string>> = {
  app_mention: "app_mentions:read",
  assistant_thread_context_changed: "assistant:write",
  assistant_thread_started: "assistant:write",
  channel_rename: "channels:read",
  group_rename: "groups:read",
  member_joined_channel: "channels:read",
  member_left_channel: "channels:read",
  "message.channels": "channels:history",
  "message.groups": "groups:history",
  "message.im": "im:history",
  "message.mpim": "mpim:history",
  reaction_added: "reactions:read",
  reaction_removed: "reactions:read",
  subteam_members_changed: "usergroups:read",
  subteam_updated: "usergroups:read",
  team_join: "users:read",
  user_change: "users:read",
};
const FREE = ["app_home_opened", "app_uninstalled", "tokens_revoked"];

describe("the manifest", () => {
  const file = readFileSync("adapters/slack/manifest.yaml", "utf8");

  it("is what npm run manifest:slack -- --write makes", () => {
    expect(file).toBe(slackManifest());
  });

  it("has a slash command for every first word, and all that may follow it", () => {
    const table = commandTable();
    for (const { name } of table) {
      const [word, ...rest] = name.split(" ");
      expect(file).toContain(`- command: /${word}\n`);
      if (rest.length > 0) expect(file).toMatch(new RegExp(`usage_hint: ".*\\b${rest.join(" ")}\\b`));
    }
  });

  it("asks for every event's scope", () => {
    for (const event of BOT_EVENTS.filter((name) => !FREE.includes(name)))
      expect(BOT_SCOPES, event).toContain(SCOPE_OF_EVENT[event]);
  });

  it("names no address in Socket Mode", () => {
    const socket = slackManifest("https://x.example", true);
    expect(socket).not.toContain("x.example");
    expect(socket).toContain("socket_mode_enabled: true");
    expect(slackManifest("https://x.example")).toContain('request_url: "https://x.example/slack/events"');
  });
});
