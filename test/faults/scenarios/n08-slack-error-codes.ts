import { randomUUID } from "node:crypto";
import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import { makeSlackHarness } from "../../adapters/slack/slack-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import type { Scenario } from "../scenario.ts";

const SECOND = 1_000;

/** What Slack may answer to a post, and what is to come of it. */
const CODES: readonly (readonly [code: string, ends: DeliveryOutcome["kind"], isDead?: boolean])[] = [
  ["channel_not_found", "refused"],
  ["is_archived", "refused"],
  ["not_in_channel", "refused"],
  ["msg_too_long", "refused"],
  ["invalid_blocks", "refused"],
  ["restricted_action", "refused"],
  ["missing_scope", "refused"],
  ["a_code_of_next_year", "refused"],
  ["ratelimited", "retry"],
  ["service_unavailable", "retry"],
  ["fatal_error", "uncertain"],
  ["internal_error", "uncertain"],
  ["token_revoked", "refused", true],
  ["invalid_auth", "refused", true],
  ["account_inactive", "refused", true],
  ["token_expired", "refused", true],
];

export const slackErrorCodes: Scenario = {
  id: "N8",
  title: "every code by which Slack says no to a post",
  criterion: "each ends as it must after at most 2 calls; a dead token ends all sending within a second",
  promises: ["P5", "P6"],
  databases: ["pglite"],
  unit: "posts",
  fullSize: 20 * CODES.length,
  limitMs: 5 * 60_000,
  async run({ size, progress }) {
    const violations: string[] = [];
    let most = 0;
    for (let n = 0; n < size; n += 1) {
      const [code, ends, isDead = false] = CODES[n % CODES.length] ?? ["", "refused"];
      const runtime = { intake: createFakeIntake(), completer: { complete: async () => [] } };
      const { adapter, slack, tenantId, workspaceKey, channelKey, close } = await makeSlackHarness(runtime);
      try {
        const content = { summary: "Hello", blocks: [] };
        const outbound: Outbound = {
          ...{ kind: "post", platform: "slack", workspaceKey, channelKey, threadKey: null },
          content,
        };
        const say = () =>
          adapter.deliver(outbound, { tenantId, idempotencyKey: randomUUID(), targetMessageKey: null });
        slack.trouble("chat.postMessage", { kind: "error", code });
        const before = slack.calls.length;
        const outcome = await say();
        const calls = slack.calls.length - before;
        most = Math.max(most, slack.callsOf("chat.postMessage").length);
        if (outcome.kind !== ends) violations.push(`${code} ended as ${outcome.kind}`);
        if (outcome.kind === "refused" && outcome.cure === "") violations.push(`${code} names no cure`);
        if (slack.callsOf("chat.postMessage").length > 2) violations.push(`${code} took ${calls} calls`);
        const isOk = adapter.health?.().isOk;
        if (isOk === isDead) violations.push(`after ${code} the health page says ${isOk}`);
        if (isDead) {
          const calledBefore = slack.calls.length;
          const beganMs = performance.now();
          for (let more = 0; more < 5; more += 1) await say();
          if (slack.calls.length > calledBefore) violations.push(`after ${code} something was sent`);
          if (performance.now() - beganMs > SECOND) violations.push(`${code}: it took more than a second`);
        }
      } finally {
        await close();
      }
      progress(n + 1);
    }
    return { violations, figures: { posts: size, codes: CODES.length, "most calls for one": most } };
  },
};
