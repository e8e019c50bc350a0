import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../../src/store/database.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { openTestDatabase } from "../../support/database.ts";
import { ask, type OpenWindow, openWindow } from "./room-client.ts";
import { makeWebHarness, type WebHarness } from "./web-harness.ts";

const ANA = { kind: "person", role: "agent", personKey: "ana" } as const;
const BEN = { kind: "person", role: "agent", personKey: "ben" } as const;
const HEARTBEAT_MS = 20;

describe("a window whose login has ended", () => {
  let database: Database;
  let harness: WebHarness;
  let ana: OpenWindow;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const open = async (options: { readonly heartbeatMs?: number }): Promise<void> => {
    const completer = { complete: async () => [] };
    harness = await makeWebHarness(database, { intake: createFakeIntake(), completer }, options);
    harness.login(ANA);
    ana = await openWindow(harness.url, "ana");
  };
  afterEach(async () => {
    ana.close();
    await harness.close();
  });
  const say = async (text: string) => {
    harness.login(BEN);
    const json = { clientKey: randomUUID(), channelKey: "agents", text };
    expect((await ask(harness.url, "ben", "POST", "/posts", { json })).status).toBe(200);
  };
  const heard = () => ana.events.map((event) => (event.type === "post-added" ? event.post.text : event.type));

  describe("on a quiet stream", () => {
    beforeEach(() => open({ heartbeatMs: HEARTBEAT_MS }));

    test.each([
      ["logged out", { kind: "refused" }],
      ["somebody else now", BEN],
      ["of a lower role now", { ...ANA, role: "customer" }],
      ["of whom nothing is known", "broken"],
    ] as const)("ends at the next sign of life: %s", async (_why, access) => {
      harness.login(access);
      await ana.ended;
      expect(ana.events).toEqual([]);
    });
  });

  describe("while others write", () => {
    beforeEach(() => open({}));

    test("hears nothing more after a few seconds", async () => {
      await say("before");
      await ana.waitFor((event) => event.type === "post-added");
      harness.clock.advance(5_000);
      // Whoever posts is Ben: the window, asked again, is Ana's no more.
      await say("staff only, after logout");
      await ana.ended;
      expect(heard()).toEqual(["before"]);
    });
  });

  test("a window still logged in hears everything, once and in order", async () => {
    await open({ heartbeatMs: HEARTBEAT_MS });
    harness.login({ kind: "open" });
    for (const text of ["1", "2", "3", "4"]) {
      harness.clock.advance(5_000);
      const json = { clientKey: randomUUID(), channelKey: "agents", text };
      expect((await ask(harness.url, "ben", "POST", "/posts", { json })).status).toBe(200);
    }
    await ana.waitFor((event) => event.type === "post-added" && event.post.text === "4");
    expect(heard()).toEqual(["1", "2", "3", "4"]);
  });
});
