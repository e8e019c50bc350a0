import { openDiscordRig } from "../rig/discord-platform.ts";
import type { OpenPlatform } from "../rig/platform-under-test.ts";
import { type Life, runLives } from "../rig/run-lives.ts";
import { openSlackRig } from "../rig/slack-platform.ts";
import { openTeamsRig } from "../rig/teams-platform.ts";
import type { Scenario } from "../scenario.ts";

const LIVES_OF_A_RUN = 20;
/** So many kills always leave a post of which nobody knows whether it was sent. */
const ENOUGH_KILLS = 4;

interface Wish extends Pick<Scenario, "id" | "title" | "criterion"> {
  readonly openPlatform: OpenPlatform;
  /** The platform neither refuses copies nor can be asked. */
  readonly leavesDoubt: boolean;
  readonly eventsPerSecond?: number;
}

const killsAfterSending = ({
  openPlatform,
  leavesDoubt,
  eventsPerSecond = 10,
  ...names
}: Wish): Scenario => ({
  ...names,
  promises: ["P2"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize: 200,
  limitMs: 90 * 60_000,
  async run(trial) {
    const violations: string[] = [];
    const figures = { kills: 0, acked: 0, posts: 0, uncertain: 0, "of unknown standing": 0 };
    for (let at = 0; at < trial.size; at += LIVES_OF_A_RUN) {
      const lives = Array.from(
        { length: Math.min(LIVES_OF_A_RUN, trial.size - at) },
        (_, n): Life => ({
          kind: "point",
          point: "after_send_before_mark",
          pass: 1 + (((at + n) * 7) % 5),
        }),
      );
      const outcome = await runLives({
        databaseUrl: await trial.freshDatabase(),
        folder: trial.folder,
        openPlatform,
        lives,
        eventsPerSecond,
        onLife: (done) => trial.progress(at + done),
      });
      violations.push(...outcome.violations);
      violations.push(...outcome.missedPoints.map((point) => `the rig: ${point} was not passed`));
      for (const name of ["kills", "acked", "posts", "uncertain", "of unknown standing"] as const)
        figures[name] += outcome.figures[name] ?? 0;
    }
    if (leavesDoubt && trial.size > ENOUGH_KILLS && figures.uncertain === 0)
      violations.push("the rig: no kill left a post of unknown fate");
    return { violations, figures };
  },
});

export const killTheSenderSlack = killsAfterSending({
  id: "R15-slack",
  title: "kill between sending to Slack and noting it",
  criterion: "0 doubled: each post of unknown fate is looked for by what it carries, found or posted again",
  openPlatform: openSlackRig,
  leavesDoubt: false,
});

export const killTheSenderTeams = killsAfterSending({
  id: "R15-teams",
  title: "kill between sending to Teams and noting it",
  criterion: "0 doubled; at most one post of unknown fate for each kill, all listed",
  openPlatform: openTeamsRig,
  leavesDoubt: true,
});

export const killTheSenderDiscord = killsAfterSending({
  id: "R15-discord",
  title: "kill between sending to Discord and noting it",
  criterion:
    "0 doubled, 0 uncertain: a post of unknown fate is sent again under its number, which is shown once",
  openPlatform: openDiscordRig,
  leavesDoubt: false,
  // Cards all go to one channel, which takes about one post in a second.
  eventsPerSecond: 2,
});
