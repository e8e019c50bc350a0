import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { isRapportError } from "../src/domain/errors.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1234567890", SLACK_SIGNING_SECRET: "a".repeat(20) };
const TEAMS = {
  MICROSOFT_APP_ID: "11111111-2222-4333-8444-555555555555",
  MICROSOFT_APP_PASSWORD: "p".repeat(20),
};

function refused(env: Readonly<Record<string, string>>): string {
  try {
    readConfig(env);
  } catch (fault) {
    if (isRapportError(fault)) return fault.message;
    throw fault;
  }
  return "";
}

describe("a workspace's set-up in the environment", () => {
  it("is nothing unless something is set", () => {
    expect(readConfig(SLACK).setups).toEqual({ slack: null, discord: null, teams: null });
  });

  it("names kind, channels with their modes, groups and people", () => {
    const { setups } = readConfig({
      ...SLACK,
      SLACK_WORKSPACE_KIND: "company",
      SLACK_CUSTOMER_CHANNELS: "#help = auto, C0123ABCD, general chat",
      SLACK_AGENT_CHANNELS: "triage=suggest,",
      SLACK_AGENT_GROUPS: "S1, S2",
      SLACK_AGENTS: "U1",
      SLACK_MANAGERS: "U2,U3",
    });
    expect(setups.slack).toEqual({
      kind: "company",
      channels: [
        { named: "help", mode: "auto", purpose: "customers" },
        { named: "C0123ABCD", mode: null, purpose: "customers" },
        { named: "general chat", mode: null, purpose: "customers" },
        { named: "triage", mode: "suggest", purpose: "agents" },
      ],
      roles: {
        agentGroupKeys: ["S1", "S2"],
        managerGroupKeys: [],
        people: { U1: "agent", U2: "manager", U3: "manager" },
      },
    });
  });

  it("takes the ids of Teams, which have more in them than letters", () => {
    const { setups } = readConfig({
      ...TEAMS,
      MICROSOFT_APP_TENANT_ID: TEAMS.MICROSOFT_APP_ID,
      TEAMS_CUSTOMER_CHANNELS: "19:abc_d-e@thread.tacv2=mention",
      TEAMS_AGENTS: "29:1a-B_c",
    });
    expect(setups.teams?.channels).toEqual([
      { named: "19:abc_d-e@thread.tacv2", mode: "mention", purpose: "customers" },
    ]);
  });

  it.each([
    [{ SLACK_CUSTOMER_CHANNELS: "help", SLACK_AGENT_CHANNELS: "#Help" }, "SLACK_AGENT_CHANNELS"],
    [{ SLACK_AGENT_CHANNELS: "team", SLACK_MANAGER_CHANNELS: "team=off" }, "SLACK_MANAGER_CHANNELS"],
    [{ SLACK_AGENTS: "U1", SLACK_MANAGERS: "U2,U1" }, "SLACK_MANAGERS"],
    [{ SLACK_AGENT_GROUPS: "S1", SLACK_MANAGER_GROUPS: "S1" }, "SLACK_MANAGER_GROUPS"],
    [{ SLACK_WORKSPACE_KIND: "club" }, "SLACK_WORKSPACE_KIND"],
    [{ SLACK_CUSTOMER_CHANNELS: "help=loud" }, "SLACK_CUSTOMER_CHANNELS"],
    [{ SLACK_CUSTOMER_CHANNELS: " , " }, "SLACK_CUSTOMER_CHANNELS"],
  ])("refuses what contradicts itself: %o", (env, name) => {
    expect(refused({ ...SLACK, ...env })).toBe(`${name} is not right`);
  });

  it("is refused where each workspace has a desk and an admin of its own, or the platform is not connected", () => {
    expect(refused({ SLACK_WORKSPACE_KIND: "company" })).toContain("SLACK_WORKSPACE_KIND");
    const multi = { ...TEAMS, MICROSOFT_APP_TYPE: "MultiTenant", TEAMS_AGENTS: "a" };
    expect(refused(multi)).toContain("TEAMS_AGENTS");
    expect(refused({ TEAMS_WORKSPACE_KIND: "company" })).toContain("TEAMS_WORKSPACE_KIND");
    expect(refused({ DISCORD_AGENTS: "123" })).toContain("DISCORD_AGENTS");
  });
});
