import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { GivesOf } from "../../src/http/contract.ts";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../support/database.ts";
import { addAccount, startServer, type TestServer } from "./server.ts";

const WORDS = "Where is my parcel?";
let database: Database;
let tenant: TestTenant;
let server: TestServer;
let admin: Readonly<Record<string, string>>;
let manager: Readonly<Record<string, string>>;

beforeAll(async () => {
  database = await openTestDatabase();
  tenant = await createTestTenant(database);
  server = await startServer(database, tenant.tenantId, { login: "required" });
  for (const role of ["admin", "manager"] as const) await addAccount(database, tenant.tenantId, role);
  admin = await server.logIn("admin");
  manager = await server.logIn("manager");
});
afterAll(async () => {
  await server.stop();
  await database.close();
});

async function addLetter(code: string, of: TestTenant = tenant): Promise<string> {
  const payload = {
    kind: "message-posted",
    platform: "web",
    channel: { name: "help" },
    actor: { displayName: "Dana" },
    text: WORDS,
  };
  const [row] = await database.spineQuery<{ id: string }>(
    `insert into inbox (tenant_id, workspace_id, order_key, dedupe_key, payload, state, attempts, error_code)
     values ($1, $2, 'c', $3, $4::jsonb, 'dead', 5, $5) returning id::text as id`,
    [of.tenantId, of.workspaceId, randomUUID(), JSON.stringify(payload), code],
  );
  return row?.id ?? "";
}

async function addPost(state: "failed" | "uncertain"): Promise<string> {
  const id = randomUUID();
  await database.spineQuery(
    `insert into outbox (tenant_id, id, workspace_id, platform, channel_key, cause_key, payload, state, attempts, error_code)
     values ($1, $2::uuid, $3, 'web', 'C1', ($2::uuid)::text, '{"kind": "post", "content": {"summary": "Here it is."}}', $4, 1, 'delivery.deadline')`,
    [tenant.tenantId, id, tenant.workspaceId, state],
  );
  return id;
}

const get = async (path: string, headers = admin) => server.send("GET", `/api/v1${path}`, { headers });
const list = async (query = "") =>
  JSON.parse((await get(`/deliveries${query}`)).text) as GivesOf<"GET /deliveries">;
const decide = (action: string, ids: readonly string[], headers = admin) =>
  server.send("POST", "/api/v1/deliveries", {
    headers: { ...headers, "x-rapport-console": "1" },
    body: { action, ids },
  });

test("rows are told apart, filtered, and counted whatever the filter", async () => {
  const letters = [await addLetter("work.deadline")];
  for (let n = 0; n < 11; n += 1) letters.push(await addLetter("store.refused"));
  const unsure = await addPost("uncertain");
  const refused = await addPost("failed");
  const all = await list();
  expect(all.counts).toEqual({ dead: 12, uncertain: 1, failed: 1 });
  expect(all.codes).toEqual(["delivery.deadline", "store.refused", "work.deadline"]);
  expect(all.rows.filter(({ kind }) => kind === "dead").map(({ id }) => id)).toEqual(letters);
  expect((await list("?kind=uncertain")).rows.map(({ id }) => id)).toEqual([unsure]);
  expect((await list("?code=work.deadline")).rows.map(({ id }) => id)).toEqual(letters.slice(0, 1));
  expect((await list("?platform=slack")).rows).toEqual([]);
  expect((await list("?kind=failed&platform=slack")).counts.dead).toBe(12);
  expect(JSON.stringify(all)).not.toContain(WORDS);
  expect((await get(`/sends/${refused}`)).text).toContain("Here it is.");
});

test("words are for admins; managers see what happened and may change nothing", async () => {
  const id = await addLetter("work.deadline");
  expect(JSON.parse((await get(`/dead-letters/${id}`)).text)).toMatchObject({
    words: WORDS,
    author: "Dana",
    maySeeWords: true,
    meaning: expect.stringContaining("two minutes"),
  });
  const seen = await get(`/dead-letters/${id}`, manager);
  expect(seen.status).toBe(200);
  expect(seen.text).not.toMatch(/parcel|Dana/);
  expect((await decide("discard", [id], manager)).status).toBe(403);
});

test("many are decided at once; what is gone is counted, what is another company's does not exist", async () => {
  const other = await createTestTenant(database);
  const theirs = await addLetter("x", other);
  const mine = await addLetter("x");
  const post = await addPost("uncertain");
  const answer = await decide("discard", [mine, post, theirs, randomUUID(), mine]);
  expect(JSON.parse(answer.text)).toEqual({ done: 2, gone: 2 });
  const logged = await database.transaction("rapport_desk", tenant.tenantId, (tx) =>
    tx.rows(
      sql`select actor, action from audit_log where subject in (${mine}, ${post}, ${theirs}) order by action`,
    ),
  );
  expect(logged).toEqual([
    { actor: "admin", action: "dead-letter.discard" },
    { actor: "admin", action: "send.discard" },
  ]);
  const [left] = await database.spineQuery("select state, payload from inbox where id = $1::bigint", [
    theirs,
  ]);
  expect(left).toMatchObject({ state: "dead", payload: { text: WORDS } });
});
