import { setTimeout as sleep } from "node:timers/promises";
import { SOCKET_TIMES } from "../../../adapters/slack/receive/socket-mode.ts";
import { hello, startFakeSocketServer } from "../../adapters/slack/fake-socket-server.ts";
import { makeSlackHarness } from "../../adapters/slack/slack-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario } from "../scenario.ts";

const QUICK = {
  leastPauseMs: 5,
  longestPauseMs: 20,
  crowdedPauseMs: 20,
  helloMs: 2_000,
  pingMs: 200,
  lingerMs: 500,
};

export const socketSickness: Scenario = {
  id: "N9",
  title:
    "Socket Mode's sicknesses: cut, refused, crowded, silent, cut while it connects, and all of it again and again",
  criterion:
    "no fault escapes, no envelope is lost, a silent socket is noticed within 60 s, pauses are a second at least",
  promises: ["P1", "P6"],
  databases: ["pglite"],
  unit: "reconnections",
  fullSize: 1_000,
  limitMs: 10 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const violations: string[] = [];
    const server = await startFakeSocketServer();
    const intake = createFakeIntake();
    const runtime = { intake, completer: { complete: async () => [] } };
    const config = { signingSecret: null, appToken: "xapp-fake", socketTimes: QUICK };
    const harness = await makeSlackHarness(runtime, { isStarted: false, config });
    harness.slack.socketUrl = server.url;
    const note = (fault: unknown): void => {
      violations.push(`a fault escaped: ${String(fault)}`);
    };
    process.on("uncaughtException", note).on("unhandledRejection", note);
    const envelope = (n: number) => ({
      type: "events_api",
      envelope_id: `envelope-${n}`,
      payload: {
        type: "event_callback",
        team_id: "T0HOME",
        event: {
          type: "message",
          channel: "C0HELP",
          channel_type: "channel",
          user: "U0MAYA",
          text: "Hello",
          ts: `1772528400.${String(n).padStart(6, "0")}`,
        },
      },
    });
    const until = async (isSo: () => boolean, what: string, forMs = 20_000): Promise<void> => {
      const endsAt = performance.now() + forMs;
      while (!isSo()) {
        if (performance.now() > endsAt) throw new Error(`it never came to be: ${what}`);
        await sleep(2);
      }
    };
    let silentNoticedMs = 0;
    try {
      await harness.adapter.start(runtime);
      for (let n = 1; n <= trial.size; n += 1) {
        await server.connected(n);
        server.send(envelope(n));
        const way = Math.floor(random() * 6);
        if (way === 0) server.socket().terminate();
        else if (way === 1) server.send({ type: "disconnect", reason: "refresh_requested" });
        else if (way === 2) server.send({ type: "disconnect", reason: "too_many_websockets" });
        else if (way === 3) server.socket().close(1011);
        else if (way === 4) {
          // Cut while it connects, once.
          server.greet = (socket) => {
            server.greet = hello;
            socket.terminate();
          };
          server.socket().terminate();
        } else server.send({ type: "disconnect", reason: "warning" });
        trial.progress(n);
      }
      await server.connected(trial.size + 1);
      await until(
        () => harness.adapter.health?.().detail.includes("socket open") ?? false,
        "a socket open at the end",
      );
      // Slack sends again what was not acknowledged.
      for (let n = 1; n <= trial.size; n += 1)
        if (!server.acknowledged.some(({ envelope_id }) => envelope_id === `envelope-${n}`))
          server.send(envelope(n));
      await until(() => intake.events.length === trial.size, "every envelope in the inbox");
      const before = server.openedAtMs.length;
      const silentSinceMs = performance.now();
      server.socket().pause();
      await until(() => server.openedAtMs.length > before, "a silent socket replaced", 60_000);
      silentNoticedMs = performance.now() - silentSinceMs;
    } catch (error) {
      violations.push(error instanceof Error ? error.message : String(error));
    } finally {
      process.off("uncaughtException", note).off("unhandledRejection", note);
      await harness.close();
      await server.close();
    }
    if (SOCKET_TIMES.leastPauseMs < 1_000)
      violations.push("the product waits less than a second between sockets");
    return {
      violations,
      figures: { reconnections: server.openedAtMs.length, "silence noticed ms": Math.round(silentNoticedMs) },
    };
  },
};
