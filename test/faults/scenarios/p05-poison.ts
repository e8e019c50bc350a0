import { acceptAgain } from "../load/accept-again.ts";
import { openCrowdDesk } from "../load/crowd-desk.ts";
import { quantile, round, until } from "../load/figures.ts";
import { storedKeys } from "../load/stored-keys.ts";
import type { Scenario } from "../scenario.ts";

const POISON = "poison";
const TRIES = 5;
const EVERY = 10;
/** 1 + 2 + 4 + 8 s of pauses, their upper halves drawn. */
const GIVEN_UP_MS = 60_000;

export const poison: Scenario = {
  id: "P5",
  title: "messages that break whoever works them, one in ten, in channels that others write in",
  criterion:
    "each goes to the dead letters after 5 tries; everything else is worked, what waited behind it too",
  promises: ["P5"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 1_000,
  limitMs: 15 * 60_000,
  async run(trial) {
    const tries = new Map<string, number>();
    const endedAt = new Map<string, number>();
    const desk = await openCrowdDesk({
      databaseUrl: await trial.freshDatabase(),
      tenants: 2,
      hasDocuments: false,
      around: (handler) => async (claimed) => {
        const { event } = claimed;
        if (event.kind === "message-posted" && event.text.startsWith(POISON)) {
          tries.set(event.messageKey, (tries.get(event.messageKey) ?? 0) + 1);
          throw new Error(event.text);
        }
        await handler(claimed);
        if (event.kind === "message-posted") endedAt.set(event.messageKey, performance.now());
      },
    });
    const violations: string[] = [];
    try {
      await desk.spine.start();
      const good: string[] = [];
      const bad: string[] = [];
      const acceptedAt = new Map<string, number>();
      const behind = new Set<string>();
      for (let n = 0; n < trial.size; n += 1) {
        const tenant = desk.tenants[n % 2];
        if (!tenant) continue;
        const isBad = n % EVERY === 0;
        // The one after a poison stands behind it in the same channel; the others have channels of their own.
        const channelKey = n % EVERY === 2 ? `c${n - 2}` : `c${n}`;
        const event = desk.message(tenant, {
          channelKey,
          text: isBad ? `${POISON} ${n}` : `message ${n}`,
          mentionsBot: false,
        });
        await acceptAgain(desk.spine.intake, event);
        acceptedAt.set(event.messageKey, performance.now());
        (isBad ? bad : good).push(event.messageKey);
        if (n % EVERY === 2) behind.add(event.messageKey);
        trial.progress(n);
      }
      const isDone = await until(
        async () => (await desk.spine.stats()).inboxDepth === 0,
        GIVEN_UP_MS + trial.size * 200,
      );
      if (!isDone) violations.push("not everything was worked or given up");
      const stored = new Set(await storedKeys(desk));
      const missing = good.filter((key) => !stored.has(key)).length;
      if (missing > 0) violations.push(`${missing} good messages were not worked`);
      const letters = await desk.spine.deadLetters.list();
      const { deadLetters } = await desk.spine.stats();
      if (deadLetters !== bad.length)
        violations.push(`${deadLetters} dead letters for ${bad.length} messages that cannot be worked`);
      const odd = bad.filter((key) => tries.get(key) !== TRIES).length;
      if (odd > 0) violations.push(`${odd} of them were not tried exactly ${TRIES} times`);
      if (JSON.stringify([letters, desk.logger.lines]).includes(POISON))
        violations.push("words of a message are in the list of dead letters or in the log");
      const tookMs = good.flatMap((key) =>
        behind.has(key) ? [] : [(endedAt.get(key) ?? Number.POSITIVE_INFINITY) - (acceptedAt.get(key) ?? 0)],
      );
      return {
        violations,
        figures: {
          worked: good.length - missing,
          "dead letters": deadLetters,
          "p95 of the others ms": round(quantile(tookMs, 0.95)),
        },
      };
    } finally {
      await desk.close();
    }
  },
};
