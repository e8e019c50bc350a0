import { afterEach, describe, expect, it, vi } from "vitest";
import type { SlackApi } from "../../../adapters/slack/api.ts";
import { createSingleWorkspace } from "../../../adapters/slack/install/single-workspace.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { createRecordingLogger } from "../../fakes/logger.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

let harness: SlackHarness | null = null;
afterEach(async () => {
  await harness?.close();
  harness = null;
  vi.useRealTimers();
});

const MESSAGE = {
  type: "message",
  channel: "C0HELP",
  channel_type: "channel",
  user: "U0MAYA",
  text: "My order is gone",
  ts: "1772528400.000100",
};

describe("what Slack tells while it refuses the only token", () => {
  const setUp = async () => {
    const intake = createFakeIntake();
    harness = await makeSlackHarness({ intake, completer: { complete: async () => [] } });
    const { adapter, slack, workspaceKey, channelKey, sendEvent } = harness;
    const deliver = () =>
      adapter.deliver(
        {
          ...{ kind: "post", platform: "slack", workspaceKey, channelKey, threadKey: null },
          content: { summary: "Hi", blocks: [] },
        },
        { tenantId: TENANT, idempotencyKey: "00000000-0000-4000-8000-000000000001", targetMessageKey: null },
      );
    return { intake, slack, deliver, sendEvent };
  };

  it("is not acknowledged, so that Slack tells it again", async () => {
    const { intake, slack, deliver, sendEvent } = await setUp();
    slack.trouble("chat.postMessage", { kind: "error", code: "invalid_auth" });
    expect((await deliver()).kind).toBe("refused");
    expect((await sendEvent(MESSAGE)).status).toBe(503);
    expect(intake.events).toEqual([]);
  });

  it("is let go once Slack has said that we were removed", async () => {
    const { intake, slack, deliver, sendEvent } = await setUp();
    expect((await sendEvent({ type: "app_uninstalled" })).status).toBe(200);
    slack.trouble("chat.postMessage", { kind: "error", code: "account_inactive" });
    expect((await deliver()).kind).toBe("refused");
    expect((await sendEvent(MESSAGE)).status).toBe(200);
    expect(intake.events).toEqual([]);
  });
});

describe("the only token, once refused", () => {
  const open = async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let refusal: string | null = null;
    let asked = 0;
    const api: SlackApi = async ({ answer }) => {
      asked += 1;
      if (refusal !== null) return { kind: "refused", code: refusal };
      const body = { url: "https://home.slack.com/", team_id: "T0HOME", user_id: "U0BOT" };
      return { kind: "ok", body: answer.parse(body) };
    };
    const book = createSingleWorkspace({
      botToken: "xoxb-1",
      attach: async () => TENANT,
      api,
      clock: createFakeClock(),
      logger: createRecordingLogger(),
    });
    await book.start();
    const access = await book.find("T0HOME");
    if (access === null) throw new Error("not known");
    return { book, access, refuse: (code: string | null) => (refusal = code), asked: () => asked };
  };

  it("is tried again within five seconds, and a mistake of Slack's is over", async () => {
    const { book, access } = await open();
    await book.noteDeadToken(access, "invalid_auth");
    expect([await book.find("T0HOME"), book.isRefused()]).toEqual([null, true]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([await book.find("T0HOME"), book.isRefused()]).toEqual([access, false]);
    book.stop();
  });

  it("and refused again, is tried once a minute", async () => {
    const { book, access, refuse, asked } = await open();
    refuse("token_revoked");
    await book.noteDeadToken(access, "token_revoked");
    await vi.advanceTimersByTimeAsync(5_000);
    const before = asked();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(asked() - before).toBe(10);
    expect([await book.find("T0HOME"), book.isRefused()]).toEqual([null, true]);
    book.stop();
  });

  it("after a removal is not taken for a mistake, whatever Slack calls it", async () => {
    const { book, refuse } = await open();
    refuse("account_inactive");
    await book.noteRemoved("T0HOME", new Date());
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect([await book.find("T0HOME"), book.isRefused()]).toEqual([null, false]);
    book.stop();
  });
});
