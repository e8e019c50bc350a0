import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseProcessTimes } from "../../bench/harness/postgres.ts";
import { makeRequests, SIGNING_SECRET, type Talk } from "../../bench/load/requests.ts";
import { seededDraw } from "../../bench/load/seeded.ts";
import { seededText } from "../../bench/load/texts.ts";

const talk = (change: Partial<Talk> = {}): Talk => ({
  kind: "slack",
  count: 500,
  redelivered: 0.02,
  rootKeys: ["bench-3|1700000000.000001"],
  prefix: "r0",
  draw: seededDraw(1),
  ...change,
});

const partsOf = (bytes: Buffer): { head: string; body: string } => {
  const [head = "", body = ""] = bytes.toString("utf8").split("\r\n\r\n");
  return { head, body };
};

describe("the messages of a run", () => {
  it("are the same for the same seed, 100 to 400 characters", () => {
    const draw = seededDraw(5);
    const again = seededDraw(5);
    for (let count = 0; count < 200; count += 1) {
      const text = seededText(draw);
      expect(text).toBe(seededText(again));
      expect(text.length).toBeGreaterThanOrEqual(100);
      expect(text.length).toBeLessThanOrEqual(400);
    }
  });

  it("are unique but for the share that is delivered twice, signed anew where they are signed", () => {
    for (const kind of ["slack", "web"] as const) {
      const { bytes, unique } = makeRequests(talk({ kind }));
      const different = new Set(bytes.map((one) => partsOf(one).body));
      const whole = new Set(bytes.map((one) => one.toString("latin1")));
      expect(whole.size).toBe(kind === "slack" ? bytes.length : 500);
      expect(unique).toBe(500);
      expect(different.size).toBe(500);
      expect(bytes.length).toBeGreaterThan(500);
      expect(bytes.length).toBeLessThan(550);
    }
  });

  it("are signed as Slack signs", () => {
    const { head, body } = partsOf(makeRequests(talk()).bytes[0] ?? Buffer.alloc(0));
    const sentAt = /x-slack-request-timestamp: (\d+)/.exec(head)?.[1];
    const digest = createHmac("sha256", SIGNING_SECRET).update(`v0:${sentAt}:${body}`).digest("hex");
    expect(head).toContain(`x-slack-signature: v0=${digest}`);
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
  });

  it("speak for companies as often as Zipf says, each reply in a conversation of its own company", () => {
    const tenants = { count: 10, skew: 1.1 };
    const rootKeys = Array.from({ length: 25 }, (_, index) => `c|root-${index}`);
    const times = new Array<number>(10).fill(0);
    for (const bytes of makeRequests(talk({ tenants, rootKeys, redelivered: 0, count: 2_000 })).bytes) {
      const { team_id, event } = JSON.parse(partsOf(bytes).body);
      const team = Number(/^T(\d+)BENCH$/.exec(team_id)?.[1]);
      expect(Number(event.thread_ts.slice("root-".length)) % 10).toBe(team);
      times[team] = (times[team] ?? 0) + 1;
    }
    expect(times.every((count) => count > 0)).toBe(true);
    expect((times[0] ?? 0) / (times[1] ?? 1)).toBeGreaterThan(1.6);
    expect((times[0] ?? 0) / (times[9] ?? 1)).toBeGreaterThan(6);
  });

  it("ask what the documents answer as often as is wished", () => {
    const { bytes } = makeRequests(talk({ kind: "web", asking: 0.1, redelivered: 0, count: 2_000 }));
    const asked = bytes.filter((one) => one.includes("@rapport How long is the warranty of the model RX-"));
    expect(asked.length).toBeGreaterThan(150);
    expect(asked.length).toBeLessThan(250);
  });

  it("reply in the channel of their root", () => {
    const { body } = partsOf(makeRequests(talk()).bytes[0] ?? Buffer.alloc(0));
    expect(JSON.parse(body)).toMatchObject({
      event: { channel: "bench-3", thread_ts: "1700000000.000001" },
    });
  });
});

describe("the times of a process", () => {
  it("are read behind its name, whatever the name holds", () => {
    const stat = "42 (postgres: (a) b) S 7 42 42 0 -1 4194560 100 0 0 0 12 3 4 5 20 0 1 0 100 0 0";
    expect(parseProcessTimes(stat)).toEqual({ parentPid: 7, ownUs: 150_000, endedUs: 90_000 });
  });
});
