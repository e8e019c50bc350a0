import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attachWorkspace } from "../../src/store/attach-workspace.ts";
import { createConversationBook } from "../../src/store/conversation-book.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

const NOW = new Date("2026-03-03T09:00:00.000Z");
const LATER = new Date("2026-03-04T09:00:00.000Z");
const HELP = {
  channelKey: "19:help@thread.tacv2",
  serviceUrl: "https://smba.trafficmanager.net/emea/",
  isDirect: false,
  teamKey: "19:team@thread.tacv2",
  teamGroupKey: "f0f0f0f0-0000-4000-8000-000000000001",
  botKey: "28:bot",
};
const CHAT = { ...HELP, channelKey: "a:maya", isDirect: true, teamKey: null, teamGroupKey: null };

describe("the book of conversations", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
    for (const workspaceKey of ["org-one", "org-two"]) {
      const { tenantId } = await createTestTenant(database);
      await attachWorkspace(database, tenantId, { platform: "teams", workspaceKey, name: workspaceKey }, NOW);
    }
  });
  afterAll(() => database.close());

  it("keeps the newest address of a channel, and which team came first", async () => {
    const book = createConversationBook(database, "teams");
    expect(await book.findAny("org-one")).toBeNull();
    await book.save("org-one", CHAT, NOW);
    expect(await book.homeTeam("org-one")).toBeNull();
    await book.save("org-one", HELP, NOW);
    await book.save("org-one", { ...HELP, channelKey: "19:other", teamKey: "19:second" }, LATER);
    await book.save("org-one", { ...HELP, serviceUrl: "https://smba.trafficmanager.net/uk/" }, LATER);
    expect(await book.find("org-one", HELP.channelKey)).toEqual({
      ...HELP,
      serviceUrl: "https://smba.trafficmanager.net/uk/",
    });
    expect(await book.homeTeam("org-one")).toMatchObject({ teamKey: HELP.teamKey });
  });

  it("shows an organisation nothing of another's", async () => {
    const book = createConversationBook(database, "teams");
    expect(await book.find("org-two", HELP.channelKey)).toBeNull();
    expect(await book.find("org-three", HELP.channelKey)).toBeNull();
    await book.save("org-three", HELP, NOW);
    expect(await book.findAny("org-three")).toBeNull();
  });

  it("forgets the channels of a team, or one chat", async () => {
    const book = createConversationBook(database, "teams");
    await book.removeTeam("org-one", HELP.teamKey);
    expect(await book.find("org-one", HELP.channelKey)).toBeNull();
    expect(await book.find("org-one", "19:other")).not.toBeNull();
    await book.remove("org-one", CHAT.channelKey);
    expect(await book.find("org-one", CHAT.channelKey)).toBeNull();
  });
});
