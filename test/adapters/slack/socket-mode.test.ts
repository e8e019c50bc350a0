import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SOCKET_TIMES } from "../../../adapters/slack/receive/socket-mode.ts";
import { createFakeIntake, type FakeIntake } from "../../fakes/intake.ts";
import { type FakeSocketServer, hello, startFakeSocketServer } from "./fake-socket-server.ts";
import { makeSlackHarness, type SlackHarness } from "./slack-harness.ts";

const APP_TOKEN = "xapp-fake";
const QUICK = {
  leastPauseMs: 10,
  longestPauseMs: 80,
  crowdedPauseMs: 300,
  helloMs: 300,
  pingMs: 100,
  silentMs: 700,
  lingerMs: 200,
};

let server: FakeSocketServer;
let intake: FakeIntake;
let harness: SlackHarness;
beforeEach(async () => {
  server = await startFakeSocketServer();
  intake = createFakeIntake();
  const runtime = { intake, completer: { complete: async () => [] } };
  harness = await makeSlackHarness(runtime, {
    isStarted: false,
    config: { signingSecret: null, appToken: APP_TOKEN, socketTimes: QUICK },
  });
  harness.slack.socketUrl = server.url;
  await harness.adapter.start(runtime);
});
afterEach(async () => {
  await harness.close();
  await server.close();
});

let count = 0;
const envelope = (text: string, more: object = {}) => {
  count += 1;
  return {
    type: "events_api",
    envelope_id: `envelope-${count}`,
    payload: {
      type: "event_callback",
      team_id: "T0HOME",
      event: {
        type: "message",
        channel: "C0HELP",
        channel_type: "channel",
        user: "U0MAYA",
        text,
        ts: `1772528400.${String(count).padStart(6, "0")}`,
      },
    },
    ...more,
  };
};
const until = async (isSo: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 1_500; turn += 1) {
    if (isSo()) return;
    await sleep(5);
  }
  throw new Error("it never came to be so");
};
const isOpen = (): boolean => harness.adapter.health?.().detail.includes("socket open") ?? false;

describe("an envelope", () => {
  it("is acknowledged after the commit and not before", async () => {
    await until(isOpen);
    const open = intake.hold();
    server.send(envelope("Keep this"));
    await until(() => intake.calls.length === 1);
    await sleep(30);
    expect(server.acknowledged).toEqual([]);
    open();
    await until(() => server.acknowledged.length === 1);
    expect(server.acknowledged[0]).toEqual({ envelope_id: `envelope-${count}` });
  });

  it("that could not be kept is not acknowledged, and taken when it comes again", async () => {
    await until(isOpen);
    intake.fail();
    const told = envelope("Heavy weather");
    server.send(told);
    await until(() => intake.calls.length === 1);
    await sleep(30);
    expect(server.acknowledged).toEqual([]);
    intake.recover();
    server.send({ ...told, envelope_id: "again", retry_attempt: 1, retry_reason: "timeout" });
    await until(() => server.acknowledged.length === 1);
    expect(intake.events).toHaveLength(1);
  });

  it("with a command or a press goes the same way, and an answer travels back where one is wanted", async () => {
    await until(isOpen);
    const command = {
      command: "/rapport",
      text: "help",
      team_id: "T0HOME",
      channel_id: "C0HELP",
      user_id: "U0MAYA",
      trigger_id: "1.1",
    };
    server.send({
      type: "slash_commands",
      envelope_id: "e1",
      payload: command,
      accepts_response_payload: true,
    });
    const suggestion = {
      type: "block_suggestion",
      action_id: "x",
      value: "h",
      team: { id: "T0HOME" },
      user: { id: "U0MAYA" },
    };
    server.send({
      type: "interactive",
      envelope_id: "e2",
      payload: suggestion,
      accepts_response_payload: true,
    });
    await until(() => server.acknowledged.length === 2);
    expect(server.acknowledged).toContainEqual({ envelope_id: "e1" });
    expect(server.acknowledged).toContainEqual({ envelope_id: "e2", payload: { options: [] } });
    expect(intake.events[0]).toMatchObject({ kind: "command-invoked", command: "rapport" });
  });

  it("that is none is passed over", async () => {
    await until(isOpen);
    for (const odd of ["", "{", "[]", "null", '{"type":5}', '{"envelope_id":7}']) server.socket().send(odd);
    server.send(envelope("Still here"));
    await until(() => server.acknowledged.length === 1);
    expect(intake.events).toHaveLength(1);
  });
});

describe("a socket", () => {
  it("is opened anew when it closes, with pauses that grow", async () => {
    await until(isOpen);
    server.greet = (socket) => socket.terminate();
    server.socket().terminate();
    await server.connected(6);
    const gaps = server.openedAtMs.slice(1).map((at, place) => at - (server.openedAtMs[place] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(QUICK.leastPauseMs);
    expect(gaps.at(-1)).toBeGreaterThan(QUICK.leastPauseMs * 3);
  });

  it("on which nothing is heard is taken for dead and replaced", async () => {
    await until(isOpen);
    const silentSinceMs = performance.now();
    const silent = server.socket();
    // The other side is frozen: it neither speaks nor answers a ping.
    silent.pause();
    await server.connected(2);
    expect(performance.now() - silentSinceMs).toBeLessThan(5_000);
    expect(SOCKET_TIMES.silentMs + SOCKET_TIMES.pingMs).toBeLessThan(60_000);
    await until(isOpen);
    server.send(envelope("Heard again"));
    await until(() => intake.events.length === 1);
  });

  it("that never says hello is given up", async () => {
    await until(isOpen);
    server.greet = () => undefined;
    server.socket().terminate();
    await server.connected(3);
    expect(isOpen()).toBe(false);
    server.greet = hello;
    await until(isOpen);
  });

  it("that Slack wants replaced is still served until it closes", async () => {
    await until(isOpen);
    const old = server.socket();
    server.send({ type: "disconnect", reason: "refresh_requested" });
    await server.connected(2);
    old.send(JSON.stringify(envelope("On the old one")));
    server.send(envelope("On the new one"));
    await until(() => server.acknowledged.length === 2);
    expect(intake.events).toHaveLength(2);
  });

  it("too many of which there are is not asked for again at once", async () => {
    await until(isOpen);
    const crowdedAtMs = performance.now();
    server.send({ type: "disconnect", reason: "too_many_websockets" });
    await server.connected(2);
    expect((server.openedAtMs[1] ?? 0) - crowdedAtMs).toBeGreaterThanOrEqual(QUICK.crowdedPauseMs * 0.9);
    expect(SOCKET_TIMES.crowdedPauseMs).toBeGreaterThanOrEqual(30_000);
    expect(SOCKET_TIMES.leastPauseMs).toBeGreaterThanOrEqual(1_000);
  });

  it("that Slack refuses to name an address for is shown on the health page without a secret", async () => {
    await until(isOpen);
    harness.slack.trouble("apps.connections.open", { kind: "error", code: "invalid_auth" });
    server.socket().terminate();
    await until(() => harness.adapter.health?.().detail.includes("invalid_auth") ?? false);
    expect(JSON.stringify(harness.adapter.health?.())).not.toContain(APP_TOKEN);
    expect(harness.logger.said).not.toContain(APP_TOKEN);
  });

  it("is lost and found 30 times, whatever Slack does to it, and nothing of it escapes", async () => {
    const faults: Error[] = [];
    const note = (fault: Error): void => {
      faults.push(fault);
    };
    process.on("uncaughtException", note).on("unhandledRejection", note);
    const ways = [
      () => server.socket().terminate(),
      () => server.send({ type: "disconnect", reason: "warning" }),
      () => server.socket().close(1011),
      () => server.socket().send("rubbish", () => server.socket().close()),
    ];
    for (let round = 1; round <= 30; round += 1) {
      await server.connected(round);
      ways[round % ways.length]?.();
    }
    await server.connected(31);
    process.off("uncaughtException", note).off("unhandledRejection", note);
    expect(faults).toEqual([]);
    await until(isOpen);
    server.send(envelope("Well and alive"));
    await until(() => intake.events.length === 1);
  });

  it("is closed when the desk closes, after what was in hand", async () => {
    await until(isOpen);
    const open = intake.hold();
    server.send(envelope("Last words"));
    await until(() => intake.calls.length === 1);
    const stopped = harness.adapter.stop();
    open();
    await stopped;
    await until(() => server.acknowledged.length === 1);
    expect(intake.events).toHaveLength(1);
  });
});
