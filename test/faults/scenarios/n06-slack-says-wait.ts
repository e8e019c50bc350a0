import { HOUR, SECOND } from "../../../src/domain/time.ts";
import { openDatabase } from "../../../src/store/open-database.ts";
import { TEAM } from "../../adapters/slack/fake-slack.ts";
import { type FakeStage, openFakeStage } from "../../adapters/slack/story/fake-stage.ts";
import { quantile, round } from "../load/figures.ts";
import type { Scenario, Trial } from "../scenario.ts";

/** What Slack's header says, and how long at least nothing may be sent to the channel; our own pause where it says nothing of use. */
const HEADERS: readonly (readonly [header: string | null, leastMs: number])[] = [
  ["1", SECOND],
  ["30", 30 * SECOND],
  ["3600", HOUR],
  [null, SECOND / 2],
  ["soon", SECOND / 2],
  ["-5", SECOND / 2],
];
const OTHERS = 20;
const BUSY = "C0BUSY";
const STEP_MS = 250;
/** What is later than this after the wait waits for something else. */
const SLACK_MS = 10 * SECOND;

interface Run {
  /** From a post's row to its standing in the channel, of channels nobody spoke of, in ms of the clock. */
  readonly othersMs: readonly number[];
  /** Calls for the busy channel, in ms after the refusal. */
  readonly callsMs: readonly number[];
  /** Posts that do not stand in their channel exactly once. */
  readonly wrong: number;
}

/** Posts of 21 channels by the desk's own delivery; the first call for one of them is answered 429. */
async function runOnce(trial: Trial, perChannel: number, header?: string | null): Promise<Run> {
  const url = await trial.freshDatabase();
  const stage = await openFakeStage("requests", () => openDatabase({ url }));
  const { slack, clock, desk } = stage;
  const now = (): number => clock.now().getTime();
  const channels = [BUSY, ...Array.from({ length: OTHERS }, (_, n) => `C0OTHER${n}`)];
  for (const id of channels) slack.channels.set(id, { id, name: id.toLowerCase() });
  const callsMs: number[] = [];
  let refusedAtMs: number | null = null;
  const saidAtMs = new Map<string, number>();
  slack.trouble("chat.postMessage", ({ channel = "", text = "" }) => {
    if (channel === BUSY && refusedAtMs !== null) callsMs.push(now() - refusedAtMs);
    if (channel === BUSY && header !== undefined && refusedAtMs === null) {
      refusedAtMs = now();
      return { kind: "limited", retryAfter: header };
    }
    saidAtMs.set(text, now());
    return null;
  });
  const addedAtMs = new Map<string, number>();
  const stands = (): readonly string[] => slack.posts.map(({ text }) => text);
  try {
    for (let n = 0; n < perChannel; n += 1) {
      const texts = channels.map((channelKey) => ({ channelKey, text: `${channelKey} ${n}` }));
      await addPosts(stage, texts);
      for (const { text } of texts) addedAtMs.set(text, now());
      for (let waitedMs = 0; waitedMs < 2 * SECOND; waitedMs += STEP_MS) {
        await desk.spine.runUntilIdle();
        clock.advance(STEP_MS);
      }
    }
    const endsAt = now() + HOUR + perChannel * 2 * SECOND + SLACK_MS;
    while (stands().length < addedAtMs.size && now() < endsAt) {
      await desk.spine.runUntilIdle();
      clock.advance(SECOND);
    }
    const othersMs = [...saidAtMs].flatMap(([text, atMs]) =>
      text.startsWith(BUSY) ? [] : [atMs - (addedAtMs.get(text) ?? 0)],
    );
    const wrong = [...addedAtMs.keys()].filter((text) => stands().filter((one) => one === text).length !== 1);
    return { othersMs, callsMs, wrong: wrong.length };
  } finally {
    await stage.close();
  }
}

async function addPosts(
  { foundations, tenantId }: FakeStage,
  posts: readonly { readonly channelKey: string; readonly text: string }[],
): Promise<void> {
  await foundations.store.transaction(tenantId, async ({ outbox, workspaces }) => {
    const workspace = await workspaces.findByKey("slack", TEAM);
    if (workspace === null) throw new Error("no workspace");
    for (const { channelKey, text } of posts)
      await outbox.add({
        workspaceId: workspace.id,
        causeKey: text,
        outbound: {
          kind: "post",
          platform: "slack",
          workspaceKey: TEAM,
          channelKey,
          threadKey: null,
          content: { summary: text, blocks: [{ type: "paragraph", inlines: [{ type: "text", text }] }] },
        },
      });
  });
}

export const slackSaysWait: Scenario = {
  id: "N6-slack",
  title: "Slack answers one channel with 429: 1 s, 30 s, an hour, no header, words, a negative number",
  criterion:
    "others' p95 grows at most 25 %; no call for the channel within the wait; every post stands once",
  promises: ["P5"],
  databases: ["pglite", "postgres"],
  unit: "posts a channel",
  fullSize: 20,
  async run(trial) {
    const violations: string[] = [];
    const usualMs = quantile((await runOnce(trial, trial.size)).othersMs, 0.95);
    const figures = {
      posts: 0,
      "usual p95 ms": round(usualMs),
      "worst p95 ms": 0,
      "calls within the wait": 0,
    };
    for (const [done, [header, leastMs]] of HEADERS.entries()) {
      const { othersMs, callsMs, wrong } = await runOnce(trial, trial.size, header);
      const name = `Retry-After ${header ?? "missing"}`;
      const p95Ms = quantile(othersMs, 0.95);
      const within = callsMs.filter((afterMs) => afterMs < leastMs).length;
      const firstMs = Math.min(...callsMs);
      figures.posts += trial.size * (OTHERS + 1);
      figures["worst p95 ms"] = Math.max(figures["worst p95 ms"], round(p95Ms));
      figures["calls within the wait"] += within;
      if (p95Ms > usualMs * 1.25 + STEP_MS)
        violations.push(`${name}: others' p95 went from ${usualMs} to ${p95Ms} ms`);
      if (wrong > 0) violations.push(`${name}: ${wrong} posts do not stand once`);
      if (within > 0) violations.push(`${name}: ${within} calls came within the wait`);
      if (firstMs > leastMs + SLACK_MS) violations.push(`${name}: the next call came after ${firstMs} ms`);
      trial.progress(Math.floor(((done + 1) / HEADERS.length) * trial.size));
    }
    return { violations, figures };
  },
};
