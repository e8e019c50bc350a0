import { sql } from "drizzle-orm";
import { WEB_LIMITS } from "../../../adapters/web/limits.ts";
import { renderMessage } from "../../../adapters/web/render-message.ts";
import { openCrowdDesk } from "../load/crowd-desk.ts";
import { round, watchLoop } from "../load/figures.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario } from "../scenario.ts";

const MOST_BLOCK_MS = 100;
const FAMILY = "👩‍👩‍👧‍👦";
const KINDS: readonly ((length: number) => string)[] = [
  (length) => "a".repeat(length),
  (length) => "word ".repeat(length / 5),
  (length) => FAMILY.repeat(length / 11),
  (length) => "🙂".repeat(length / 2),
  (length) => `e${"\u0301\u0316\u0489".repeat(20)}`.repeat(length / 61),
  (length) => "\u202egnp.exe ".repeat(length / 9),
  (length) => "\ud800 lone \udfff".repeat(length / 9),
  (length) => "null\u0000byte ".repeat(length / 10),
  (length) => "line\n".repeat(length / 5),
  (length) => " \t\u00a0".repeat(length / 3),
  (length) => "((((".repeat(length / 4),
  (length) => "?!".repeat(length / 2),
  (length) => "@everyone <!channel> ".repeat(length / 21),
  (length) => "مرحبا कि 你好 ".repeat(length / 12),
  (length) => "\u200b\u200d\ufe0f".repeat(length / 3),
  (length) => "http://a.example/".repeat(length / 17),
];
const LENGTHS = [0, 1, 7, 300, 3_001, 40_001, 80_000, 1_000_000];

const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text) && !text.includes("\u0000");

/** Every text of a value, however deep. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

export const oddText: Scenario = {
  id: "N19",
  title:
    "texts of a megabyte, emoji families, towers of marks, overrides, half characters, null bytes, nothing",
  criterion:
    "stored clean or refused by name, answered in whole characters within the platform's limits, event loop held < 100 ms",
  promises: ["P6"],
  databases: ["pglite", "postgres"],
  unit: "texts",
  fullSize: 500,
  limitMs: 20 * 60_000,
  async run(trial) {
    const desk = await openCrowdDesk({ databaseUrl: await trial.freshDatabase(), tenants: 1 });
    const random = seededRandom(trial.seed);
    const violations: string[] = [];
    const slow: string[] = [];
    let refused = 0;
    let longestMs = 0;
    const loop = watchLoop();
    try {
      const [tenant] = desk.tenants;
      if (!tenant) throw new Error("no tenant");
      await desk.spine.intake.accept(desk.message(tenant, { channelKey: "warm" }));
      await desk.spine.runUntilIdle();
      let stored = 0;
      for (let n = 0; n < trial.size; n += 1) {
        const kind = n % KINDS.length;
        const length = LENGTHS[Math.floor(n / KINDS.length) % LENGTHS.length] ?? 0;
        const words = KINDS[kind]?.(length + Math.floor(random() * 10)) ?? "";
        // Some ask for a person, so that the words are quoted in a ticket and a card.
        const text = n % 2 === 0 ? words : `Human please! ${words}`;
        const event = desk.message(tenant, {
          channelKey: `c${n}`,
          text,
          actor: {
            personKey: `p${n}`,
            displayName: words.slice(0, 5_000),
            isBot: false,
            standing: { role: "customer" },
          },
        });
        loop.longestMs();
        const outcome = await desk.spine.intake.accept(event);
        if (outcome.kind === "refused" && outcome.code === "event.too-large") refused += 1;
        else if (outcome.kind === "accepted") stored += 1;
        else violations.push(`kind ${kind} of ${length} was answered ${outcome.kind}`);
        await desk.spine.runUntilIdle();
        const heldMs = loop.longestMs();
        longestMs = Math.max(longestMs, heldMs);
        if (heldMs >= MOST_BLOCK_MS)
          slow.push(`kind ${kind} of ${length} held the event loop for ${round(heldMs)} ms`);
        trial.progress(n + 1);
      }
      const rows = await desk.foundations.database.transaction("rapport_desk", tenant.tenantId, (tx) =>
        tx.rows<{ text: string }>(sql`select text from messages where author_role = 'customer'`),
      );
      if (rows.length !== stored + 1)
        violations.push(`${stored + 1 - rows.length} accepted texts are not stored`);
      if (!rows.every(({ text }) => isWhole(text))) violations.push("a stored text holds half a character");
      for (const { outbound } of desk.said) {
        if (!("content" in outbound)) continue;
        const { content, text } = renderMessage(outbound.content);
        if (!textsOf(content).every(isWhole)) violations.push("a post holds half a character");
        if (
          textsOf(content).join("").length > 2 * WEB_LIMITS.contentText ||
          text.length > WEB_LIMITS.contentText
        )
          violations.push("a post is longer than the platform takes");
      }
      const { deadLetters, failed } = await desk.spine.stats();
      if (deadLetters + failed > 0) violations.push(`${deadLetters} dead letters, ${failed} failed posts`);
      return {
        violations,
        slow,
        figures: {
          stored,
          "refused as too large": refused,
          posts: desk.said.length,
          "longest block ms": round(longestMs),
        },
      };
    } finally {
      loop.stop();
      await desk.close();
    }
  },
};
