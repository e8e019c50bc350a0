import { afterEach, describe, expect, it } from "vitest";
import type { StaffPlaces } from "../../../adapters/slack/index.ts";
import { standingOf } from "../../../adapters/slack/people/standing.ts";
import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import type { FakeUser } from "./fake-slack.ts";
import { makeSlackHarness, type SlackHarness } from "./slack-harness.ts";

let harness: SlackHarness | null = null;
afterEach(async () => {
  await harness?.close();
  harness = null;
});

const PLACES: StaffPlaces = {
  groupKeys: ["S0AGENTS", "S0MANAGERS"],
  agentChannelKeys: ["C0TEAM", "C0OPEN"],
  managerChannelKeys: ["C0CHIEFS"],
};

let count = 0;
async function setUp(staffPlaces: () => Promise<StaffPlaces> = async () => PLACES) {
  const intake = createFakeIntake();
  let nowMs = 0;
  const made = await makeSlackHarness(
    { intake, completer: { complete: async () => [] } },
    { config: { staffPlaces, nowMs: () => nowMs } },
  );
  harness = made;
  const { slack } = made;
  slack.groups.set("S0AGENTS", ["U0SUE", "U0GUEST", "U0THEIRS"]);
  slack.groups.set("S0MANAGERS", []);
  slack.channels.set("C0TEAM", { id: "C0TEAM", name: "team", is_private: true, members: ["U0TOM"] });
  slack.channels.set("C0OPEN", { id: "C0OPEN", name: "open", members: ["U0MAYA", "U0OMAR"] });
  slack.channels.set("C0CHIEFS", { id: "C0CHIEFS", name: "chiefs", is_private: true, members: ["U0BOSS"] });
  const add = (id: string, more: Partial<FakeUser> = {}): void => {
    slack.users.set(id, { id, name: id.toLowerCase(), team_id: "T0HOME", ...more });
  };
  const standingIn = async (user: string, more: object = {}): Promise<ActorRef["standing"]> => {
    count += 1;
    await made.sendEvent({
      type: "message",
      channel: "C0HELP",
      channel_type: "channel",
      user,
      text: "Hello",
      ts: `1772528400.${String(count).padStart(6, "0")}`,
      ...more,
    });
    return intake.events.at(-1)?.actor.standing;
  };
  return { harness: made, intake, slack, add, standingIn, pass: (ms: number) => (nowMs += ms) };
}

describe("the standing of a person in Slack", () => {
  it.each<[string, Partial<FakeUser>, ActorRef["standing"]]>([
    ["U0MEMBER", {}, { groupKeys: [] }],
    ["U0SUE", {}, { groupKeys: ["S0AGENTS"] }],
    ["U0TOM", {}, { groupKeys: ["channel:agents"] }],
    ["U0BOSS", {}, { groupKeys: ["channel:managers"] }],
    ["U0ADMIN", { is_admin: true }, { isWorkspaceAdmin: true, groupKeys: [] }],
    ["U0GUEST", { is_restricted: true }, { isGuest: true }],
    ["U0GUEST", { is_ultra_restricted: true, is_admin: true }, { isGuest: true }],
    ["U0STRANGE", { is_stranger: true }, { isGuest: true }],
    ["U0THEIRS", { team_id: "T0THEIRS", is_admin: true }, { isGuest: true, homeWorkspaceKey: "T0THEIRS" }],
    // Anybody may join a public channel: being there makes nobody staff.
    ["U0OMAR", {}, { groupKeys: [] }],
  ])("%s %o is %o", async (id, more, expected) => {
    const { add, standingIn } = await setUp();
    add(id, more);
    expect(await standingIn(id)).toEqual(expected);
  });

  it("is told by the event alone where somebody is from elsewhere", async () => {
    const { standingIn } = await setUp();
    expect(await standingIn("U0NEVERSEEN", { user_team: "T0THEIRS" })).toEqual({
      isGuest: true,
      homeWorkspaceKey: "T0THEIRS",
    });
  });

  it.each(["users.info", "usergroups.users.list", "conversations.members"])(
    "is left out when %s cannot be read, and known again later",
    async (method) => {
      const { add, standingIn, slack, pass } = await setUp();
      add("U0MEMBER");
      slack.trouble(method, { kind: "limited", retryAfter: "30" });
      expect(await standingIn("U0MEMBER")).toBeUndefined();
      const calls = slack.callsOf(method).length;
      expect(await standingIn("U0MEMBER")).toBeUndefined();
      expect(slack.callsOf(method)).toHaveLength(calls);
      slack.trouble(method, null);
      pass(31_000);
      expect(await standingIn("U0MEMBER")).toEqual({ groupKeys: [] });
    },
  );

  it.each(["users.info", "usergroups.users.list", "conversations.members"])(
    "is known five seconds after %s failed, once Slack answers",
    async (method) => {
      const { add, standingIn, slack, pass } = await setUp();
      add("U0MEMBER");
      slack.trouble(method, { kind: "status", status: 500 });
      expect(await standingIn("U0MEMBER")).toBeUndefined();
      slack.trouble(method, null);
      pass(5_000);
      expect(await standingIn("U0MEMBER")).toEqual({ groupKeys: [] });
    },
  );

  it("is not asked for before the time that Slack named", async () => {
    const { add, standingIn, slack, pass } = await setUp();
    for (const id of ["U0MEMBER", "U0OTHER"]) add(id);
    slack.trouble("users.info", { kind: "limited", retryAfter: "30" });
    await standingIn("U0MEMBER");
    const calls = slack.callsOf("users.info").length;
    slack.trouble("users.info", null);
    pass(29_000);
    for (const id of ["U0MEMBER", "U0OTHER"]) expect(await standingIn(id)).toBeUndefined();
    expect(slack.callsOf("users.info")).toHaveLength(calls);
    pass(5_001);
    for (const id of ["U0MEMBER", "U0OTHER"]) expect(await standingIn(id)).toEqual({ groupKeys: [] });
  });

  it("is known although a group that an admin named is gone, and health says which", async () => {
    const { add, standingIn, slack, harness: made } = await setUp();
    slack.groups.delete("S0MANAGERS");
    for (const id of ["U0SUE", "U0TOM", "U0MEMBER"]) add(id);
    expect(await standingIn("U0SUE")).toEqual({ groupKeys: ["S0AGENTS"] });
    expect(await standingIn("U0TOM")).toEqual({ groupKeys: ["channel:agents"] });
    expect(await standingIn("U0MEMBER")).toEqual({ groupKeys: [] });
    expect(made.adapter.health?.()).toMatchObject({
      isOk: true,
      detail: expect.stringContaining("S0MANAGERS"),
    });
    slack.groups.set("S0MANAGERS", ["U0MEMBER"]);
    await made.sendEvent({ type: "subteam_updated", subteam: { id: "S0MANAGERS" } });
    expect(await standingIn("U0MEMBER")).toEqual({ groupKeys: ["S0MANAGERS"] });
    expect(made.adapter.health?.().detail).not.toContain("S0MANAGERS");
  });

  it("of who is staff by one place stands while another cannot be read; of others nothing is sure", async () => {
    const { add, standingIn, slack } = await setUp();
    slack.channels.delete("C0CHIEFS");
    for (const id of ["U0SUE", "U0TOM", "U0MEMBER"]) add(id);
    expect(await standingIn("U0SUE")).toEqual({ groupKeys: ["S0AGENTS"] });
    expect(await standingIn("U0TOM")).toEqual({ groupKeys: ["channel:agents"] });
    // The bot may only have been taken out of that channel: its members are staff all the same.
    expect(await standingIn("U0MEMBER")).toBeUndefined();
  });

  it("is left out when the desk cannot say which groups are staff", async () => {
    const { add, standingIn } = await setUp(async () => {
      throw new Error("no database");
    });
    add("U0MEMBER");
    expect(await standingIn("U0MEMBER")).toBeUndefined();
  });

  it("is read once for many messages, and anew when Slack tells of a change", async () => {
    const { add, standingIn, slack, harness: made } = await setUp();
    add("U0MEMBER");
    for (let message = 0; message < 5; message += 1) await standingIn("U0MEMBER");
    expect(slack.callsOf("users.info")).toHaveLength(1);
    add("U0MEMBER", { is_restricted: true });
    await made.sendEvent({ type: "user_change", user: { id: "U0MEMBER" } });
    expect(await standingIn("U0MEMBER")).toEqual({ isGuest: true });
    slack.groups.set("S0AGENTS", ["U0NEW"]);
    add("U0NEW");
    await made.sendEvent({ type: "subteam_members_changed", subteam_id: "S0AGENTS" });
    expect(await standingIn("U0NEW")).toEqual({ groupKeys: ["S0AGENTS"] });
  });

  it("does not keep Slack waiting: a look-up that hangs is left behind", async () => {
    const { standingIn, slack } = await setUp();
    slack.trouble("users.info", { kind: "hang" });
    const startedMs = performance.now();
    expect(await standingIn("U0HANGS")).toBeUndefined();
    expect(performance.now() - startedMs).toBeLessThan(2_900);
  });
});

describe("within an organisation", () => {
  const home = { workspaceKey: "T0HOME", teamKey: "T0HOME", enterpriseKey: "E0ORG" };
  const profile = {
    displayName: "Eva",
    isBot: false,
    teamKey: "T0SISTER",
    enterpriseKey: "E0ORG",
    isAdmin: false,
    isGuest: false,
  };
  const none = { groupKeys: [], isInAgentsChannel: false, isInManagersChannel: false };

  it("a sister workspace is no stranger, another organisation is", () => {
    expect(standingOf(home, profile, null, none)).toEqual({ groupKeys: [] });
    expect(standingOf(home, { ...profile, enterpriseKey: "E0OTHER" }, null, none)).toMatchObject({
      isGuest: true,
    });
  });

  it("an event that says otherwise than the profile makes nobody staff", () => {
    const own = { ...home, enterpriseKey: null };
    const member = { ...profile, teamKey: "T0HOME", enterpriseKey: null, isAdmin: true };
    expect(standingOf(own, member, "T0THEIRS", none)).toEqual({
      isGuest: true,
      homeWorkspaceKey: "T0THEIRS",
    });
  });
});
