import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type Door, openDoor } from "../../src/http/door.ts";
import { HTTP_LIMITS } from "../../src/http/http-server.ts";

let door: Door | null = null;
let folder = "";

afterEach(async () => {
  door?.server.close();
  door?.server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const open = async (): Promise<Door> => {
  folder = await mkdtemp(join(tmpdir(), "rapport-door-"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Rapport</title>");
  door = await openDoor({ host: "127.0.0.1", port: 0, consoleDir: folder, limits: HTTP_LIMITS });
  return door;
};

it("serves the page before the house is open, and asks everything else to come again", async () => {
  const { address } = await open();
  const page = await fetch(`${address.url}/tickets`, { headers: { accept: "text/html" } });
  expect([page.status, await page.text()]).toEqual([200, "<!doctype html><title>Rapport</title>"]);
  expect((await fetch(`${address.url}/healthz`)).status).toBe(200);
  for (const path of ["/readyz", "/api/v1/me", "/web/api/room"]) {
    const early = await fetch(`${address.url}${path}`);
    expect([path, early.status, early.headers.get("retry-after")]).toEqual([path, 503, "2"]);
    expect(await early.json()).toMatchObject({ error: { code: "http.starting" } });
  }
  expect((await fetch(`${address.url}/web/api/posts`, { method: "POST", body: "{}" })).status).toBe(503);
});

it("hands the same port over to the house", async () => {
  const { address, answerWith } = await open();
  answerWith((_request, response) => void response.writeHead(418).end());
  expect((await fetch(`${address.url}/`)).status).toBe(418);
});
