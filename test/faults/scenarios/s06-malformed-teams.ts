import { CHANNEL, makeTeamsHarness, PEOPLE } from "../../adapters/teams/teams-harness.ts";
import { createFakeIntake } from "../../fakes/intake.ts";
import { seededRandom } from "../rig/random.ts";
import type { Scenario } from "../scenario.ts";

const ODD: readonly unknown[] = [null, 5, "", "x", [], {}, true, [[[]]], { id: {} }, "\u0000", 1e308];

/** A copy with one part, however deep, replaced by something else or left out. */
function spoilt(value: unknown, random: () => number): unknown {
  if (typeof value !== "object" || value === null || random() < 0.25)
    return ODD[Math.floor(random() * ODD.length)];
  const entries = Object.entries(value);
  const at = Math.floor(random() * entries.length);
  const changed = entries.flatMap(([name, one], n) =>
    n !== at ? [[name, one]] : random() < 0.3 ? [] : [[name, spoilt(one, random)]],
  );
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}

export const malformedTeams: Scenario = {
  id: "S6",
  title: "malformed activities, half of them with a good token",
  criterion: "without a token always 4xx, with one never a fault of ours; no unhandled rejection",
  promises: ["P6"],
  databases: ["pglite"],
  unit: "activities",
  fullSize: 10_000,
  limitMs: 10 * 60_000,
  async run(trial) {
    const random = seededRandom(trial.seed);
    const intake = createFakeIntake();
    const harness = await makeTeamsHarness({ intake, completer: { complete: async () => [] } });
    const violations: string[] = [];
    let unhandled = 0;
    const count = (): void => {
      unhandled += 1;
    };
    process.on("unhandledRejection", count);
    const figures = { refused: 0, taken: 0 };
    try {
      for (let n = 0; n < trial.size; n += 1) {
        const type = ["message", "invoke", "messageReaction", "conversationUpdate", "installationUpdate"][
          n % 5
        ];
        const whole = {
          ...harness.frame(PEOPLE.customer, CHANNEL),
          type,
          id: harness.teams.nextKey(),
          name: "adaptiveCard/action",
          text: "x",
          value: {
            action: { type: "Action.Execute", verb: "v", data: { rapport: { c: "a", v: "b", s: "c" } } },
          },
          reactionsAdded: [{ type: "like" }],
          replyToId: "1",
          entities: [{ type: "mention", text: "<at>x</at>", mentioned: { id: "1" } }],
          attachments: [{ contentType: "image/png", contentUrl: "x", content: {} }],
        };
        const isSigned = n % 2 === 0;
        const { status } = await harness.send(spoilt(whole, random) as object, isSigned ? undefined : null);
        const isRight = isSigned ? status < 500 || status === 501 : status >= 400 && status < 500;
        if (!isRight) violations.push(`activity ${n} was answered ${status}`);
        figures[status < 300 ? "taken" : "refused"] += 1;
        trial.progress(n + 1);
      }
    } finally {
      process.off("unhandledRejection", count);
      await harness.close();
    }
    if (unhandled > 0) violations.push(`${unhandled} rejections were handled by nobody`);
    return { violations, figures };
  },
};
