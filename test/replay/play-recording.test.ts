import { describe, expect, it } from "vitest";
import { playRecording, type Stage } from "../../src/replay/play-recording.ts";
import { castRecording } from "../../src/replay/recorded-event.ts";
import type { RecordedMessage } from "../../src/replay/recorded-message.ts";

const MINUTE_MS = 60_000;
const BEGAN_MS = Date.UTC(2026, 1, 10, 9);

/** A stage that notes what happens when; every message begins a wait of 7 s. */
function notedStage() {
  const notes: string[] = [];
  const timers: number[] = [];
  const queued: string[] = [];
  const paused: number[] = [];
  let nowMs = 0;
  const at = (): string => new Date(nowMs).toISOString().slice(11, 19);
  const stage = {
    setClock: (to) => {
      expect(to.getTime()).toBeGreaterThanOrEqual(nowMs);
      nowMs = to.getTime();
    },
    accept: async ({ event }) => {
      if (event.text === "twice") return { kind: "duplicate" };
      if (event.text === "huge") return { kind: "refused", code: "event.too-large", cure: "Send less." };
      queued.push(event.text);
      return { kind: "accepted" };
    },
    keepPosts: async () => {},
    runUntilIdle: async () => {
      for (const due of timers.splice(0).sort((a, b) => a - b))
        if (due <= nowMs) notes.push(`${at()} wait over`);
        else timers.push(due);
      if (queued.length > 0) notes.push(`${at()} works ${queued.splice(0).join(" ")}`);
      else return;
      timers.push(nowMs + 7_000);
    },
    nextTimerAt: async () => (timers.length === 0 ? null : new Date(Math.min(...timers))),
    nextDigestAfter: async (after) => new Date(after.getTime() + 24 * 60 * MINUTE_MS),
    postDueDigests: async () => void notes.push(`${at()} digest`),
    pause: async (spanMs) => void paused.push(spanMs),
  } satisfies Stage;
  return { stage, notes, paused };
}

const messages = (...said: readonly (readonly [second: number, text: string])[]) =>
  castRecording(
    said.map(
      ([second, text], place): RecordedMessage => ({
        id: `m${place}`,
        channel: "#help",
        at: new Date(BEGAN_MS + second * 1_000),
        author: "lena",
        role: "customer",
        text,
        line: place + 1,
      }),
    ),
    { workspaceKey: "web", fileName: "x", roles: new Map() },
  ).played;

const options = { speed: null, batchMs: 6_000, onProgress: () => {} };

describe("playing a recording", () => {
  it("works messages closer than any wait in one go, and every wait at its own time", async () => {
    const { stage, notes } = notedStage();
    const outcome = await playRecording(messages([0, "a"], [3, "b"], [60, "c"]), stage, options);
    expect(notes.slice(0, 4)).toEqual([
      "09:00:03 works a b",
      "09:00:10 wait over",
      "09:01:00 works c",
      "09:01:07 wait over",
    ]);
    expect(outcome.acceptedKeys).toHaveLength(3);
  });

  it("takes late messages as they come, without turning the clock back", async () => {
    const { stage, notes } = notedStage();
    const outcome = await playRecording(messages([120, "a"], [0, "late"], [240, "b"]), stage, options);
    expect(outcome).toMatchObject({ outOfOrder: 1 });
    expect(notes.filter((note) => note.includes("works"))).toEqual([
      "09:02:00 works a late",
      "09:04:00 works b",
    ]);
  });

  it("counts what the door refuses and knows already, and goes on", async () => {
    const { stage } = notedStage();
    const outcome = await playRecording(messages([0, "huge"], [1, "twice"], [2, "a"]), stage, options);
    expect(outcome).toMatchObject({ duplicates: 1, refused: [{ line: 1 }] });
    expect(outcome.acceptedKeys).toHaveLength(1);
  });

  it("posts a digest for a day with words and passes over the empty ones", async () => {
    const { stage, notes } = notedStage();
    const day = 24 * 60 * 60;
    await playRecording(messages([0, "a"], [30 * day, "b"]), stage, options);
    expect(notes.filter((note) => note.includes("digest")).length).toBeLessThanOrEqual(4);
  });

  it("lets time pass at the speed that was asked for", async () => {
    const { stage, paused } = notedStage();
    await playRecording(messages([0, "a"], [60, "b"]), stage, { ...options, speed: 10 });
    expect(paused[0]).toBe(700);
    expect(paused.slice(0, 2).reduce((sum, spanMs) => sum + spanMs, 0)).toBe(6_000);
  });
});
