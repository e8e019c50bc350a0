import { generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { APP_ID, botServiceKeys, ISSUER, KEY_ID, type SignOptions } from "./bot-service.ts";
import { BOT, ORGANISATION, TEAM } from "./fake-teams.ts";
import { forgeries } from "./forgeries.ts";
import { CHANNEL, makeTeamsHarness, PEOPLE, type TeamsHarness } from "./teams-harness.ts";

const completer = { complete: async () => [] };
const OTHER_ORGANISATION = "11111111-2222-4333-8444-555555555555";

describe("the door of Teams", () => {
  let intake: FakeIntake;
  let harness: TeamsHarness;
  beforeEach(async () => {
    intake = createFakeIntake();
    harness = await makeTeamsHarness({ intake, completer });
  });
  afterEach(() => harness.close());

  const message = (more: object = {}) => ({
    ...harness.frame(PEOPLE.customer, CHANNEL),
    type: "message",
    id: harness.teams.nextKey(),
    text: "Where is it?",
    ...more,
  });
  const signed = async (options: Partial<SignOptions> = {}): Promise<string> =>
    `Bearer ${await (await botServiceKeys()).sign({ serviceUrl: harness.teams.serviceUrl, ...options })}`;

  it("takes what Bot Service signed for us, and keeps the address to answer at", async () => {
    const { status } = await harness.send(message());
    expect(status).toBe(200);
    expect(intake.events).toHaveLength(1);
    expect(await harness.book.find(ORGANISATION, CHANNEL)).toMatchObject({
      serviceUrl: harness.teams.serviceUrl,
      teamKey: TEAM,
      botKey: BOT,
      isDirect: false,
    });
  });

  it("answers every forged activity 401, stores nothing, calls nobody, and names no token in the log", async () => {
    const kinds = await forgeries(harness.teams.serviceUrl);
    expect(kinds.length).toBeGreaterThanOrEqual(10);
    for (const { what, authorization, more } of kinds) {
      const { status, body } = await harness.send(message(more), authorization);
      expect([what, status, body]).toEqual([what, 401, null]);
    }
    expect(intake.calls).toEqual([]);
    const asked = new Set(harness.teams.calls.map(({ path }) => path));
    expect([...asked].filter((path) => path !== "/openid" && path !== "/keys")).toEqual([]);
    for (const { authorization } of kinds)
      if (authorization && authorization.length > 60)
        expect(JSON.stringify(harness.logger.lines)).not.toContain(authorization.slice(7, 60));
  });

  it("does not let a token that was good once vouch for another address", async () => {
    const authorization = await signed();
    expect((await harness.send(message(), authorization)).status).toBe(200);
    const elsewhere = message({ serviceUrl: "https://evil.example/" });
    expect((await harness.send(elsewhere, authorization)).status).toBe(401);
    expect((await harness.send(message({ channelId: "emulator" }), authorization)).status).toBe(401);
  });

  it("refuses an organisation that nobody has, though Bot Service vouches for the activity", async () => {
    const channelData = { tenant: { id: OTHER_ORGANISATION }, team: { id: TEAM }, channel: { id: CHANNEL } };
    expect((await harness.send(message({ channelData }))).status).toBe(401);
    expect(intake.calls).toEqual([]);
    expect(harness.book.entries.size).toBe(1);
  });

  it("says 503 while the keys of Bot Service cannot be had, and takes the activity afterwards", async () => {
    harness.teams.down.keys = 500;
    const late = message();
    expect((await harness.send(late)).status).toBe(503);
    harness.teams.down.keys = undefined;
    expect((await harness.send(late)).status).toBe(200);
    expect(intake.events).toHaveLength(1);
  });

  it("says 503 before the desk is open", async () => {
    const closed = await makeTeamsHarness({ intake, completer }, { isStarted: false });
    const response = await closed.send({ ...message(), serviceUrl: closed.teams.serviceUrl });
    expect(response.status).toBe(503);
    await closed.close();
  });

  it("answers 4xx to what is no activity, signed or not", async () => {
    const odd: readonly unknown[] = [
      null,
      [],
      "message",
      {},
      { type: 5 },
      { type: "message" },
      { ...message(), from: null },
      { ...message(), conversation: { id: "" } },
      { ...message(), channelData: "x" },
      { ...message(), serviceUrl: 7 },
      JSON.parse('{"__proto__":{"polluted":1},"type":"message"}'),
    ];
    for (const body of odd)
      for (const authorization of [undefined, null]) {
        const { status } = await harness.send(body as object, authorization as null);
        expect(status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(intake.calls).toEqual([]);
  });

  it("takes a message once that is sent again, under the same id and under a new one", async () => {
    const said = message();
    await harness.send(said);
    await harness.send(said);
    await harness.send({ ...said, id: harness.teams.nextKey() });
    expect(intake.events).toHaveLength(1);
    await harness.send(message());
    expect(intake.events).toHaveLength(2);
  });

  it("looks at bodies no longer than a megabyte", async () => {
    expect((await harness.send(message({ text: "x".repeat(1_100_000) }))).status).toBe(413);
  });

  it("answers within two seconds however slow the desk's look-ups are", async () => {
    harness.teams.down.roster = 504;
    const began = performance.now();
    expect((await harness.send(message())).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(intake.events[0]?.actor.standing).toBeUndefined();
  });

  it("takes the new key of Bot Service", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const claims = { serviceurl: harness.teams.serviceUrl, iss: ISSUER, aud: APP_ID };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: KEY_ID })
      .setExpirationTime("1h")
      .sign(privateKey);
    expect((await harness.send(message(), `Bearer ${token}`)).status).toBe(401);
    expect((await harness.send(message(), await signed())).status).toBe(200);
  });
});
