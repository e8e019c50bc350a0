import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API, type Call } from "../../src/http/contract.ts";
import { ACCOUNT_ROLES } from "../../src/ports/stores/account-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";
import { addAccount, startServer, type TestServer } from "./server.ts";

const MAY = {
  anyone: ["nobody", "customer", "agent", "manager", "admin"],
  staff: ["agent", "manager", "admin"],
  managers: ["manager", "admin"],
  admins: ["admin"],
} as const;

/** A body that passes where one is taken: what is judged here is who may, not what. */
const BODIES: Partial<Record<Call, unknown>> = {
  "PUT /messages/{id}/emotion": { emotion: "joy" },
  "POST /tickets/{number}/actions": { action: "claim" },
  "PUT /customers/{id}/opt-out": { optedOut: true },
  "POST /knowledge/test": { question: "?" },
  "POST /digests": { kind: "daily" },
  "PATCH /settings": { digestHour: 9 },
  "PATCH /workspaces/{id}": { kind: "community" },
  "POST /workspaces/{id}/guesses": { purposes: [] },
  "POST /workspaces/{id}/channels": { channelKey: "C0", purpose: "customers" },
  "PUT /workspaces/{id}/roles": { whom: { personKey: "ana" }, role: "agent" },
  "PATCH /channels/{id}": { mode: "auto" },
  "PATCH /agents/{id}": { isAvailable: false },
  "POST /deliveries": { action: "discard", ids: ["999999"] },
};
const QUERIES: Partial<Record<Call, string>> = {
  "GET /search": "?q=a",
  "GET /workspaces/{id}/people": "?q=a",
  "GET /turns": "?platform=web&channelKey=help&messageKeys=a",
  "PUT /articles": "?name=a.md",
  "GET /digests/preview": "?kind=daily",
};

describe("who may make which call", () => {
  let database: Database;
  let server: TestServer;
  const sessions = new Map<string, Readonly<Record<string, string>>>([["nobody", {}]]);

  beforeAll(async () => {
    database = await openTestDatabase();
    const { tenantId } = await createTestTenant(database);
    server = await startServer(database, tenantId, { login: "required" });
    for (const role of ACCOUNT_ROLES) {
      await addAccount(database, tenantId, role);
      sessions.set(role, await server.logIn(role));
    }
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const calls = (Object.keys(API) as Call[]).filter((name) => !name.endsWith(" /session"));

  test.each(calls)("%s", async (name) => {
    const id = name.startsWith("GET /dead-letters") ? "999999" : randomUUID();
    for (const [role, headers] of sessions) {
      const path = name
        .slice(name.indexOf(" ") + 1)
        .replace("{id}", id)
        .replace("{number}", "999999");
      const method = name.slice(0, name.indexOf(" "));
      const answer = await server.send(method, `/api/v1${path}${QUERIES[name] ?? ""}`, {
        headers: { ...headers, "x-rapport-console": "1" },
        ...(BODIES[name] !== undefined && { body: BODIES[name] }),
      });
      const may = (MAY[API[name].who] as readonly string[]).includes(role);
      const refused = role === "nobody" ? 401 : 403;
      if (may) expect([200, 404, 409], `${role}: ${answer.text}`).toContain(answer.status);
      else expect([role, answer.status]).toEqual([role, refused]);
    }
  });

  test("every call that changes something is refused without the console's header", async () => {
    for (const name of calls.filter((call) => !call.startsWith("GET "))) {
      const path = name
        .slice(name.indexOf(" ") + 1)
        .replace("{id}", randomUUID())
        .replace("{number}", "1");
      const answer = await server.send(name.slice(0, name.indexOf(" ")), `/api/v1${path}`, {
        headers: sessions.get("admin") ?? {},
        body: BODIES[name] ?? {},
      });
      expect([name, answer.status, answer.json.error.code]).toEqual([name, 403, "http.header-missing"]);
    }
  });

  test("files and the calls under their old names are for staff", async () => {
    for (const [role, headers] of sessions) {
      const isStaff = role === "agent" || role === "manager" || role === "admin";
      const refused = role === "nobody" ? 401 : 403;
      const file = await server.send("GET", `/api/v1/files/${randomUUID()}`, { headers });
      expect([role, file.status]).toEqual([role, isStaff ? 404 : refused]);
      const tagged = await server.send("POST", "/predict_emotion", { headers, body: { text: "hello" } });
      expect([role, tagged.status]).toEqual([role, isStaff ? 200 : refused]);
    }
  });

  test("the description of the API holds every call of the table", async () => {
    const { json } = await server.send("GET", "/api/v1/openapi.json");
    expect(json.openapi).toBe("3.1.0");
    const described = Object.entries<Record<string, unknown>>(json.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(Object.keys(API).sort());
  });
});
