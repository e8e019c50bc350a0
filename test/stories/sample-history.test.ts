import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_MEMBERS } from "../../adapters/web/index.ts";
import { openSampleDataMark } from "../../src/app/sample-data-mark.ts";
import { playHistory } from "../../src/demo/play-history.ts";
import { openTestDesk, type TestDesk } from "../support/desk.ts";

let desk: TestDesk;
const END_AT = new Date("2026-03-05T18:00:00.000Z");

beforeAll(async () => {
  desk = await openTestDesk("2026-03-01T00:00:00.000Z");
}, 60_000);

afterAll(async () => {
  await desk.close();
});

const play = (upTo: number) => {
  let scenes = 0;
  return playHistory(
    {
      room: desk.desk.room,
      personas: DEFAULT_MEMBERS,
      days: 2,
      onProgress: () => {
        scenes += 1;
        if (scenes === upTo) throw new Error("cut short");
      },
      advanceTo: async (at) => {
        if (at > desk.clock.now()) desk.clock.set(at);
        await desk.desk.spine.runUntilIdle();
      },
    },
    END_AT,
  );
};

const count = async (): Promise<number> =>
  (await Promise.all(["help", "general", "agents"].map((channel) => desk.posts("ana", channel)))).flat()
    .length;

it("goes on where it was cut short and plays nothing twice", async () => {
  await expect(play(9)).rejects.toThrow("cut short");
  const early = await count();
  expect(early).toBeGreaterThan(3);
  await play(-1);
  const whole = await count();
  expect(whole).toBeGreaterThan(early);
  await play(-1);
  expect(await count()).toBe(whole);
}, 60_000);

it("is loaded once, and again only when the first time did not end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rapport-mark-"));
  const first = await openSampleDataMark(folder, true, END_AT);
  expect(first.endAt).toEqual(END_AT);
  const again = await openSampleDataMark(folder, false, new Date("2026-04-01"));
  expect(again.endAt).toEqual(END_AT);
  await again.finish();
  expect((await openSampleDataMark(folder, false, END_AT)).endAt).toBeNull();
  await rm(folder, { recursive: true, force: true });
  expect((await openSampleDataMark(folder, false, END_AT)).endAt).toBeNull();
});
