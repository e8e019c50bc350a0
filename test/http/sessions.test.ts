import { randomUUID } from "node:crypto";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMs, DAY, HOUR, MINUTE, SECOND } from "../../src/domain/time.ts";
import { createLoginGuard } from "../../src/http/auth/login-guard.ts";
import { hashPassword, verifyPassword } from "../../src/http/auth/password.ts";
import { createAccountStore } from "../../src/store/account-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createFakeClock } from "../fakes/clock.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { addAccount, cookieIn, PASSWORD, startServer, type TestServer } from "./server.ts";

describe("sessions", () => {
  let database: Database;
  let server: TestServer;
  let tenantId: string;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ({ tenantId } = await createTestTenant(database));
    server = await startServer(database, tenantId, { login: "required" });
  });
  afterEach(() => server.stop());

  const me = async (headers: Readonly<Record<string, string>>) =>
    (await server.call("GET /me", {}, { headers })).json.person;
  const isIn = async (headers: Readonly<Record<string, string>>) => (await me(headers)) !== null;
  const tryLogin = (name: string, password: string, headers: Readonly<Record<string, string>> = {}) =>
    server.call("POST /session", {}, { body: { name, password }, headers });

  test("without an account the server runs and says how to make one; there is no default password", async () => {
    expect((await server.call("GET /me")).json).toMatchObject({
      login: "required",
      person: null,
      hint: expect.stringContaining("npm run admin -- create"),
    });
    const answer = await tryLogin("admin", "admin");
    expect([answer.status, answer.json.error.code]).toEqual([401, "session.no-account"]);
    expect(answer.json.error.cure).toContain("npm run admin -- create");
    expect((await server.send("GET", "/", { headers: { accept: "text/html" } })).status).toBe(200);
  });

  test("a login opens a session that only this browser holds", async () => {
    await addAccount(database, tenantId, "agent", "ana");
    const answer = await tryLogin(" Ana ", PASSWORD);
    expect(answer.json.person).toMatchObject({ displayName: "ana", role: "agent" });
    const cookie = answer.headers["set-cookie"]?.[0] ?? "";
    expect(cookie).toMatch(/^rapport=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await isIn({ cookie: cookieIn(answer) })).toBe(true);
    expect(await isIn({})).toBe(false);
  });

  test("over https the cookie belongs to this host alone", async () => {
    await addAccount(database, tenantId, "agent", "ana");
    const secure = await startServer(database, tenantId, {
      login: "required",
      publicUrl: "https://desk.example",
    });
    const answer = await secure.call("POST /session", {}, { body: { name: "ana", password: PASSWORD } });
    expect(answer.headers["set-cookie"]?.[0]).toMatch(
      /^__Host-rapport=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    await secure.stop();
  });

  test("the database knows no token, only its hash", async () => {
    await addAccount(database, tenantId, "agent", "ana");
    const { cookie } = await server.logIn("ana");
    const secret = /rapport=[^.]+\.([\w-]+)/.exec(cookie ?? "")?.[1] ?? "none";
    const rows = await database.transaction("rapport_desk", tenantId, async (tx) =>
      JSON.stringify(await tx.sql.query.sessions.findMany()),
    );
    expect(rows).not.toContain(secret);
    expect(server.logger.said).not.toContain(secret);
    expect(server.logger.said).not.toContain(PASSWORD);
  });

  test("a session ends by logout, by a new password, by disabling the account, by idleness and by age", async () => {
    const accounts = createAccountStore(database);
    await addAccount(database, tenantId, "agent", "ana");
    const endings: readonly (readonly [
      string,
      (headers: Readonly<Record<string, string>>) => Promise<unknown>,
    ])[] = [
      ["logout", (headers) => server.call("DELETE /session", {}, { headers })],
      [
        "password",
        async () => accounts.setPassword(tenantId, "ana", await hashPassword(PASSWORD), server.clock.now()),
      ],
      ["idle", async () => server.clock.advance(13 * HOUR)],
      ["disabled", () => accounts.disable(tenantId, "ana", server.clock.now())],
    ];
    for (const [name, end] of endings) {
      const headers = await server.logIn("ana");
      expect([name, await isIn(headers)]).toEqual([name, true]);
      await end(headers);
      server.clock.advance(5 * SECOND);
      expect([name, await isIn(headers)]).toEqual([name, false]);
    }
    expect((await tryLogin("ana", PASSWORD)).status).toBe(401);
  });

  test("use keeps a session, but not longer than two weeks", async () => {
    await addAccount(database, tenantId, "agent", "ana");
    const headers = await server.logIn("ana");
    for (let day = 0; day < 27; day += 1) {
      server.clock.advance(DAY / 2 - HOUR);
      expect([day, await isIn(headers)]).toEqual([day, true]);
    }
    server.clock.advance(3 * DAY);
    expect(await isIn(headers)).toBe(false);
  });

  test("forged, foreign and cut cookies are nobody", async () => {
    await addAccount(database, tenantId, "admin", "ada");
    const { cookie = "" } = await server.logIn("ada");
    const other = await createTestTenant(database);
    const value = /rapport=([^;]+)/.exec(cookie)?.[1] ?? "";
    const forged = [
      value.replace(tenantId, other.tenantId),
      value.slice(0, -1),
      `${value}A`,
      value.replace(/.$/, (sign) => (sign === "A" ? "B" : "A")),
      `${tenantId}.`,
      "null",
      "' or 1=1 --",
      "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.",
    ];
    for (const wrong of forged)
      expect([wrong, await isIn({ cookie: `rapport=${wrong}` })]).toEqual([wrong, false]);
  });

  test("a name of another company opens that company's desk and no other", async () => {
    const other = await createTestTenant(database);
    await addAccount(database, other.tenantId, "admin", "eve");
    await addAccount(database, tenantId, "agent", "ana");
    expect((await tryLogin("eve", PASSWORD)).status).toBe(401);
    const answer = await tryLogin(`${other.tenantId}/eve`, PASSWORD);
    expect([answer.status, answer.json.tenant.slug]).toEqual([200, other.tenantId]);
  });

  test("guessing is slowed, and the owner's own browser still gets in", async () => {
    await addAccount(database, tenantId, "admin", "ada");
    const { cookie = "" } = await server.logIn("ada");
    for (let at = 0; at < 5; at += 1)
      expect((await tryLogin("ada", `wrong password ${at}`)).status).toBe(401);
    const slowed = await tryLogin("ada", PASSWORD);
    expect([slowed.status, slowed.json.error.code]).toEqual([429, "session.too-many"]);
    expect((await tryLogin("ada", PASSWORD, { cookie })).status).toBe(200);
    server.clock.advance(3 * SECOND);
    expect((await tryLogin("ada", PASSWORD)).status).toBe(200);
  });

  test("the browser chat hears who sent a request, and never by what page of another site", async () => {
    await addAccount(database, tenantId, "manager", "mo");
    const session = await server.logIn("mo");
    const access = (headers: Readonly<Record<string, string>>, method = "POST", auth = server.auth) =>
      auth.authorise(Object.assign(new IncomingMessage(new Socket()), { headers, method }));
    const host = `127.0.0.1:${server.port}`;
    expect(await access({ host, ...session })).toEqual({ kind: "person", role: "manager", personKey: "mo" });
    expect(await access({ host })).toEqual({ kind: "refused" });
    expect(await access({ host, ...session, origin: "https://evil.example" })).toEqual({ kind: "refused" });
    const open = await startServer(database, tenantId);
    expect(await access({ host }, "GET", open.auth)).toEqual({ kind: "open" });
    expect(await access({ host: "evil.example" }, "GET", open.auth)).toEqual({ kind: "refused" });
    expect(await access({ host, "x-forwarded-for": "203.0.113.9" }, "GET", open.auth)).toEqual({
      kind: "refused",
    });
    await open.stop();
  });

  test("the browser chat is of one company: another's account is nobody there", async () => {
    const other = await createTestTenant(database);
    await addAccount(database, other.tenantId, "admin", "eve");
    const answer = await tryLogin(`${other.tenantId}/eve`, PASSWORD);
    const headers = { host: `127.0.0.1:${server.port}`, cookie: cookieIn(answer) };
    expect(await isIn(headers)).toBe(true);
    const request = Object.assign(new IncomingMessage(new Socket()), { headers, method: "GET" });
    expect(await server.auth.authorise(request)).toEqual({ kind: "refused" });
  });

  test("an open stream that asks again does not keep an idle session alive", async () => {
    await addAccount(database, tenantId, "agent", "ana");
    const headers = { host: `127.0.0.1:${server.port}`, ...(await server.logIn("ana")) };
    const request = Object.assign(new IncomingMessage(new Socket()), { headers, method: "GET" });
    const kinds: string[] = [];
    for (let hour = 0; hour < 13; hour += 1) {
      kinds.push((await server.auth.authorise(request, "watch")).kind);
      server.clock.advance(HOUR);
    }
    expect([kinds[0], kinds[11], (await server.auth.authorise(request, "watch")).kind]).toEqual([
      "person",
      "person",
      "refused",
    ]);
  });

  test("a wrong name and a wrong password look the same", async () => {
    await addAccount(database, tenantId, "admin", "ada");
    const name = await tryLogin("nobody", "wrong password");
    const password = await tryLogin("ada", "wrong password");
    const { requestId: _a, ...first } = name.json.error;
    const { requestId: _b, ...second } = password.json.error;
    expect([name.status, first]).toEqual([password.status, second]);
  });
});

describe("the guard of logins", () => {
  test("five thousand tries from many addresses are checked at most twenty times an hour", () => {
    const clock = createFakeClock();
    const guard = createLoginGuard(clock);
    const owner = { account: "t/ada", address: "10.0.0.1", isKnownDevice: true };
    let checked = 0;
    for (let at = 0; at < 5_000; at += 1) {
      const attempt = { account: "t/ada", address: `192.0.2.${at}`, isKnownDevice: false };
      if (guard.admit(attempt).kind === "go") checked += 1;
      clock.advance(HOUR / 5_000);
    }
    expect(checked).toBeLessThanOrEqual(20);
    expect(guard.admit(owner)).toEqual({ kind: "go" });
  });

  test("the wait grows up to a quarter of an hour and others are not touched", () => {
    const clock = createFakeClock();
    const guard = createLoginGuard(clock);
    const attempt = { account: "t/ada", address: "192.0.2.1", isKnownDevice: true };
    const waits: number[] = [];
    for (let at = 0; at < 20; at += 1) {
      const admission = guard.admit(attempt);
      if (admission.kind === "wait") {
        waits.push(admission.forMs);
        clock.advance(admission.forMs);
      }
    }
    expect(waits.slice(0, 3)).toEqual([2 * SECOND, 4 * SECOND, 8 * SECOND]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * MINUTE);
    expect(guard.admit({ ...attempt, account: "t/ben" }).kind).toBe("go");
  });

  test("tries at the same moment do not all pass", () => {
    const guard = createLoginGuard(createFakeClock());
    const attempt = { account: "t/ada", address: "192.0.2.1", isKnownDevice: false };
    const passed = Array.from({ length: 100 }, () => guard.admit(attempt)).filter(
      ({ kind }) => kind === "go",
    );
    expect(passed).toHaveLength(5);
  });

  test("a flood of names does not fill the memory, and success forgets", () => {
    const clock = createFakeClock();
    const guard = createLoginGuard(clock);
    const attempt = { account: "t/ada", address: "a", isKnownDevice: false };
    for (let at = 0; at < 50; at += 1) {
      expect(guard.admit(attempt).kind).toBe("go");
      guard.succeeded(attempt);
    }
  });
});

test("a password is kept as scrypt with its parameters; damaged and missing hashes are no password", async () => {
  const stored = await hashPassword("correct horse");
  expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword("correct horse", stored)).toBe(true);
  expect(await verifyPassword("correct horsf", stored)).toBe(false);
  for (const damaged of [null, "", "scrypt$32768$8$1$$", "plain", `${stored.slice(0, 20)}$`]) {
    expect(await verifyPassword("correct horse", damaged)).toBe(false);
  }
});

test("sessions of long ago are swept away", async () => {
  const database = await openTestDatabase();
  const { tenantId } = await createTestTenant(database);
  const accounts = createAccountStore(database);
  const accountId = await addAccount(database, tenantId, "agent");
  const now = new Date("2026-03-03T09:00:00.000Z");
  const open = (tokenHash: string, at: Date) =>
    accounts.openSession({ tenantId, accountId, tokenHash, now: at, expiresAt: addMs(at, HOUR) });
  const old = randomUUID();
  await open(old, addMs(now, -200 * DAY));
  expect(await accounts.hadSession(tenantId, accountId, old)).toBe(true);
  await open(randomUUID(), now);
  expect(await accounts.hadSession(tenantId, accountId, old)).toBe(false);
  await database.close();
});
