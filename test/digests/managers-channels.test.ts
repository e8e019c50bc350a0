import { afterAll, beforeAll, expect, it } from "vitest";
import { agentsAt } from "../../src/desk/place.ts";
import { managersChannels } from "../../src/digests/managers-channels.ts";
import { attachWorkspace } from "../../src/store/attach-workspace.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { NOON, openStore } from "../support/desk-fixture.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it("of several workspaces each has its own managers' channel and agents; the browser chat's stand in for none", async () => {
  const { tenantId, workspaceId } = await createTestTenant(database);
  const added = { platform: "slack", workspaceKey: `T-${tenantId}`, name: "Slack" } as const;
  const { workspaceId: slackId } = await attachWorkspace(database, tenantId, added, NOON);
  await openStore(database).transaction(tenantId, async (stores) => {
    const slack = await stores.workspaces.get(slackId);
    if (!slack) throw new Error("no workspace");
    const name = async (id: string, channelKey: string) => {
      const where = { channelKey, name: channelKey, isDirect: false, isPrivate: true };
      const channel = await stores.channels.ensure(id, where, NOON);
      await stores.channels.configure(channel.id, { purpose: "managers" });
    };
    const keys = async (askedIn?: string) =>
      (await managersChannels(stores, askedIn)).map(({ channel }) => channel.channelKey);
    expect(await keys()).toEqual([]);
    await name(workspaceId, "chat");
    expect(await keys()).toEqual(["chat"]);
    expect(await keys(slack.id)).toEqual(["chat"]);
    await name(slack.id, "leads");
    expect(await keys()).toEqual(["leads"]);
    expect(await keys(workspaceId)).toEqual(["chat"]);
    expect(await keys(slack.id)).toEqual(["leads"]);
    for (const [id, personKey] of [
      [workspaceId, "ana"],
      [slack.id, "U0ANA"],
    ] as const)
      await stores.people.ensure({
        workspaceId: id,
        personKey,
        displayName: "Ana",
        role: "agent",
        now: NOON,
      });
    const agents = await agentsAt(stores, { workspace: slack, channelKey: "team", threadKey: null });
    expect(agents.map(({ personKey }) => personKey)).toEqual(["U0ANA"]);
  });
});
