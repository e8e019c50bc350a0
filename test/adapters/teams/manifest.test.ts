import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandTable } from "../../../src/app/command-table.ts";
import { readWish, teamsManifest, teamsPackage } from "../../../src/cli/teams-package.ts";
import { isRapportError } from "../../../src/domain/errors.ts";
import { APP_ID } from "./bot-service.ts";

const WISH = { appId: APP_ID, publicUrl: "https://desk.example", isMentionsOnly: false };

/** Width and height, as a PNG's first chunk has them. */
const sizeOfPng = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

describe("the app that is uploaded to Teams", () => {
  it("lists commands that are there, as many and as long as Teams takes", () => {
    const names = commandTable().map(({ name }) => name);
    const [bot] = teamsManifest(WISH).bots;
    for (const { scopes, commands } of bot?.commandLists ?? []) {
      expect(scopes).toEqual(["team", "personal", "groupChat"]);
      expect(commands.length).toBeLessThanOrEqual(10);
      for (const { title, description } of commands) {
        expect(names).toContain(title);
        expect(title.length).toBeLessThanOrEqual(32);
        expect(description.length).toBeLessThanOrEqual(128);
      }
      expect(commands.map(({ title }) => title)).toEqual(expect.arrayContaining(["history", "stats"]));
    }
  });

  it("asks to read channels and chats, or with mentions only for nothing of the kind", () => {
    const names = (isMentionsOnly: boolean): readonly string[] =>
      teamsManifest({ ...WISH, isMentionsOnly }).authorization.permissions.resourceSpecific.map(
        ({ name }) => name,
      );
    expect(names(false)).toEqual([
      "TeamMember.Read.Group",
      "ChannelMessage.Read.Group",
      "ChatMessage.Read.Chat",
    ]);
    expect(names(true)).toEqual(["TeamMember.Read.Group"]);
  });

  it("lets people attach files in the private chat", () => {
    expect(teamsManifest(WISH).bots).toMatchObject([{ supportsFiles: true }]);
  });

  it("names pages that the server has", () => {
    const { privacyUrl, termsOfUseUrl } = teamsManifest(WISH).developer;
    for (const url of [privacyUrl, termsOfUseUrl])
      expect(existsSync(`console${new URL(url).pathname}.html`), url).toBe(true);
  });

  it("keeps to the lengths of the public schema", () => {
    const { name, description } = teamsManifest(WISH);
    expect(name.short.length).toBeLessThanOrEqual(30);
    expect(description.short.length).toBeLessThanOrEqual(80);
    expect(description.full.length).toBeLessThanOrEqual(4_000);
  });

  it("is one archive with the manifest and both icons in their sizes, the same every time", async () => {
    const archive = await teamsPackage(WISH);
    expect(archive.equals(await teamsPackage(WISH))).toBe(true);
    const text = archive.toString("latin1");
    for (const name of ["manifest.json", "color.png", "outline.png"]) expect(text).toContain(name);
    const pngs = [...text.matchAll(/\u{89}PNG\r\n/gu)].map(({ index }) => archive.subarray(index));
    expect(pngs.map(sizeOfPng)).toEqual([
      { width: 192, height: 192 },
      { width: 32, height: 32 },
    ]);
  });

  it.each([
    ["no id", ["--url", "https://desk.example"]],
    ["an id that is none", ["--app-id", "rapport", "--url", "https://desk.example"]],
    ["an open line", ["--app-id", APP_ID, "--url", "http://desk.example"]],
    ["no address", ["--app-id", APP_ID]],
  ])("is not made with %s", (_what, args) => {
    try {
      readWish(args, {});
      expect.unreachable();
    } catch (fault) {
      expect(isRapportError(fault) && fault.cure).toContain("--app-id");
    }
  });
});
