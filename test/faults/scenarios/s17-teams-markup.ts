import { BOT, type FakePost } from "../../adapters/teams/fake-teams.ts";
import { until } from "../load/figures.ts";
import { activeParts } from "../rig/active-parts.ts";
import { seededRandom } from "../rig/random.ts";
import { inTurns, withTeamsDesk } from "../rig/teams-desk.ts";
import { ofEvents, say } from "../rig/teams-platform.ts";
import { testEvent } from "../rig/test-events.ts";
import type { Scenario } from "../scenario.ts";

const AT_ONCE = 4;
const TAKEN_MS = 60_000;
const EVIL = "evil.example";

/** What somewhere ran, loaded, called or led astray when a bot repeated it. */
const HOSTILE: readonly string[] = [
  `<img src=https://${EVIL}/x.png onerror=alert(1)>`,
  `<a href="https://${EVIL}/">your bank</a>`,
  `<script src="https://${EVIL}/x.js"></script>`,
  '<attachment id="1"></attachment>',
  "<at>everyone</at>",
  '<at id="0">Support</at>',
  `[your bank](https://${EVIL}/)`,
  `![x](https://${EVIL}/x.png)`,
  `[x]: https://${EVIL}/`,
  `<https://${EVIL}/>`,
  "{{DATE(2026-01-01T00:00:00Z,SHORT)}}",
  "$" + "{$root.secret}",
  `"}],"actions":[{"type":"Action.OpenUrl","title":"x","url":"https://${EVIL}/"}]`,
  `{"type":"AdaptiveCard","body":[],"actions":[{"type":"Action.OpenUrl","url":"https://${EVIL}/"}]}`,
  `&lt;img src=x onerror=alert(1)&gt;`,
  `&#60;img src=x onerror=alert(1)&#62;`,
  "\u202Egnp.exe",
  "# heading\n> quote\n```\ncode\n```",
];

/** Customers and their names are hostile; what the bot then posts for everybody and for agents is read as Teams does. */
export const teamsMarkup: Scenario = {
  id: "S17",
  title: "HTML, cards, attachments and mentions in words and names of people in Teams",
  criterion: "nothing of it is run, loaded, followed or called in what the bot posts",
  promises: ["P12"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 200,
  limitMs: 20 * 60_000,
  run: (trial) =>
    withTeamsDesk(trial, async ({ organisation, desk, truth }) => {
      const random = seededRandom(trial.seed);
      const draw = (): string => HOSTILE[Math.floor(random() * HOSTILE.length)] ?? "";
      const violations: string[] = [];
      await inTurns(trial.size, AT_ONCE, async (n) => {
        const plain = testEvent(n + 1);
        const hostile = HOSTILE[n % HOSTILE.length] ?? "";
        const event = { ...plain, text: `${plain.text} ${hostile} ${draw()}` };
        const said = say(organisation, event);
        const activity = organisation.activityOf(event, said, `${hostile} ${n}`);
        const isTaken = await until(
          async () => (await organisation.post(desk.address, activity))?.status === 200,
          TAKEN_MS,
        );
        if (!isTaken) violations.push(`message ${n} was not taken`);
        trial.progress(n + 1);
      });
      const messages = ofEvents(await truth());
      if (messages.length !== trial.size)
        violations.push(`${messages.length} of ${trial.size} messages are stored`);
      const posts = organisation.teams.posts.filter(({ user }) => user === BOT);
      const people = new Set(organisation.teams.members.keys());
      const repeating = posts.filter((post) => JSON.stringify(post.activity).includes("onerror"));
      for (const post of posts) violations.push(...wrongIn(post, people));
      if (posts.length < trial.size) violations.push(`${posts.length} posts for ${trial.size} messages`);
      if (trial.size >= HOSTILE.length && repeating.length === 0)
        violations.push("the rig: the bot repeated nothing of it");
      return { violations, figures: { posts: posts.length, "repeat the words": repeating.length } };
    }),
};

function wrongIn({ activity, messageKey }: FakePost, people: ReadonlySet<string>): readonly string[] {
  return activeParts(activity, people)
    .filter(({ isAllowed }) => !isAllowed)
    .map(({ what }) => `active: post ${messageKey} has ${what}`);
}
