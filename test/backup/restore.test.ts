import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { PGlite } from "@electric-sql/pglite";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RestoreOptions, restoreBackup } from "../../src/backup/restore.ts";
import { saveBackup } from "../../src/backup/save.ts";
import { pgliteSession, type Session } from "../../src/backup/session.ts";
import type { RapportError } from "../../src/domain/errors.ts";
import { MIGRATIONS_FOLDER } from "../../src/store/migrate.ts";
import { craftLines, writeCrafted } from "./crafted-backup.ts";

const versions = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).map(
  ({ folderMillis }) => folderMillis,
);
const TENANT = "6a8f1c1e-0000-4000-8000-000000000001";
const OTHER = "6a8f1c1e-0000-4000-8000-000000000002";
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const AT = "2026-03-01 09:00:00.123456+00";

const tenants = {
  name: "tenants",
  columns: ["id", "slug", "name", "time_zone", "settings", "next_ticket_number", "created_at"],
  rows: [TENANT, OTHER].map((tenant) => [
    tenant,
    tenant,
    "Zürich \\\\ Söhne",
    "UTC",
    '{"a": "x\\\\\\\\y"}',
    "1",
    AT,
  ]),
};
const readings = {
  name: "emotion_readings",
  columns: [
    "tenant_id message_id thread_id person_id anger disgust fear joy neutral sadness surprise sentiment",
    "mood risk model model_version sent_at",
  ].flatMap((words) => words.split(" ")),
  rows: [
    [
      OTHER,
      id(1),
      id(2),
      id(3),
      "0.1",
      "0",
      "0",
      "0.3",
      "1e-07",
      "0",
      "0",
      "-1",
      "angry",
      "0.5",
      "m\\tn",
      "1\\n2\\r3",
      AT,
    ],
  ],
};
const files = {
  name: "files",
  columns: ["tenant_id", "id", "name", "media_type", "size_bytes", "content", "created_at"],
  rows: [1, 2, 3, 4, 5].map((n) => [TENANT, id(n), "\\\\N", "a/b", "4", "\\\\x005c0aff", AT]),
};
const inbox = {
  name: "inbox",
  columns: [
    "tenant_id id workspace_id order_key dedupe_key payload state attempts run_at locked_by lease_until_at fence",
    "error_code received_at done_at",
  ].flatMap((words) => words.split(" ")),
  rows: [[TENANT, "41", id(9), "o", "d", "\\N", "ready", "0", AT, "\\N", "\\N", "0", "\\N", AT, "\\N"]],
};
/** From before readings knew their platform. */
const OLD = craftLines(
  versions[1] ?? 0,
  [tenants, readings, files, inbox],
  [{ table: "inbox", column: "id", last: 77 }],
);

let folder: string;
let path: string;
let session: Session;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-backup-"));
  path = join(folder, "given");
  const { dataDir } = await import("@electric-sql/pglite-prepopulatedfs");
  session = pgliteSession(
    await PGlite.create("memory://", { loadDataDir: await dataDir(), parsers: { 20: Number } }),
  );
});
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

const restore = (options: Partial<RestoreOptions> = {}) =>
  restoreBackup(session, { path, replace: false, hold: false, onProgress: () => undefined, ...options });

const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (fault: RapportError) => fault.code,
  );

const save = async (name: string) => {
  const file = join(folder, name);
  await saveBackup(session, {
    path: file,
    replace: false,
    version: "1.2.3",
    madeAt: new Date("2026-03-02T10:00:00Z"),
    onProgress: () => undefined,
  });
  return {
    file,
    lines: gunzipSync(await readFile(file))
      .toString("utf8")
      .split("\n"),
  };
};

test("rows of an older version come back, in today's shape, behind their walls", async () => {
  await writeCrafted(path, OLD);
  await restore();
  expect(await session.rows("select platform, model, model_version from emotion_readings")).toEqual([
    { platform: "web", model: "m\tn", model_version: "1\n2\r3" },
  ]);
  expect(
    await session.rows("select count(*)::int as n from files where content = '\\x005c0aff' and name = '\\N'"),
  ).toEqual([{ n: 5 }]);
  expect(await session.rows("select distinct settings ->> 'a' as a, name from tenants")).toEqual([
    { a: "x\\y", name: "Zürich \\ Söhne" },
  ]);
  expect(
    await session.rows("select relname from pg_class where relrowsecurity and not relforcerowsecurity"),
  ).toEqual([]);
  await session.exec(
    `insert into inbox (tenant_id, workspace_id, order_key, dedupe_key) values ('${TENANT}', '${id(9)}', 'o', 'e')`,
  );
  expect(await session.rows("select id from inbox where dedupe_key = 'e'")).toEqual([{ id: 78 }]);
});

test("what is saved is what was restored, byte by byte, and only its owner may read it", async () => {
  const { file, lines } = await save("saved");
  const given = OLD.split("\n");
  // In the order of the key: the files of the first tenant stand together.
  for (const row of files.rows) expect(lines).toContain(row.join("\t"));
  expect(lines).toContain(`${readings.rows[0]?.join("\t")}\tweb`);
  expect(given.at(-1)).toBe("");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await faultOf(save("saved"))).toBe("backup.file-exists");
});

test("a desk that is there stays, unless it is to be replaced", async () => {
  expect(await faultOf(restore())).toBe("restore.not-empty");
  await restore({ replace: true, hold: true });
  expect(await session.rows("select state, error_code from inbox")).toEqual([
    { state: "dead", error_code: "restored" },
  ]);
});

test.each([
  ["cut in the middle of the compressed text", "backup.truncated", () => gzipSync(OLD).subarray(0, 300)],
  [
    "cut behind a row",
    "backup.truncated",
    () => gzipSync(OLD.slice(0, OLD.indexOf("\n", OLD.length - 900) + 1)),
  ],
  ["one letter of a row changed", "backup.damaged", () => gzipSync(OLD.replace("angry", "happy"))],
  ["something behind the end", "backup.damaged", () => gzipSync(`${OLD}more\n`)],
  ["a newer schema", "backup.newer", () => gzipSync(craftLines(Number.MAX_SAFE_INTEGER, [tenants]))],
  ["a newer format", "backup.newer", () => gzipSync(OLD.replace('"formatVersion":1', '"formatVersion":2'))],
  [
    "a schema in between",
    "restore.unknown-version",
    () => gzipSync(craftLines((versions[1] ?? 0) + 1, [tenants])),
  ],
  ["another gzip file", "backup.not-a-backup", () => gzipSync("hello\n")],
  ["no gzip file", "backup.not-a-backup", () => Buffer.from("hello\n")],
  ["an empty file", "backup.truncated", () => Buffer.alloc(0)],
])("%s: refused, and the desk that was there is untouched", async (_what, code, bytes) => {
  const before = await session.rows("select * from emotion_readings");
  await writeFile(path, bytes());
  expect(await faultOf(restore({ replace: true }))).toBe(code);
  expect(await session.rows("select * from emotion_readings")).toEqual(before);
});
