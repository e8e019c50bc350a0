import { afterEach, describe, expect, it } from "vitest";
import { createFakeIntake } from "../../fakes/intake.ts";
import { TEAM } from "./fake-slack.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

let harness: SlackHarness | null = null;
afterEach(async () => {
  await harness?.close();
  harness = null;
});

async function setUp() {
  let nowMs = 0;
  harness = await makeSlackHarness(
    { intake: createFakeIntake(), completer: { complete: async () => [] } },
    { config: { nowMs: () => nowMs } },
  );
  const { slack, adapter } = harness;
  slack.channels.set("C0TEAM", { id: "C0TEAM", name: "team", is_private: true });
  slack.channels.set("C0SECRET", { id: "C0SECRET", name: "secret", is_private: true, isOutside: true });
  slack.channels.set("C0BUGS", { id: "C0BUGS", name: "bugs", isOutside: true });
  slack.groups.set("S0AGENTS", ["U0SUE"]);
  const survey = async () => adapter.survey?.(TEAM);
  return { slack, adapter, survey, pass: (ms: number) => (nowMs += ms) };
}

describe("what a Slack workspace has for set-up", () => {
  it("is where we are, where we could go, and the groups by the names people use", async () => {
    const { survey } = await setUp();
    expect(await survey()).toEqual({
      channels: [
        { channelKey: "C0HELP", name: "help", isPrivate: false, isMember: true },
        { channelKey: "C0TEAM", name: "team", isPrivate: true, isMember: true },
        { channelKey: "C0BUGS", name: "bugs", isPrivate: false, isMember: false },
      ],
      groups: [{ groupKey: "S0AGENTS", name: "@s0agents" }],
    });
  });

  it("is read page by page, and of a very large workspace only the first pages", async () => {
    const { slack, survey } = await setUp();
    slack.pageLength = 2;
    for (let at = 0; at < 20; at += 1)
      slack.channels.set(`C1${at}`, { id: `C1${at}`, name: `busy-${at}`, isOutside: true });
    const found = await survey();
    expect(slack.callsOf("users.conversations")).toHaveLength(1);
    expect(slack.callsOf("conversations.list")).toHaveLength(5);
    expect(found?.channels.filter(({ isMember }) => isMember)).toHaveLength(2);
    expect(found?.channels.filter(({ isMember }) => !isMember)).toHaveLength(9);
  });

  it("shows an invitation at once, and asks Slack's slow methods once a minute", async () => {
    const { slack, survey, pass } = await setUp();
    await survey();
    slack.channels.set("C0BUGS", { id: "C0BUGS", name: "bugs" });
    slack.groups.set("S0NEW", []);
    const soon = await survey();
    expect(soon?.channels).toContainEqual(expect.objectContaining({ channelKey: "C0BUGS", isMember: true }));
    expect(soon?.channels.filter(({ channelKey }) => channelKey === "C0BUGS")).toHaveLength(1);
    expect(soon?.groups).toHaveLength(1);
    expect(slack.callsOf("usergroups.list")).toHaveLength(1);
    pass(61_000);
    expect((await survey())?.groups).toHaveLength(2);
    expect(slack.callsOf("conversations.list")).toHaveLength(2);
  });

  it("leaves out a group that somebody switched off", async () => {
    const { slack, survey } = await setUp();
    slack.disabledGroups.add("S0AGENTS");
    expect((await survey())?.groups).toEqual([]);
  });

  it("knows no groups where Slack gives none, and says nothing when it is told nothing", async () => {
    const { slack, survey, adapter, pass } = await setUp();
    slack.trouble("usergroups.list", { kind: "error", code: "paid_teams_only" });
    expect(await survey()).toMatchObject({ groups: null, channels: expect.any(Array) });
    slack.trouble("users.conversations", { kind: "limited", retryAfter: "30" });
    pass(61_000);
    expect(await survey()).toBeNull();
    expect(await adapter.survey?.("T0OTHER")).toBeNull();
  });

  it("a channel that an admin names is gone into, and a second time changes nothing", async () => {
    const { slack, adapter } = await setUp();
    const outbound = {
      kind: "enter-channel",
      platform: "slack",
      workspaceKey: TEAM,
      channelKey: "C0BUGS",
      threadKey: null,
    } as const;
    const context = { tenantId: TENANT, idempotencyKey: "row-1", targetMessageKey: null };
    for (let times = 0; times < 2; times += 1)
      expect(await adapter.deliver(outbound, context)).toMatchObject({ kind: "sent" });
    expect(slack.channels.get("C0BUGS")?.isOutside).toBe(false);
    expect(await adapter.deliver({ ...outbound, channelKey: "C0SECRET" }, context)).toMatchObject({
      kind: "refused",
      code: "slack.channel_not_found",
    });
  });
});
