import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { makeSlackHarness, type SlackHarness, TENANT } from "./slack-harness.ts";

let harness: SlackHarness;
beforeEach(async () => {
  harness = await makeSlackHarness({ intake: createFakeIntake(), completer: { complete: async () => [] } });
});
afterEach(() => harness.close());

const post = (): Outbound => ({
  kind: "post",
  platform: "slack",
  workspaceKey: harness.workspaceKey,
  channelKey: harness.channelKey,
  threadKey: null,
  content: { summary: "Hi", blocks: [] },
});
const deliver = (outbound = post(), tenantId = TENANT) =>
  harness.adapter.deliver(outbound, {
    tenantId,
    idempotencyKey: "00000000-0000-4000-8000-000000000001",
    targetMessageKey: null,
  });

describe("what Slack says to a post is a value", () => {
  it.each([
    ["channel_not_found", "refused"],
    ["is_archived", "refused"],
    ["msg_too_long", "refused"],
    ["missing_scope", "refused"],
    ["a_code_of_tomorrow", "refused"],
    ["ratelimited", "retry"],
    ["service_unavailable", "retry"],
    ["internal_error", "uncertain"],
    ["fatal_error", "uncertain"],
  ])("%s: %s, after one call", async (code, kind) => {
    harness.slack.trouble("chat.postMessage", { kind: "error", code });
    const outcome = await deliver();
    expect(outcome).toMatchObject({ kind, code: `slack.${code}` });
    if (outcome.kind === "refused") expect(outcome.cure.length).toBeGreaterThan(10);
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(1);
  });

  it.each([
    ["1", 1_000],
    ["30", 30_000],
    ["3600", 3_600_000],
    [null, null],
    ["soon", null],
    ["-5", null],
  ])("a 429 with Retry-After %s makes its channel wait %s ms", async (retryAfter, retryAfterMs) => {
    harness.slack.trouble("chat.postMessage", { kind: "limited", retryAfter });
    expect(await deliver()).toEqual({
      kind: "retry",
      code: "slack.ratelimited",
      retryAfterMs,
      scope: "channel",
    });
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(1);
  });

  it("posted and then cut off is uncertain, and not said again by itself", async () => {
    harness.slack.trouble("chat.postMessage", { kind: "cut" });
    expect((await deliver()).kind).toBe("uncertain");
    harness.slack.trouble("chat.postMessage", { kind: "status", status: 500 });
    expect((await deliver()).kind).toBe("uncertain");
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(2);
    expect(harness.slack.posts).toHaveLength(1);
  });

  it("never sent at all may be sent again", async () => {
    await harness.slack.close();
    // On a connection of before, nobody can tell how far the first one came.
    await deliver();
    expect(await deliver()).toMatchObject({ kind: "retry", scope: "workspace" });
  });

  it("with a dead token: nothing is sent any more, and the health page says so", async () => {
    harness.slack.trouble("chat.postMessage", { kind: "error", code: "token_revoked" });
    expect(await deliver()).toMatchObject({ kind: "refused", code: "slack.token_revoked" });
    for (let again = 0; again < 5; again += 1)
      expect(await deliver()).toMatchObject({ kind: "refused", code: "slack.not-installed" });
    expect(harness.slack.callsOf("chat.postMessage")).toHaveLength(1);
    expect(harness.adapter.health?.()).toMatchObject({ isOk: false });
    expect(JSON.stringify(harness.adapter.health?.())).not.toContain("xoxb");
  });

  it("for another company's workspace is refused before anything is sent", async () => {
    expect(await deliver(post(), "00000000-0000-4000-8000-0000000000bb")).toMatchObject({ kind: "refused" });
    expect(harness.slack.callsOf("chat.postMessage")).toEqual([]);
  });

  it("every post carries the flags that keep previews and mentions off", async () => {
    await deliver();
    expect(harness.slack.callsOf("chat.postMessage")[0]?.args).toMatchObject({
      unfurl_links: "false",
      unfurl_media: "false",
      link_names: "false",
      parse: "none",
    });
  });
});

describe("a direct message of which only the person is known", () => {
  it.each(["update", "delete"] as const)("finds its channel for an %s", async (kind) => {
    const direct = { ...post(), kind: "direct", personKey: "U0SUE", channelKey: "@U0SUE" } as Outbound;
    const said = await deliver(direct);
    const targetMessageKey = said.kind === "sent" ? said.messageKey : null;
    const base = { ...post(), channelKey: "@U0SUE", targetRef: "about:someone" };
    const change = { ...base, kind, content: { summary: "Gone", blocks: [] } } as Outbound;
    const context = { tenantId: TENANT, idempotencyKey: "00000000-0000-4000-8000-000000000002" };
    expect(await harness.adapter.deliver(change, { ...context, targetMessageKey })).toMatchObject({
      kind: "sent",
    });
    const left = harness.slack.posts.filter(({ channel, isDeleted }) => channel === "DU0SUE" && !isDeleted);
    expect(left.map(({ text }) => text)).toEqual(kind === "update" ? ["Gone"] : []);
  });
});
