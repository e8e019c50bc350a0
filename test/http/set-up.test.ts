import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { nameRole } from "../../src/desk/change-setup.ts";
import type { DeclaredSetup } from "../../src/domain/channel.ts";
import { NO_ROLE_RULES } from "../../src/domain/role.ts";
import type { ConsoleStore } from "../../src/ports/stores/views.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { servicesOn, startServer, type TestServer } from "./server.ts";

const AT = new Date("2026-03-03T08:30:00.000Z");

const DECLARED: DeclaredSetup = {
  kind: "company",
  channels: [{ named: "help", purpose: "customers", mode: "suggest" }],
  roles: { ...NO_ROLE_RULES, agentGroupKeys: ["S1"], people: { U1: "manager" } },
};

describe("setting a workspace up in the console", () => {
  let database: Database;
  let store: ConsoleStore;
  let server: TestServer;
  let tenant: TestTenant;
  let id: string;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  beforeEach(async () => {
    tenant = await createTestTenant(database, { platform: "slack", kind: null });
    id = tenant.workspaceId;
    store = servicesOn(database).store;
    server = await startServer(database, tenant.tenantId);
  });
  afterAll(() => database.close());

  const channel = (name: string) =>
    store.transaction(tenant.tenantId, (desk) =>
      desk.channels.ensure(id, { channelKey: `C-${name}`, name, isDirect: false, isPrivate: false }, AT),
    );
  const person = (personKey: string, role: "customer" | "agent" | "unknown") =>
    store.transaction(tenant.tenantId, (desk) =>
      desk.people.ensure({ workspaceId: id, personKey, displayName: `Name of ${personKey}`, role, now: AT }),
    );
  const roleOf = async (personKey: string) =>
    store.transaction(tenant.tenantId, async (desk) => (await desk.people.findByKey(id, personKey))?.role);
  const settings = async () => (await server.call("GET /settings")).json;
  const channels = async () =>
    Object.fromEntries((await settings()).channels.map((one: { name: string }) => [one.name, one]));
  const workspace = async () => (await settings()).workspaces[0];
  const log = async () => (await server.call("GET /audit")).json.entries;
  const name = (whom: object, role: string | null) =>
    server.call("PUT /workspaces/{id}/roles", { id }, { body: { whom, role } });

  test("an empty workspace says what is missing, why nobody is analysed, and what it likely is", async () => {
    await channel("introductions");
    const found = await workspace();
    expect(found).toMatchObject({ kind: null, guessedKind: "community", kindSetBy: null });
    expect(found.nobodyRead).toContain("kind of workspace is not set");
    expect(found.steps.filter(({ done }: { done: string }) => done === "")).toHaveLength(6);
    const platforms = (await settings()).platforms.map(({ platform }: { platform: string }) => platform);
    expect(platforms).toEqual(["web", "discord", "teams"]);
  });

  test("guesses are offered, taken at one press, and never stand above what somebody chose", async () => {
    const help = await channel("help");
    const bugs = await channel("bugs");
    const team = await channel("support-team");
    expect(await channels()).toMatchObject({
      help: { guessedPurpose: "customers" },
      bugs: { guessedPurpose: "customers" },
      "support-team": { guessedPurpose: "agents" },
    });
    await server.call("PATCH /channels/{id}", { id: bugs.id }, { body: { purpose: "agents" } });
    const purposes = [help, bugs, team].map(({ id: channelId }) => ({ channelId, purpose: "customers" }));
    await server.call("POST /workspaces/{id}/guesses", { id }, { body: { purposes } });
    expect(await channels()).toMatchObject({
      help: { purpose: "customers" },
      bugs: { purpose: "agents" },
      "support-team": { purpose: "customers" },
    });
    expect(await log()).toHaveLength(3);
  });

  test("people and groups get roles, which count at once and are logged once with a name", async () => {
    await person("U7", "customer");
    await name({ personKey: "U7" }, "agent");
    await name({ personKey: "U7" }, "agent");
    await name({ groupKey: "S7" }, "manager");
    await name({ personKey: "U8" }, "manager");
    expect(await roleOf("U7")).toBe("agent");
    expect(await workspace()).toMatchObject({
      groups: [{ groupKey: "S7", name: "S7", isGone: false, role: "manager", setBy: null }],
      people: [
        { personKey: "U7", displayName: "Name of U7", role: "agent" },
        { personKey: "U8", displayName: null, role: "manager" },
      ],
    });
    expect((await name({ groupKey: "S7" }, "customer")).status).toBe(409);
    expect((await name({ personKey: "a, b" }, "agent")).status).toBe(422);
    const entries = await log();
    expect(entries.map(({ subject }: { subject: string }) => subject).sort()).toEqual(
      ["Name of U7", "U8", "group S7"].sort(),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ actor: "operator", subject: "U8", detail: { role: "manager" } }),
    );
  });

  test("channels the bot is not in and groups are offered by name, as the platform has them", async () => {
    const survey = (groups: { groupKey: string; name: string }[]) =>
      store.transaction(tenant.tenantId, ({ workspaces }) =>
        workspaces.keepSurvey(id, { open: [{ channelKey: "C9", name: "bugs" }], groups }, AT),
      );
    await survey([{ groupKey: "S7", name: "@support" }]);
    await name({ groupKey: "S7" }, "agent");
    expect(await workspace()).toMatchObject({
      openChannels: [{ channelKey: "C9", name: "bugs", guessedPurpose: "customers" }],
      knownGroups: [{ groupKey: "S7", name: "@support" }],
      groups: [{ groupKey: "S7", name: "@support", isGone: false }],
    });
    const take = (channelKey: string) =>
      server.call("POST /workspaces/{id}/channels", { id }, { body: { channelKey, purpose: "customers" } });
    expect((await take("C0SECRET")).status).toBe(409);
    expect((await take("C9")).json.workspaces[0].openChannels).toEqual([]);
    expect(await channels()).toMatchObject({ bugs: { purpose: "customers", mode: "mention" } });
    await survey([]);
    expect(await workspace()).toMatchObject({ groups: [{ name: "S7", isGone: true }] });
  });

  test("whoever is named no more has a customer's rights and is not analysed until read again", async () => {
    await person("U7", "customer");
    await person("U9", "agent");
    await name({ personKey: "U7" }, "agent");
    await name({ groupKey: "S7" }, "agent");
    await name({ groupKey: "S7" }, null);
    expect([await roleOf("U7"), await roleOf("U9")]).toEqual(["agent", "unknown"]);
    await name({ personKey: "U7" }, null);
    expect(await roleOf("U7")).toBe("unknown");
  });

  test("two admins who name different people at once lose neither", async () => {
    const stale = await store.transaction(tenant.tenantId, (desk) => desk.workspaces.get(id));
    if (!stale) throw new Error("no workspace");
    const give = (personKey: string) =>
      store.transaction(tenant.tenantId, (desk) =>
        nameRole(desk, { by: "ada", now: AT }, stale, { personKey }, "agent"),
      );
    await Promise.all(["U1", "U2", "U3"].map(give));
    const { people } = await workspace();
    expect(people.map(({ personKey }: { personKey: string }) => personKey).sort()).toEqual([
      "U1",
      "U2",
      "U3",
    ]);
  });

  test("another kind of workspace has other members: nobody stays a customer unread", async () => {
    await server.call("PATCH /workspaces/{id}", { id }, { body: { kind: "community" } });
    await person("U7", "customer");
    await server.call("PATCH /workspaces/{id}", { id }, { body: { kind: "company" } });
    expect(await roleOf("U7")).toBe("unknown");
  });

  test("an admin chooses what staff do by emoji, and nonsense changes nothing", async () => {
    const patch = (emoji: object) => server.call("PATCH /workspaces/{id}", { id }, { body: { emoji } });
    expect((await workspace()).emoji).toEqual({ claim: "👀", solve: "✅", open: "🎫" });
    await patch({ claim: ":eyes: :on-it:", solve: "✅", open: "" });
    expect((await workspace()).emoji).toEqual({ claim: "👀 :on-it:", solve: "✅", open: "" });
    expect((await patch({ claim: "<!here>", solve: "✅", open: "" })).status).toBe(409);
    expect((await patch({ claim: "✅", solve: "✅", open: "" })).json.error.message).toContain("two things");
    expect((await workspace()).emoji.claim).toBe("👀 :on-it:");
  });

  test("a help desk reads nobody until an admin declares why it may, and the log keeps the words", async () => {
    const patch = (body: object) => server.call("PATCH /workspaces/{id}", { id }, { body });
    expect((await patch({ emotionDeclaration: "The works council agreed on 1 March." })).status).toBe(409);
    await patch({ kind: "helpdesk" });
    expect((await workspace()).nobodyRead).toContain("employees");
    expect((await patch({ emotionDeclaration: "yes" })).json.error.message).toContain("Say in a sentence");
    await patch({ emotionDeclaration: "The works council agreed on 1 March." });
    expect(await workspace()).toMatchObject({ nobodyRead: null, emotionDeclaredAt: expect.any(String) });
    expect(await log()).toContainEqual(
      expect.objectContaining({
        action: "workspace.emotion-on",
        detail: { declaration: "The works council agreed on 1 March." },
      }),
    );
    await patch({ emotionDeclaration: null });
    expect((await workspace()).emotionDeclaredAt).toBeNull();
    await patch({ emotionDeclaration: "The works council agreed on 1 March." });
    await patch({ kind: "community" });
    await patch({ kind: "helpdesk" });
    expect((await workspace()).emotionDeclaredAt).toBeNull();
  });

  test("what the environment sets is shown so and cannot be changed; the rest can", async () => {
    await store.transaction(tenant.tenantId, (desk) => desk.workspaces.setDeclared(id, DECLARED));
    const help = await channel("help");
    const other = await channel("other");
    expect(await workspace()).toMatchObject({
      kind: "company",
      kindSetBy: "SLACK_WORKSPACE_KIND",
      groups: [{ groupKey: "S1", role: "agent", setBy: "SLACK_AGENT_GROUPS" }],
      people: [{ personKey: "U1", role: "manager", setBy: "SLACK_MANAGERS" }],
    });
    expect((await channels()).help).toMatchObject({
      purpose: "customers",
      mode: "suggest",
      purposeSetBy: "SLACK_CUSTOMER_CHANNELS",
      modeSetBy: "SLACK_CUSTOMER_CHANNELS",
    });
    const refused = [
      await server.call("PATCH /workspaces/{id}", { id }, { body: { kind: "community" } }),
      await server.call("PATCH /channels/{id}", { id: help.id }, { body: { mode: "auto" } }),
      await server.call("PATCH /channels/{id}", { id: help.id }, { body: { purpose: "other" } }),
      await name({ groupKey: "S1" }, null),
      await name({ personKey: "U1" }, "customer"),
    ];
    for (const answer of refused)
      expect([answer.status, answer.json.error.message]).toEqual([
        409,
        expect.stringMatching(/^SLACK_\w+ sets this/),
      ]);
    await server.call("PATCH /channels/{id}", { id: other.id }, { body: { mode: "auto" } });
    await name({ personKey: "U2" }, "agent");
    expect((await workspace()).people).toHaveLength(2);
    // Taken out of the environment: what was chosen here is what counts again.
    await store.transaction(tenant.tenantId, (desk) => desk.workspaces.setDeclared(id, null));
    expect(await workspace()).toMatchObject({
      kind: null,
      kindSetBy: null,
      groups: [],
      people: [{ personKey: "U2" }],
    });
  });

  test("people of the workspace are found by name or key", async () => {
    await person("U7", "customer");
    const found = await server.send("GET", `/api/v1/workspaces/${id}/people?q=of%20u7`);
    expect(found.json.people).toEqual([{ personKey: "U7", displayName: "Name of U7", role: "customer" }]);
  });
});
