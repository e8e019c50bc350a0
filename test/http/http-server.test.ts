import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLATFORMS, type Platform } from "../../src/domain/channel.ts";
import { RapportError } from "../../src/domain/errors.ts";
import { deskChecks } from "../../src/http/desk-checks.ts";
import { createHealth } from "../../src/http/health.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { parseJson } from "../../src/http/read-body.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { addAccount, servicesOn, startServer, type TestServer } from "./server.ts";

const QUIET = {
  inboxDepth: 0,
  inboxOldestMs: 0,
  deadLetters: 0,
  outboxDepth: 0,
  outboxOldestMs: 0,
  uncertain: 0,
  failed: 0,
};

const quietExcept = (platforms: Partial<Record<Platform, typeof QUIET>>) => ({
  platforms: { web: QUIET, slack: QUIET, discord: QUIET, teams: QUIET, ...platforms },
});

describe("the HTTP server", () => {
  let database: Database;
  let tenantId: string;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase();
    ({ tenantId } = await createTestTenant(database));
    const answerWith = (name: string) => ({
      path: name,
      handle: async (_: unknown, response: import("node:http").ServerResponse) => {
        response.end(name);
      },
    });
    const broken = {
      path: "/broken",
      handle: async () => {
        throw new Error("select * from people at /home/secret/file.ts:12");
      },
    };
    server = await startServer(database, tenantId, {
      mounts: [answerWith("/web"), answerWith("/web/api"), broken],
      limits: { headersMs: 300, bodyMs: 300, uploadMs: 1_000 },
    });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const page = { accept: "text/html" };

  describe("at this machine, without login", () => {
    test("the operator has an admin's rights and is told so", async () => {
      expect((await server.call("GET /me")).json).toMatchObject({
        login: "off",
        person: { displayName: "Operator", role: "admin" },
      });
    });

    test("a page of its own is found by its name, with or without the ending, by whoever asks", async () => {
      for (const path of ["/privacy", "/privacy.html"]) {
        const answer = await server.send("GET", path, { headers: { accept: "*/*" } });
        expect([answer.status, answer.text]).toEqual([
          200,
          expect.stringContaining("<title>Privacy</title>"),
        ]);
      }
      expect((await server.send("GET", "/terms", { headers: { accept: "*/*" } })).status).toBe(404);
    });

    test("a foreign name that leads here is refused, whatever is asked for", async () => {
      for (const host of [
        "evil.example",
        "evil.example:3000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "[::2]",
      ]) {
        for (const path of ["/api/v1/me", "/api/v1/settings", "/", "/metrics", "/api/v1/openapi.json"]) {
          const answer = await server.send("GET", path, { headers: { ...page, host } });
          expect([host, path, answer.status]).toEqual([host, path, 403]);
          expect(answer.text).not.toContain("Test company");
        }
      }
      for (const host of ["localhost", `localhost:${server.port}`, "127.0.0.1", "[::1]:80"]) {
        expect((await server.send("GET", "/api/v1/me", { headers: { host } })).status).toBe(200);
      }
    });

    test("a tunnel that pretends to be this machine is refused", async () => {
      const answer = await server.send("GET", "/api/v1/settings", {
        headers: { "x-forwarded-for": "203.0.113.9" },
      });
      expect([answer.status, answer.json.error.code]).toEqual([403, "http.through-proxy"]);
    });

    test("pages of other sites can neither change nor read", async () => {
      const foreign: readonly Readonly<Record<string, string>>[] = [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { origin: `http://127.0.0.1:${server.port + 1}` },
      ];
      for (const headers of foreign) {
        const change = await server.call("PATCH /settings", {}, { headers, body: { digestHour: 3 } });
        expect([headers, change.json.error.code]).toEqual([headers, "http.cross-site"]);
        const read = await server.call("GET /settings", {}, { headers });
        expect(read.status).toBe(403);
        expect(read.headers["access-control-allow-origin"]).toBeUndefined();
      }
      const own = await server.call(
        "GET /settings",
        {},
        {
          headers: { origin: `http://127.0.0.1:${server.port}`, "sec-fetch-site": "same-origin" },
        },
      );
      expect([own.status, own.json.policy.digestHour]).toEqual([200, 8]);
    });

    test("a form cannot send what is taken", async () => {
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=a",
      ]) {
        const answer = await server.call(
          "PATCH /settings",
          {},
          { headers: { "content-type": type }, raw: '{"digestHour":3}' },
        );
        expect([type, answer.status]).toEqual([type, 415]);
      }
    });
  });

  describe("what is sent", () => {
    test("what is not JSON, too deep, of a wrong kind or for nobody is told so in its own words", async () => {
      const bodies: readonly (readonly [string, number, string])[] = [
        ["{", 400, "request.malformed"],
        ["", 400, "request.malformed"],
        [`${"[".repeat(10_000)}${"]".repeat(10_000)}`, 400, "request.malformed"],
        ["null", 422, "request.invalid"],
        ["[]", 422, "request.invalid"],
        ['{"digestHour":"eight"}', 422, "request.invalid"],
        ['{"digestHour":24}', 422, "request.invalid"],
      ];
      for (const [raw, status, code] of bodies) {
        const headers = { "content-type": "application/json" };
        const answer = await server.call("PATCH /settings", {}, { headers, raw });
        expect([raw.slice(0, 20), answer.status, answer.json.error.code]).toEqual([
          raw.slice(0, 20),
          status,
          code,
        ]);
        expect(answer.json.error.cure.length).toBeGreaterThan(10);
        expect(answer.json.error.requestId).toBe(answer.headers["x-request-id"]);
        expect(server.logger.said).toContain(answer.json.error.requestId);
      }
      for (const path of [
        "/api/v1/threads/1",
        "/api/v1/threads/%00",
        "/api/v1/tickets/1.5",
        "/api/v1/tickets/99999999999",
      ]) {
        expect([path, (await server.send("GET", path)).status]).toEqual([path, 404]);
      }
      for (const path of ["/api/v1/nothing", "/api/v2/me", "/api/", "/nothing.txt"]) {
        expect([path, (await server.send("GET", path)).json.error.code]).toEqual([path, "http.not-found"]);
      }
    });

    test("mass assignment and polluted prototypes change nothing", async () => {
      const raw =
        '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},"digestHour":8,"tenantId":"t","role":"admin"}';
      const answer = await server.call(
        "PATCH /settings",
        {},
        { headers: { "content-type": "application/json" }, raw },
      );
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json.policy)).not.toContain("tenantId");
      expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    });

    test("too much is refused by its length or while it flows, and the connection is closed", async () => {
      const headers = { "content-type": "application/json" };
      const told = await server
        .call("PATCH /settings", {}, { headers, raw: Buffer.alloc(2 * 1024 * 1024, 32) })
        .catch((error: NodeJS.ErrnoException) => ({
          status: 413,
          headers: { connection: "close" },
          code: error.code,
        }));
      expect([told.status, told.headers.connection]).toEqual([413, "close"]);
      const chunked = await rawRequest(
        server.port,
        `PATCH /api/v1/settings HTTP/1.1\r\nhost: 127.0.0.1\r\nx-rapport-console: 1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
        `10000\r\n${" ".repeat(65_536)}\r\n`,
        40,
      );
      expect(chunked).toContain("413");
    });

    test("an upload of 20 MB passes the door, a larger one does not", async () => {
      const answer = await server.send("PUT", "/api/v1/articles?name=big.md", {
        headers: { "x-rapport-console": "1", "content-type": "text/markdown" },
        raw: Buffer.alloc(20 * 1024 * 1024, 97),
      });
      expect([answer.status, answer.json.detail]).toEqual([200, String(20 * 1024 * 1024)]);
      const tooLarge = await rawRequest(
        server.port,
        `PUT /api/v1/articles?name=a.md HTTP/1.1\r\nhost: 127.0.0.1\r\nx-rapport-console: 1\r\ncontent-length: 20971521\r\n\r\n`,
      );
      expect(tooLarge).toContain("413");
    });

    test("clients that drip headers or bodies lose their place", async () => {
      const slowHeaders = rawRequest(server.port, "GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n");
      const slowBody = rawRequest(
        server.port,
        "PATCH /api/v1/settings HTTP/1.1\r\nhost: 127.0.0.1\r\nx-rapport-console: 1\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
      );
      expect(await slowHeaders).toContain("408");
      expect(await slowBody).toContain("408");
      expect((await server.send("GET", "/healthz")).status).toBe(200);
    });

    test("an upload that crawls is cut as soon as any other body", async () => {
      const beganAt = performance.now();
      const answer = await rawRequest(
        server.port,
        "PUT /api/v1/articles?name=a.md HTTP/1.1\r\nhost: 127.0.0.1\r\nx-rapport-console: 1\r\ncontent-length: 100000\r\n\r\n#",
      );
      expect(answer).toContain("408");
      expect(performance.now() - beganAt).toBeLessThan(900);
    });

    test("who goes on sending after the answer is not listened to", async () => {
      const beganAt = performance.now();
      const socket = connect(server.port, "127.0.0.1");
      const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
      socket.on("error", () => undefined);
      const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`;
      socket.write("POST /web HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n");
      const sending = setInterval(() => socket.writable && socket.write(chunk), 5);
      await closed;
      clearInterval(sending);
      expect(performance.now() - beganAt).toBeLessThan(900);
    });

    test("whatever JSON is sent, nothing breaks inside", async () => {
      const targets = ["PATCH /settings", "POST /knowledge/test", "POST /tickets/{number}/actions"] as const;
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...targets), fc.jsonValue(), async (name, body) => {
          const answer = await server.call(name, { number: 1 }, { body });
          expect(answer.status).toBeGreaterThanOrEqual(200);
          expect(answer.status).toBeLessThan(500);
        }),
        { numRuns: 120 },
      );
    });

    test("no JSON text makes the reader throw anything but its own fault", () => {
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
          try {
            parseJson(text);
          } catch (error) {
            expect(error).toBeInstanceOf(RapportError);
          }
        }),
      );
    });
  });

  describe("what leaves", () => {
    test("the longest mount wins, and a prefix ends at a slash", async () => {
      expect((await server.send("GET", "/web/api/room?x=1")).text).toBe("/web/api");
      expect((await server.send("GET", "/web/apix")).text).toBe("/web");
      expect((await server.send("GET", "/webx", { headers: page })).text).toContain("<title>");
    });

    test("a fault inside tells nothing but where to look", async () => {
      const answer = await server.send("GET", "/broken");
      expect(answer.status).toBe(500);
      expect(answer.text).not.toMatch(/select|secret|\.ts/);
      expect(server.logger.said).toContain(answer.json.error.requestId);
      expect(server.logger.said).not.toContain("select * from people");
    });

    test("a broken contract of our own is a fault and not an answer", async () => {
      const services = servicesOn(database);
      const odd = await startServer(database, tenantId, {
        rest: {
          ...services,
          setup: { ...services.setup, models: () => [{ task: "Emotion" }] as unknown as [] },
        },
      });
      expect((await odd.call("GET /settings")).status).toBe(500);
      await odd.stop();
    });

    test("the console's files have their types; hashed ones are kept for good, pages are asked for again", async () => {
      const script = await server.send("GET", "/assets/main-Ab12Cd34.js", {
        headers: { "accept-encoding": "gzip" },
      });
      expect(script.headers).toMatchObject({
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
        "content-encoding": "gzip",
      });
      const home = await server.send("GET", "/", { headers: page });
      expect(home.headers["cache-control"]).toBe("no-cache");
      expect(home.headers["content-security-policy"]).toContain("default-src 'self'; style-src 'self'");
      expect(home.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(home.headers["x-content-type-options"]).toBe("nosniff");
      const again = await server.send("GET", "/", {
        headers: { ...page, "if-none-match": home.headers.etag ?? "" },
      });
      expect([again.status, again.text]).toEqual([304, ""]);
      expect((await server.send("GET", "/tickets/12", { headers: page })).text).toBe(home.text);
      expect((await server.send("GET", "/assets/gone-Ab12Cd34.js", { headers: page })).status).toBe(404);
      expect((await server.send("POST", "/", { raw: "" })).status).toBe(404);
    });

    test("no path leads out of the console's folder", async () => {
      const names = [
        "/../package.json",
        "/assets/../../package.json",
        "/..%2fpackage.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/....//....//etc/passwd",
        "/assets/..\\..\\package.json",
        "/%c0%ae%c0%ae/package.json",
        "//etc/passwd",
        "/index.html%00.js",
        "/file:///etc/passwd",
      ];
      for (const name of names) {
        const answer = await server.send("GET", name);
        expect([name, answer.status]).toEqual([name, 404]);
        expect(answer.text).not.toMatch(/root:|"rapport"/);
      }
    });

    test("stored files are shown only when they are pictures, and never as pages of ours", async () => {
      const put = (name: string, mediaType: string) =>
        servicesOn(database).store.transaction(tenantId, (desk) =>
          desk.files.put({ name, mediaType, bytes: Buffer.from("<script>") }, new Date()),
        );
      const html = await put('a"b\n<x>.html', "text/html");
      const image = await put("chart.png", "image/png");
      const download = await server.send("GET", `/api/v1/files/${html.fileId}`);
      expect(download.headers).toMatchObject({
        "content-type": "application/octet-stream",
        "content-disposition": "attachment; filename*=UTF-8''a%22b%0A%3Cx%3E.html",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      const shown = await server.send("GET", `/api/v1/files/${image.fileId}`);
      expect(shown.headers["content-type"]).toBe("image/png");
      expect(shown.headers["content-disposition"]).toMatch(/^inline/);
    });
  });

  test("a port in use is told with its cure", async () => {
    const second = startServer(database, tenantId, { port: server.port });
    await expect(second).rejects.toMatchObject({
      code: "http.port-in-use",
      cure: expect.stringContaining("PORT="),
    });
  });

  test("stopping cuts what never ends", async () => {
    const endless = await startServer(database, tenantId, {
      mounts: [
        {
          path: "/events",
          handle: async (_, response) => {
            response.write(": here\n\n");
          },
        },
      ],
    });
    const stream = rawRequest(endless.port, "GET /events HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    await endless.send("GET", "/healthz");
    await endless.stop();
    expect(await stream).toContain(": here");
  });

  describe("health and metrics", () => {
    test("alive is alive; ready names each check and no secret", async () => {
      const checks = deskChecks({
        works: true,
        ping: async () => {
          throw new Error("postgres://user:secret@db/desk");
        },
        stats: async () => ({ inboxDepth: 3, inboxActive: 1, inboxOldestMs: 10 * 60_000 }),
        isWorking: () => true,
        vitals: () => ({ inboxStalledMs: 31_000, outboxStalledMs: 2, refusingMs: 4_000 }),
        platforms: [{ name: "slack", health: () => ({ isOk: false, detail: "silent for 70 s" }) }],
        freeBytes: async () => 5 * 1024 * 1024,
      });
      const ill = await startServer(database, tenantId, { health: createHealth(checks, silentLogger) });
      expect((await ill.send("GET", "/healthz")).json).toEqual({ status: "alive" });
      const ready = await ill.send("GET", "/readyz");
      expect(ready.status).toBe(503);
      expect(ready.json.checks).toEqual([
        { name: "database", isOk: false, detail: "no answer", cure: expect.stringContaining("database") },
        {
          name: "inbox-worker",
          isOk: false,
          detail: "no look for 31 s",
          cure: expect.stringContaining("log"),
        },
        { name: "delivery", isOk: true, detail: "running" },
        { name: "backlog", isOk: false, detail: "3 waiting, the oldest for 600 s", cure: expect.any(String) },
        { name: "intake", isOk: false, detail: "turns events away since 4 s", cure: expect.any(String) },
        {
          name: "platform-slack",
          isOk: false,
          detail: "silent for 70 s",
          cure: expect.stringContaining("slack"),
        },
        { name: "disk", isOk: false, detail: "5 MB free", cure: expect.stringContaining("room") },
      ]);
      await ill.stop();
      expect((await server.send("GET", "/readyz")).status).toBe(200);
    });

    test("a door says when nobody works behind it, and stays open", async () => {
      let inboxActive = 1;
      const health = createHealth(
        deskChecks({
          works: false,
          ping: async () => undefined,
          stats: async () => ({ inboxDepth: 3, inboxActive, inboxOldestMs: 121_000 }),
          isWorking: () => true,
          vitals: () => ({ inboxStalledMs: 0, outboxStalledMs: 0, refusingMs: null }),
          platforms: [],
          freeBytes: null,
        }),
        silentLogger,
      );
      const metrics = createMetrics(
        async () => quietExcept({}),
        async () => (await health.readiness()).checks,
      );
      expect(await metrics.text()).toContain('rapport_check_ok{check="work"} 1');
      inboxActive = 0;
      expect(await metrics.text()).toContain('rapport_check_ok{check="work"} 0');
      const { isReady, checks } = await health.readiness();
      expect(isReady).toBe(true);
      expect(checks.find(({ name }) => name === "work")).toEqual({
        name: "work",
        isOk: false,
        detail: "3 waiting, the oldest for 121 s, and none in hand",
        cure: expect.stringContaining("without WORK=off"),
      });
      metrics.stop();
    });

    test("nothing a stranger sends makes a new label", async () => {
      const metrics = createMetrics(async () => quietExcept({}));
      for (let at = 0; at < 200; at += 1) {
        metrics.countRequest({ route: "api", method: `M${at}`, status: 200, tookMs: 1 });
        metrics.observeAck(`platform-${at}`, 1);
        metrics.countDelivery(`platform-${at}`, `outcome-${at}`);
        metrics.observeTurn({ [`step-${at}`]: 1 });
      }
      const text = await metrics.text();
      const labels = (name: string) =>
        new Set([...text.matchAll(new RegExp(`${name}="([^"]+)"`, "g"))].map(([, value]) => value));
      expect([...labels("method")]).toEqual(["other"]);
      expect([...labels("platform")].sort()).toEqual([...PLATFORMS, "other"].sort());
      expect([...labels("outcome")]).toEqual(["other"]);
      expect(labels("step").size).toBeLessThanOrEqual(21);
      expect(text).toMatch(/rapport_inbox_depth\{platform="slack"\} 0/);
      expect(text).toMatch(/rapport_event_loop_delay_seconds\{quantile="0.99"\}/);
      metrics.stop();
    });

    test("a database that is down is a figure, and old figures are not repeated", async () => {
      let isUp = true;
      const metrics = createMetrics(async () => {
        if (!isUp) throw new Error("down");
        return quietExcept({ discord: { ...QUIET, deadLetters: 4 } });
      });
      expect(await metrics.text()).toContain('rapport_dead_letters{platform="discord"} 4');
      isUp = false;
      const text = await metrics.text();
      expect(text).toContain("rapport_database_up 0");
      expect(text).not.toContain("rapport_dead_letters{");
      metrics.stop();
    });

    test("where login is asked for, metrics want the token or a login", async () => {
      const asking = await startServer(database, tenantId, {
        login: "required",
        metricsToken: "a-long-metrics-token",
      });
      await addAccount(database, tenantId, "agent");
      const status = async (headers: Readonly<Record<string, string>>) =>
        (await asking.send("GET", "/metrics", { headers })).status;
      expect(await status({})).toBe(401);
      expect(await status({ authorization: "Bearer a-long-metrics-tokeN" })).toBe(401);
      expect(await status({ authorization: "Bearer a-long-metrics-token" })).toBe(200);
      expect(await status(await asking.logIn("agent"))).toBe(200);
      await asking.stop();
    });
  });
});

/** Speaks by hand; gives all that came until the other side closed. */
function rawRequest(port: number, head: string, chunk = "", times = 0): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(head);
      for (let at = 0; at < times; at += 1) socket.write(chunk);
    });
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}
