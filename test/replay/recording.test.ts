import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { castRecording, keyOf } from "../../src/replay/recorded-event.ts";
import { parseLine, readRecording } from "../../src/replay/recorded-message.ts";

const line = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: "1",
    channel: "#help",
    at: "2026-02-10T09:00:00Z",
    author: "lena",
    role: "customer",
    text: "hello",
    ...change,
  });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-test-recording-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("a line of a recording", () => {
  it("is a message, or says why it is none, whatever it holds", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseLine(text, 7);
        expect(parsed.line).toBe(7);
      }),
    );
  });

  it.each([
    ["{", "not JSON"],
    ["[]", "row"],
    [line({ at: "yesterday" }), "at"],
    [line({ author: " " }), "author"],
    [line({ role: "boss" }), "role"],
    [line({ channel: undefined }), "channel"],
    [line({ text: 5 }), "text"],
  ])("%j is left out because of its %s", (text, why) => {
    const parsed = parseLine(text, 1);
    expect("why" in parsed && parsed.why).toContain(why);
  });

  it("has a role of its own only when it says one", () => {
    expect(parseLine(line({ role: undefined }), 1)).toMatchObject({ role: "unknown" });
  });
});

describe("a file", () => {
  it("that ends early keeps what came before, and the line is named", async () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => line({ id: String(id), text: `${Math.sin(id)}` }));
    const whole = gzipSync(rows.join("\n"));
    const file = join(folder, "cut.jsonl.gz");
    await writeFile(file, whole.subarray(0, whole.length - 2_000));
    const { messages, faults } = await readRecording(file);
    expect(messages.length).toBeGreaterThan(500);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.why).toContain("cannot be read further");
  });

  it("may begin with a byte order mark, end lines with CRLF and hold empty ones", async () => {
    const file = join(folder, "windows.jsonl");
    await writeFile(file, `\uFEFF${line()}\r\n\r\n${line({ id: "2" })}\r\n`);
    expect(await readRecording(file)).toMatchObject({ messages: [{ line: 1 }, { line: 3 }], faults: [] });
  });
});

describe("people, channels and threads of a recording", () => {
  const cast = (...lines: string[]) =>
    castRecording(
      lines.flatMap((text, place) => {
        const parsed = parseLine(text, place + 1);
        return "why" in parsed ? [] : [parsed];
      }),
      { workspaceKey: "web", fileName: "x.jsonl", roles: new Map() },
    );

  it("gets keys that the room takes, and keeps different names apart", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        expect(keyOf(name)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/);
      }),
    );
    expect(keyOf("#help")).toBe("help");
    expect(keyOf("a b")).not.toBe(keyOf("a/b"));
  });

  it("names people and the bot as a platform would", () => {
    const { played } = cast(line(), line({ id: "2", author: "ana", text: "@rapport, ask @lena." }));
    expect(played[1]?.event).toMatchObject({
      mentionedKeys: ["lena"],
      mentionsBot: true,
      text: "ask @lena.",
    });
  });

  it("makes a native thread of a dialogue, and keys in the order of the file", () => {
    const dialogue = { channel: undefined, thread: "t" };
    const { played } = cast(line(dialogue), line({ ...dialogue, id: "2" }), line({ ...dialogue, id: "3" }));
    const keys = played.map(({ event }) => event.messageKey);
    expect(played.map(({ event }) => event.threadKey)).toEqual([null, keys[0], keys[0]]);
    expect([...keys].sort()).toEqual(keys);
  });

  it("never gives the bot's hint of a role to people whose role is not known", () => {
    const { played, hasUnknownRoles } = cast(line({ role: undefined }));
    expect(played[0]?.event.actor.standing).toBeUndefined();
    expect(hasUnknownRoles).toBe(true);
  });
});
