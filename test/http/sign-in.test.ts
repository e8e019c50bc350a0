import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR, MINUTE } from "../../src/domain/time.ts";
import { createSignInLinks, LINK_MS, type SignInLinks } from "../../src/http/auth/sign-in-links.ts";
import { createAccountStore } from "../../src/store/account-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createSecretBox } from "../../src/store/secret-box.ts";
import { claimTick } from "../../src/store/spine/cron-ticks.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { type Answer, addAccount, cookieIn, startServer, type TestServer } from "./server.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

describe("a link from a chat platform into the console", () => {
  let database: Database;
  let links: SignInLinks;
  let server: TestServer;
  let home: string;
  /** Installed by OAuth; nobody has run a command for it on the server. */
  let company: string;

  beforeAll(async () => {
    database = await openTestDatabase();
    ({ tenantId: home } = await createTestTenant(database));
    ({ tenantId: company } = await createTestTenant(database));
    links = createSignInLinks({
      sealer: createSecretBox(randomBytes(32)),
      publicUrl: "https://desk.example",
      claimOnce: (id) => claimTick(database, id),
    });
    server = await startServer(database, home, { login: "required", links });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const tokenFor = (personKey: string, tenantId = company): string => {
    const link = links.issue({ tenantId, platform: "slack", personKey }, server.clock.now());
    return new URL(link?.url ?? "https://none").searchParams.get("t") ?? "";
  };
  const look = (token: string): Promise<Answer> => server.send("GET", `/api/v1/sign-in?t=${token}`);
  const enter = (token: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    server.send("POST", "/api/v1/sign-in", {
      raw: `t=${encodeURIComponent(token)}`,
      headers: { ...FORM, ...headers },
    });
  const me = async (answer: Answer) =>
    (await server.call("GET /me", {}, { headers: { cookie: cookieIn(answer) } })).json;

  test("asks first, then lets the admin of that company in, once, with an entry in its audit log", async () => {
    const token = tokenFor("U0SUE");
    const asked = await look(token);
    expect([asked.status, asked.headers["referrer-policy"]]).toEqual([200, "no-referrer"]);
    expect(asked.text).toContain("Open the console of");
    expect((await look(token)).status).toBe(200);

    const entered = await enter(token);
    expect([entered.status, entered.headers.location]).toEqual([303, "/"]);
    const { person, tenant } = await me(entered);
    expect(person).toMatchObject({ role: "admin" });
    const own = await server.call("GET /settings", {}, { headers: { cookie: cookieIn(entered) } });
    expect(own.status).toBe(200);
    const store = createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });
    expect(await store.transaction(company, (desk) => desk.tenant.get())).toMatchObject({
      slug: tenant.slug,
    });
    const [entry] = await store.transaction(company, (desk) => desk.audit.list(1));
    expect(entry).toMatchObject({
      actor: "u0sue",
      action: "session.opened",
      detail: { by: "a link from slack" },
    });

    const again = await enter(token);
    expect([again.status, again.headers["set-cookie"]]).toEqual([410, undefined]);
  });

  test("leads two presses at once to one account, and one link to one session", async () => {
    const answers = await Promise.all([enter(tokenFor("U0TWO")), enter(tokenFor("U0TWO"))]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const accounts = await createAccountStore(database).list(company);
    expect(accounts.filter(({ loginName }) => loginName === "u0two")).toMatchObject([{ isByLink: true }]);
    const token = tokenFor("U0TWO");
    const raced = await Promise.all([1, 2, 3, 4].map(() => enter(token)));
    expect(raced.filter(({ status }) => status === 303)).toHaveLength(1);
  });

  test("is of no use after five minutes, for another company, or from another site", async () => {
    const old = tokenFor("U0SUE");
    server.clock.advance(LINK_MS + 1_000);
    expect((await look(old)).status).toBe(410);
    expect((await enter(old)).status).toBe(410);
    const moved = tokenFor("U0SUE").replace(company, home);
    expect((await enter(moved)).status).toBe(410);
    expect((await enter(tokenFor("U0SUE"), { origin: "https://evil.example" })).status).toBe(403);
  });

  test("opens nothing with a letter of it changed, whatever is sent", async () => {
    const token = tokenFor("U0SUE");
    const now = server.clock.now();
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.string({ minLength: 1, maxLength: 2 }), (at, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + 1);
        // The last sign of base64url holds bits that nobody reads.
        if (changed !== token && at < token.length - 1) expect(links.read(changed, now)).toBeNull();
      }),
      { numRuns: 300 },
    );
    for (const wild of ["", "x", "../..", `${company}.0123456789ab.`, "a".repeat(5_000)])
      expect((await enter(wild)).status).toBe(wild.length > 4_096 ? 413 : 410);
  });

  test("keeps out a disabled account, and its session ends though it is used all day", async () => {
    const entered = await enter(tokenFor("U0SUE"));
    for (let hours = 0; hours < 11; hours += 1) {
      server.clock.advance(HOUR);
      expect((await me(entered)).person).not.toBeNull();
    }
    server.clock.advance(HOUR + MINUTE);
    expect((await me(entered)).person).toBeNull();
    await createAccountStore(database).disable(company, "u0sue", server.clock.now());
    expect((await enter(tokenFor("U0SUE"))).status).toBe(410);
  });

  test("has no password: nobody logs in to its account by one", async () => {
    await addAccount(database, home, "admin", "ada");
    const { json } = await server.call("GET /me");
    expect(json.person).toBeNull();
    const { slug } = await createStore({
      database,
      outbox: createOutboxWriter,
      timers: createTimerWriter,
    }).transaction(company, (desk) => desk.tenant.get());
    for (const password of ["by-link", "", "scrypt$1$1$1$$"]) {
      const answer = await server.call("POST /session", {}, { body: { name: `${slug}/u0two`, password } });
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });
});
