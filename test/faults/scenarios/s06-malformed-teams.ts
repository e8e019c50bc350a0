import { forgeries } from "../../adapters/teams/forgeries.ts";
import { residentMb } from "../load/memory-of.ts";
import { seededRandom } from "../rig/random.ts";
import { inTurns, withTeamsDesk } from "../rig/teams-desk.ts";
import { say, type TeamsOrganisation } from "../rig/teams-platform.ts";
import { testEvent } from "../rig/test-events.ts";
import type { Scenario } from "../scenario.ts";

const AT_ONCE = 8;
/** Code is compiled and caches fill in the first of them. */
const WARM_SHARE = 0.2;
const MOST_GROWTH_MB = 30;

const ODD: readonly unknown[] = [null, 5, "", "x", [], {}, true, [[[]]], { id: {} }, "\u0000", 1e308];
const KINDS = ["message", "invoke", "messageReaction", "conversationUpdate", "installationUpdate"];

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

/** Texts that are no JSON object, or one that hurts whoever walks it. */
const RAW: readonly ((random: () => number) => string)[] = [
  () => "",
  () => "{",
  () => "null",
  () => '{"type":5}',
  () => '{"__proto__":{"polluted":1},"type":"message"}',
  () => '{"type":"message","constructor":{"prototype":{"polluted":1}}}',
  () => `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  () => "[".repeat(100_000),
  (random) => `{"type":"${"x".repeat(Math.floor(random() * 100_000))}"}`,
  (random) => JSON.stringify(Array.from({ length: 5_000 }, () => random())),
  () => "\ufeff{}",
  (random) => String.fromCharCode(...Array.from({ length: 200 }, () => Math.floor(random() * 0xffff))),
];

export const malformedTeams: Scenario = {
  id: "S6",
  title: "malformed activities without a token, with a forged one, and a tenth with a good one",
  criterion: "4xx, with a good token never a fault of ours; the process is up, its memory flat",
  promises: ["P6"],
  databases: ["pglite"],
  unit: "activities",
  fullSize: 10_000,
  limitMs: 20 * 60_000,
  run: (trial) =>
    withTeamsDesk(trial, async ({ organisation, desk, truth }) => {
      const random = seededRandom(trial.seed);
      const violations: string[] = [];
      const figures = { refused: 0, "taken, signed": 0 };
      const forged = await forgeries(organisation.teams.serviceUrl);
      const strangers = forged.find(({ what }) => what.startsWith("a stranger's key under"))?.authorization;

      const tell = async (n: number): Promise<void> => {
        const isSigned = n % 11 === 0;
        const authorization = isSigned ? undefined : n % 3 === 0 ? strangers : null;
        const raw = RAW[n % RAW.length];
        const body =
          raw !== undefined && n % 4 === 1
            ? raw(random)
            : JSON.stringify(spoilt(wholeActivity(organisation, n), random));
        const answer = await organisation.post(desk.address, body, authorization);
        const status = answer?.status ?? 0;
        const isRight = isSigned
          ? status !== 0 && (status < 500 || status === 501)
          : status >= 400 && status < 500;
        if (!isRight) violations.push(`activity ${n} was answered ${status}`);
        if (status < 300) figures["taken, signed"] += 1;
        else figures.refused += 1;
      };

      const warm = Math.ceil(trial.size * WARM_SHARE);
      await inTurns(warm, AT_ONCE, tell);
      const beforeMb = await residentMb(desk.process.pid);
      await inTurns(trial.size - warm, AT_ONCE, async (n) => {
        await tell(warm + n);
        trial.progress(warm + n + 1);
      });
      const grownMb = (await residentMb(desk.process.pid)) - beforeMb;
      if (!desk.isAlive) violations.push(`exit: the desk ended: ${desk.printed.slice(-300)}`);
      if (/unhandled|uncaught/i.test(desk.printed)) violations.push("a rejection was handled by nobody");
      if (grownMb > MOST_GROWTH_MB) violations.push(`resident memory grew by ${Math.round(grownMb)} MB`);
      const genuine = testEvent(trial.size + 1);
      const last = organisation.activityOf(genuine, say(organisation, genuine));
      const { status = 0 } = (await organisation.post(desk.address, last)) ?? {};
      if (status !== 200) violations.push(`a genuine activity after them was answered ${status}`);
      const { messages } = await truth();
      if (!messages.some(({ token }) => token === genuine.token))
        violations.push("the genuine activity after them is not stored");
      return { violations, figures: { ...figures, "RSS grown MB": Math.round(grownMb) } };
    }),
};

function wholeActivity(organisation: TeamsOrganisation, n: number): object {
  const event = testEvent(n + 1, `P${n % 50}`);
  const key = organisation.teams.nextKey();
  return {
    ...organisation.activityOf(event, { id: key, key, at: new Date().toISOString() }),
    type: KINDS[n % KINDS.length],
    name: "adaptiveCard/action",
    text: "x",
    value: { action: { type: "Action.Execute", verb: "v", data: { rapport: { c: "a", v: "b", s: "c" } } } },
    reactionsAdded: [{ type: "like" }],
    replyToId: "1",
    entities: [{ type: "mention", text: "<at>x</at>", mentioned: { id: "1" } }],
    attachments: [{ contentType: "image/png", contentUrl: "x", content: {} }],
  };
}
