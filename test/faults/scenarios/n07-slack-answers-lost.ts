import { randomUUID } from "node:crypto";
import type { Outbound } from "../../../src/domain/outbound.ts";
import { makeSlackHarness, type SlackHarness } from "../../adapters/slack/slack-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

/** Taken and cut off, refused with a 500 before it was taken, or taken with its answer. */
const WAYS = ["taken and cut", "500", "answered"] as const;
const MOST_TRIES = 4;
/** Slack's time stands still here, and a channel of more than a page of posts in two minutes cannot be read to its end. */
const CHANNELS = Array.from({ length: 20 }, (_, n) => `C0MANY${n}`);

/** As the outbox does it: what is uncertain is looked for once, what is surely not there is said again. */
async function sayOnce(
  { adapter, slack, tenantId }: SlackHarness,
  outbound: Outbound,
  way: (typeof WAYS)[number],
  looks: boolean,
): Promise<string> {
  const context = { tenantId, idempotencyKey: randomUUID() };
  if (way === "taken and cut") slack.trouble("chat.postMessage", { kind: "cut" });
  if (way === "500") slack.trouble("chat.postMessage", { kind: "status", status: 500 });
  let outcome = await adapter.deliver(outbound, { ...context, targetMessageKey: null });
  slack.trouble("chat.postMessage", null);
  for (let tries = 1; outcome.kind !== "sent" && tries < MOST_TRIES; tries += 1) {
    if (outcome.kind === "uncertain" && looks && adapter.reconcile)
      outcome = await adapter.reconcile(outbound, context);
    else outcome = await adapter.deliver(outbound, { ...context, targetMessageKey: null });
  }
  return outcome.kind;
}

/** `looks: false` is a fault of ours: what is uncertain is said again unseen. */
export async function loseAnswers(
  { size, seed, progress }: Pick<Trial, "size" | "seed" | "progress">,
  looks = true,
): Promise<Verdict> {
  const random = seededRandom(seed);
  const harness = await makeSlackHarness({
    intake: createFakeIntake(),
    completer: { complete: async () => [] },
  });
  const { slack, workspaceKey } = harness;
  for (const id of CHANNELS) slack.channels.set(id, { id, name: id.toLowerCase() });
  const violations: string[] = [];
  const ways = { cut: 0, refused: 0 };
  try {
    const roots = CHANNELS.map((channel) => slack.say({ channel, user: "U0MAYA", text: "Hello" }).ts);
    for (let n = 0; n < size; n += 1) {
      const channelKey = CHANNELS[n % CHANNELS.length] ?? "";
      const way = WAYS[Math.floor(random() * WAYS.length)] ?? "answered";
      if (way === "taken and cut") ways.cut += 1;
      if (way === "500") ways.refused += 1;
      const words = `Post number ${n}.`;
      const outbound: Outbound = {
        kind: "post",
        platform: "slack",
        workspaceKey,
        channelKey,
        threadKey: random() < 0.5 ? (roots[n % roots.length] ?? null) : null,
        content: {
          summary: words,
          blocks: [{ type: "paragraph", inlines: [{ type: "text", text: words }] }],
        },
      };
      const end = await sayOnce(harness, outbound, way, looks);
      const copies = slack.posts.filter(({ text }) => text.includes(words)).length;
      if (copies !== 1) violations.push(`a post (${way}) stands ${copies} times`);
      if (end !== "sent") violations.push(`a post (${way}) ended as ${end}`);
      progress(n + 1);
    }
    const calls = slack.callsOf("chat.postMessage").length;
    if (looks && calls !== size + ways.refused)
      violations.push(`${calls} calls for ${size} posts, ${ways.refused} of them refused once`);
    return { violations, figures: { posts: size, "cut off": ways.cut, "refused once": ways.refused, calls } };
  } finally {
    await harness.close();
  }
}

export const slackAnswersLost: Scenario = {
  id: "N7",
  title: "Slack takes a post and cuts the line, or answers 500",
  criterion:
    "0 doubled and 0 lost: no call is repeated by itself, and what is uncertain is found or said again",
  promises: ["P2"],
  databases: ["pglite"],
  unit: "posts",
  fullSize: 500,
  limitMs: 5 * 60_000,
  run: (trial) => loseAnswers(trial),
};
