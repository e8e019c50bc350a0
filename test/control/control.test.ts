import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { askDesk } from "../../src/control/ask-desk.ts";
import { type ControlServer, startControl } from "../../src/control/control-server.ts";
import { RapportError } from "../../src/domain/errors.ts";
import { silentLogger } from "../../src/ports/logger.ts";

const answer = z.object({ said: z.string() });
let folder: string;
let control: ControlServer | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-control-"));
});
afterEach(async () => {
  await control?.stop();
  control = null;
  await rm(folder, { recursive: true, force: true });
});

const open = async () => {
  control = await startControl(
    folder,
    {
      echo: async (body) => ({ said: z.object({ word: z.string() }).parse(body).word }),
      fail: async () => {
        throw new RapportError("backup.disk-full", "The disk is full.", "Make room.");
      },
      secret: async () => {
        throw new Error("select words from people");
      },
    },
    silentLogger,
  );
};
const contact = async () =>
  z
    .object({ port: z.number(), token: z.string() })
    .parse(JSON.parse(await readFile(join(folder, "control.json"), "utf8")));

test("a command of the same user is answered; only the owner may read how to ask", async () => {
  await open();
  expect(await askDesk(folder, "echo", { word: "hello" }, answer)).toEqual({ said: "hello" });
  expect((await stat(join(folder, "control.json"))).mode & 0o777).toBe(0o600);
});

test("a fault reaches the one who asked; one that is not ours keeps its words", async () => {
  await open();
  await expect(askDesk(folder, "fail", {}, answer)).rejects.toMatchObject({
    code: "backup.disk-full",
    cure: "Make room.",
  });
  await expect(askDesk(folder, "secret", {}, answer)).rejects.toThrow(/could not do it/);
});

test("without the token nothing is done, and what is not an order is not found", async () => {
  await open();
  const { port, token } = await contact();
  const ask = async (name: string, headers: Readonly<Record<string, string>>) =>
    (await fetch(`http://127.0.0.1:${port}/${name}`, { method: "POST", headers, body: '{"word":"x"}' }))
      .status;
  expect(await ask("echo", {})).toBe(401);
  expect(await ask("echo", { authorization: `Bearer ${token.slice(1)}0` })).toBe(401);
  for (const name of ["toString", "__proto__", "constructor", "nothing"])
    expect([name, await ask(name, { authorization: `Bearer ${token}` })]).toEqual([name, 404]);
});

test("no desk: no file, one that a killed desk left, or one that is no contact at all", async () => {
  expect(await askDesk(folder, "echo", {}, answer)).toBeNull();
  await open();
  const left = await readFile(join(folder, "control.json"), "utf8");
  await control?.stop();
  expect(await askDesk(folder, "echo", {}, answer)).toBeNull();
  for (const text of [left, "{", '{"port":0}']) {
    await writeFile(join(folder, "control.json"), text);
    expect(await askDesk(folder, "echo", {}, answer)).toBeNull();
  }
});
